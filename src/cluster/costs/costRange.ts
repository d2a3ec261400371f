/** Larger ones could overflow in weighted sums. */
export const MOST_COST = 1e150;

/** What {@linkcode costRange} found. */
export interface CostRange {
  /** Least entry, or 0. */
  readonly least: number;
  /** Largest finite entry. */
  readonly largest: number;
  /** Whether some are +Infinity. */
  readonly infinite: boolean;
  /** Up to where two directions agree: 10⁻¹² of the largest finite entry, 10⁻⁶ in single precision. */
  readonly negligible: number;
  /** Up to where an entry counts as 0 that should not be below it, or is of an object to itself: the same of 1 where that is more. */
  readonly rounding: number;
}

/**
 * The range of dissimilarities.
 *
 * @param action What the caller does, for messages.
 * @param data The dissimilarities.
 * @param position Row and column of an entry, for messages.
 * @returns Least and largest, and what counts as rounding.
 * @throws {RangeError} On NaN, on negative values that are more than rounding, and above 10¹⁵⁰.
 */
export function costRange(action: string, data: Float64Array | Float32Array, position: (at: number) => readonly [row: number, column: number]): CostRange {
  let least = 0;
  let largest = 0;
  let infinite = false;
  const plain = largestOfPlain(data);
  if (plain >= 0) largest = plain;
  // Only where some are negative, infinite or NaN.
  for (let i = plain >= 0 ? data.length : 0; i < data.length; i++) {
    const value = data[i];
    if (value > largest) {
      if (value === Infinity) infinite = true;
      else largest = value;
    } else if (!(value >= 0)) {
      if (Number.isNaN(value)) refuse(action, "at least 0", value, position(i));
      if (value < least) least = value;
    }
  }
  const share = data instanceof Float32Array ? 1e-6 : 1e-12;
  // Among copies nothing but the rounding of 1 − 1 is left.
  const rounding = share * Math.max(1, largest);
  if (least < -rounding) refuse(action, "at least 0", least, position(data.indexOf(least)));
  if (largest > MOST_COST) refuse(action, `at most ${MOST_COST} or Infinity`, largest, position(data.indexOf(largest)));
  return { least, largest, infinite, negligible: share * largest, rounding };
}

/** The largest entry where all are finite and at least 0, −1 elsewhere; four at a time, so that no comparison waits for another. */
function largestOfPlain(data: Float64Array | Float32Array): number {
  let most0 = 0;
  let most1 = 0;
  let most2 = 0;
  let most3 = 0;
  let arePlain = true;
  let i = 0;
  for (; i + 4 <= data.length; i += 4) {
    const d0 = data[i];
    const d1 = data[i + 1];
    const d2 = data[i + 2];
    const d3 = data[i + 3];
    if (d0 > most0) most0 = d0;
    if (d1 > most1) most1 = d1;
    if (d2 > most2) most2 = d2;
    if (d3 > most3) most3 = d3;
    if (!(d0 >= 0 && d1 >= 0 && d2 >= 0 && d3 >= 0)) arePlain = false;
  }
  for (; i < data.length; i++) {
    if (data[i] > most0) most0 = data[i];
    if (!(data[i] >= 0)) arePlain = false;
  }
  const largest = Math.max(most0, most1, most2, most3);
  return arePlain && largest < Infinity ? largest : -1;
}

function refuse(action: string, expected: string, value: number, [row, column]: readonly [number, number]): never {
  throw new RangeError(`Cannot ${action}: dissimilarities must be ${expected}, got ${value} at row ${row}, column ${column}`);
}
