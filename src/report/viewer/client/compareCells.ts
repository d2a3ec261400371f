import type { Cell } from "../../document.ts";

const collator = new Intl.Collator("en", { numeric: true });

/**
 * Order of two cells for sorting: numbers and intervals by value before texts, texts with the numbers in them as numbers
 * ("task 9" before "task 10"), what is not defined last in either direction.
 *
 * @param direction 1 ascending, −1 descending.
 */
export function compareCells(a: Cell, b: Cell, direction: 1 | -1): number {
  const left = key(a);
  const right = key(b);
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  if (typeof left === "number" && typeof right === "number") return direction * (left - right || 0);
  if (typeof left === "string" && typeof right === "string") return direction * collator.compare(left, right);
  return direction * (typeof left === "number" ? -1 : 1);
}

function key(cell: Cell): string | number | null {
  const value = typeof cell === "object" && cell !== null ? cell.estimate : cell;
  return Number.isNaN(value) ? null : value;
}
