import { NumericalError } from "../../numeric/errors.ts";
import { quickDot } from "../../numeric/linalg/quickDot.ts";

/**
 * Fails where a column is a linear combination of those before it: where what these leave of it is less than 10⁻¹⁰ of its length.
 *
 * Cholesky's pivots of the cross-products settle clear cases. The others go through modified Gram–Schmidt, twice where a column loses
 * more than nine tenths of its length. Columns are taken at length 1, so units do not matter.
 *
 * @param action What the caller does, for messages.
 * @param names Names of the columns.
 * @param columns The columns, not changed.
 * @throws {NumericalError} `singular-design`, with the columns it depends on and what to leave out.
 */
export function checkFullRank(action: string, names: readonly string[], columns: readonly Float64Array[]): void {
  if (isClearlyIndependent(columns)) return;
  const basis: Float64Array[] = [];
  /** Per column its coordinates in the basis, then its remaining length; all of the scaled column. */
  const coordinates: Float64Array[] = [];
  for (const [j, column] of columns.entries()) {
    const rest = unitLength(column);
    if (rest === null) {
      throw new NumericalError("singular-design", `Cannot ${action}: \`${names[j]}\` must not be 0 in every row (a combination of levels that does not occur?); leave its term out`);
    }
    const own = new Float64Array(j + 1);
    let length = project(rest, basis, own);
    if (length < 0.1) length = project(rest, basis, own);
    if (!(length > SMALLEST)) throw dependent(action, names, j, coordinates, own);
    own[j] = length;
    const inverse = 1 / length;
    for (let i = 0; i < rest.length; i++) rest[i] *= inverse;
    basis.push(rest);
    coordinates.push(own);
  }
}

const SMALLEST = 1e-10;
/** Pivots have errors of about 10⁻¹³ here, squares of lengths above 10⁻³ are safe. */
const CLEAR_PIVOT = 1e-6;

/** Whether all pivots of the cross-products are far from 0; false where one is not, or where squares overflow. */
function isClearlyIndependent(columns: readonly Float64Array[]): boolean {
  const p = columns.length;
  const factor = new Float64Array(p * p);
  for (let j = 0; j < p; j++) {
    const square = quickDot(columns[j], 0, columns[j], 0, columns[j].length);
    if (!(square > 1e-200 && square < 1e200)) return false;
    let pivot = square;
    for (let k = 0; k < j; k++) {
      let rest = quickDot(columns[j], 0, columns[k], 0, columns[j].length);
      for (let i = 0; i < k; i++) rest -= factor[j * p + i] * factor[k * p + i];
      factor[j * p + k] = rest / factor[k * p + k];
      pivot -= factor[j * p + k] * factor[j * p + k];
    }
    if (!(pivot > CLEAR_PIVOT * square)) return false;
    factor[j * p + j] = Math.sqrt(pivot);
  }
  return true;
}

/** The column at length 1, or null if it is 0. */
function unitLength(column: Float64Array): Float64Array | null {
  let largest = 0;
  for (let i = 0; i < column.length; i++) {
    const size = Math.abs(column[i]);
    if (size > largest) largest = size;
  }
  if (largest === 0) return null;
  const unit = new Float64Array(column.length);
  let squares = 0;
  for (let i = 0; i < unit.length; i++) {
    unit[i] = column[i] / largest;
    squares += unit[i] * unit[i];
  }
  const inverse = 1 / Math.sqrt(squares);
  for (let i = 0; i < unit.length; i++) unit[i] *= inverse;
  return unit;
}

/** Takes the basis out of a column, adds what was taken to `own`, and gives the length that is left. */
function project(rest: Float64Array, basis: readonly Float64Array[], own: Float64Array): number {
  const n = rest.length;
  for (let k = 0; k < basis.length; k++) {
    const unit = basis[k];
    const product = quickDot(unit, 0, rest, 0, unit.length);
    for (let i = 0; i < n; i++) rest[i] -= product * unit[i];
    own[k] += product;
  }
  return Math.sqrt(quickDot(rest, 0, rest, 0, rest.length));
}

/** Back-substitution gives the combination; columns that contribute nothing are not named. */
function dependent(action: string, names: readonly string[], j: number, coordinates: readonly Float64Array[], own: Float64Array): NumericalError {
  const on: string[] = [];
  const left = own.slice();
  for (let k = j - 1; k >= 0; k--) {
    const share = left[k] / coordinates[k][k];
    if (Math.abs(share) > 1e-6) on.unshift(`\`${names[k]}\``);
    for (let i = 0; i < k; i++) left[i] -= share * coordinates[k][i];
  }
  const reason = on.length === 1 && on[0] === "`(Intercept)`" ? "is constant" : `is a combination of ${on.slice(0, 12).join(", ")}${on.length > 12 ? ` and ${on.length - 12} more` : ""}`;
  return new NumericalError("singular-design", `Cannot ${action}: no column may depend on those before it, got \`${names[j]}\`, which ${reason}; leave out one of them`);
}
