/** Arithmetic under everything: checks and errors, sums, moments, quantiles, special functions. No domain words here. */
export { DataError, type DataProblem, NumericalError } from "./errors.ts";
export type { Matrix, MatrixLike, MlMatrix, StridedMatrix } from "./matrix.ts";
export type { Alternative, Categorical, ConfidenceInterval } from "./types.ts";
