/** Larger ones could overflow in weighted sums. */
const most = 1e150;

/** What {@linkcode costRange} found. */
export interface CostRange {
  /** Least entry, or 0. */
  readonly least: number;
  /** Largest finite entry. */
  readonly largest: number;
  /** Whether some are +Infinity. */
  readonly infinite: boolean;
  /** What counts as rounding: 10⁻¹² of the largest finite entry, 10⁻⁶ in single precision. */
  readonly negligible: number;
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
  const { length } = data;
  for (let i = 0; i < length; i++) {
    const value = data[i];
    if (value > largest) {
      if (value === Infinity) infinite = true;
      else largest = value;
    } else if (!(value >= 0)) {
      if (Number.isNaN(value)) refuse(action, "at least 0", value, position(i));
      if (value < least) least = value;
    }
  }
  const negligible = (data instanceof Float32Array ? 1e-6 : 1e-12) * largest;
  if (least < -negligible) refuse(action, "at least 0", least, position(data.indexOf(least)));
  if (largest > most) refuse(action, `at most ${most} or Infinity`, largest, position(data.indexOf(largest)));
  return { least, largest, infinite, negligible };
}

function refuse(action: string, expected: string, value: number, [row, column]: readonly [number, number]): never {
  throw new RangeError(`Cannot ${action}: dissimilarities must be ${expected}, got ${value} at row ${row}, column ${column}`);
}
