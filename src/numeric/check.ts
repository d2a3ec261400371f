/**
 * Argument checks with one grammar: *Cannot <do what>: <what was expected>, got <actual> at <where>.*
 * `action` is the "do what", e.g. `"compute pass@k"`.
 */

/** Fails unless every option is one of `names`. */
export function checkOptions(action: string, options: object, names: readonly string[]): void {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`Cannot ${action}: options must be an object, got ${show(options)}`);
  }
  for (const name of Object.keys(options)) {
    if (!names.includes(name)) {
      throw new TypeError(`Cannot ${action}: unknown option \`${name}\`; the options are ${names.join(", ")}`);
    }
  }
}

/** Fails unless `value` is an integer in [low, high]. */
export function checkInteger(action: string, name: string, value: unknown, low: number, high: number = Infinity): void {
  if (typeof value !== "number") throw new TypeError(`Cannot ${action}: ${name} must be an integer, got ${show(value)}`);
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new RangeError(`Cannot ${action}: ${name} must be an integer ${range(low, high)}, got ${value}`);
  }
}

/** Fails unless `value` is a finite number. */
export function checkFinite(action: string, name: string, value: unknown): void {
  if (typeof value !== "number") throw new TypeError(`Cannot ${action}: ${name} must be a number, got ${show(value)}`);
  if (!Number.isFinite(value)) throw new RangeError(`Cannot ${action}: ${name} must be finite, got ${value}`);
}

/** Fails unless `value` lies strictly between low and high. */
export function checkBetween(action: string, name: string, value: unknown, low: number, high: number): void {
  checkFinite(action, name, value);
  if (!((value as number) > low && (value as number) < high)) {
    throw new RangeError(`Cannot ${action}: ${name} must lie strictly between ${low} and ${high}, got ${value}`);
  }
}

/** Fails unless `level` is a confidence level, strictly between 0 and 1. */
export function checkLevel(action: string, level: unknown): void {
  checkBetween(action, "level", level, 0, 1);
}

/** Fails unless `value` is one of the named choices. */
export function checkChoice(action: string, name: string, value: unknown, choices: readonly string[]): void {
  if (!choices.includes(value as string)) {
    throw new RangeError(`Cannot ${action}: ${name} must be ${choices.map((c) => `"${c}"`).join(" or ")}, got ${show(value)}`);
  }
}

/** Fails unless `value` is true or false. */
export function checkBoolean(action: string, name: string, value: unknown): void {
  if (typeof value !== "boolean") throw new TypeError(`Cannot ${action}: ${name} must be true or false, got ${show(value)}`);
}

/** Fails unless every value of a list is a finite number; names the first index that is not. */
export function checkFiniteArray(action: string, name: string, values: ArrayLike<number>, minLength: number = 0): void {
  checkArray(action, name, values, minLength);
  for (let i = 0; i < values.length; i++) {
    const value: unknown = values[i];
    if (typeof value !== "number" || !Number.isFinite(value)) {
      const kind = typeof value === "number" ? RangeError : TypeError;
      throw new kind(`Cannot ${action}: ${name} must be finite numbers, got ${show(value)} at index ${i}`);
    }
  }
}

/** Fails unless `values` is array-like with at least `minLength` entries. */
export function checkArray(action: string, name: string, values: unknown, minLength: number = 0): void {
  const length = (values as ArrayLike<unknown> | null | undefined)?.length;
  if (typeof values !== "object" || typeof length !== "number") {
    throw new TypeError(`Cannot ${action}: ${name} must be an array, got ${show(values)}`);
  }
  if (length < minLength) {
    throw new RangeError(`Cannot ${action}: ${name} must hold at least ${minLength} value${minLength === 1 ? "" : "s"}, got ${length}`);
  }
}

/** Fails unless two lists have one length. */
export function checkSameLength(action: string, a: string, aLength: number, b: string, bLength: number): void {
  if (aLength !== bLength) {
    throw new RangeError(`Cannot ${action}: ${a} and ${b} must have one length, got ${aLength} and ${bLength}`);
  }
}

/**
 * A value as an error message shows it: strings quoted and cut at 60 characters, objects by kind.
 *
 * @param value Anything.
 * @returns A short piece of text without line breaks.
 */
export function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (typeof value === "bigint") return `${value}n`;
  if (Array.isArray(value)) return `an array of length ${value.length}`;
  if (typeof value === "object" && value !== null) return value.constructor?.name === "Object" ? "an object" : `a ${value.constructor?.name ?? "object"}`;
  if (typeof value === "function") return "a function";
  return String(value);
}

function range(low: number, high: number): string {
  if (high === Infinity) return `≥ ${low}`;
  if (low === -Infinity) return `≤ ${high}`;
  return `between ${low} and ${high}`;
}
