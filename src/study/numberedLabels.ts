import { show } from "../numeric/check.ts";

/**
 * Labels in order of their numbers: `e00`, `e01`, … with as many digits as the last one needs, at least two.
 *
 * @param prefix What stands before the number.
 * @param count How many.
 * @returns The labels.
 */
export function numberedLabels(prefix: string, count: number): string[] {
  const digits = Math.max(2, String(count - 1).length);
  return Array.from({ length: count }, (_, i) => prefix + String(i).padStart(digits, "0"));
}

/** The labels, if they are non-empty texts and no two alike. */
export function distinctLabels(action: string, name: string, labels: readonly unknown[]): readonly string[] {
  labels.forEach((label, i) => {
    if (typeof label !== "string" || label === "") throw new TypeError(`Cannot ${action}: labels of ${name} must be texts, got ${show(label)} at index ${i}`);
    if (labels.indexOf(label) !== i) throw new RangeError(`Cannot ${action}: labels of ${name} must be distinct, got ${show(label)} twice`);
  });
  return labels as readonly string[];
}
