/** The way out to the `ndarray` package, and the only place that imports it. */
export type { MatrixLike, MlMatrix, StridedMatrix } from "../numeric/matrix.ts";
export { toNdarray } from "./toNdarray.ts";
