import { NumericalError } from "../../numeric/errors.ts";
import { gramOfColumns, gramOfRows } from "../../numeric/linalg/gram.ts";
import type { Matrix } from "../../numeric/matrix.ts";

/** The smaller of B Bᵀ and Bᵀ B, which have the same positive eigenvalues; all entries finite. */
export function smallGram(action: string, features: Matrix): Float64Array {
  const [n, d] = features.shape;
  const gram = n <= d ? gramOfRows(features) : gramOfColumns(features);
  for (let at = 0; at < gram.length; at++) {
    if (!Number.isFinite(gram[at])) throw new NumericalError("non-finite", `Cannot ${action}: products of features must be finite, got ${gram[at]}: scale them down`);
  }
  return gram;
}
