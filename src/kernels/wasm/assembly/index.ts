// What the module exports, one line per file; nothing else.
export { cholesky, packTriangle, solveRows, unpackTriangle } from "./cholesky";
export { bestGain, findSwap, replaceMedoid } from "./medoids";
export { combine, mixed } from "./mixed";
export { packColumns, packRows, products, square } from "./products";
export { midranks } from "./ranks";
export { applyReflections } from "./reflections";
export { drawIntegers, seedGenerator, sumDraws } from "./resample";
export { tridiagonalise } from "./tridiagonal";
