import type { Matrix } from "../numeric/matrix.ts";

/** Whether a row has an embedding, and not one of zeros, which points nowhere. */
export function hasDirection({ data, shape: [, d] }: Matrix, row: number): boolean {
  if (Number.isNaN(data[row * d])) return false;
  for (let at = row * d; at < (row + 1) * d; at++) if (data[at] !== 0) return true;
  return false;
}
