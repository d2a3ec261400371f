// What the module exports, one line per file; nothing else.
export { cholesky, packTriangle, solveRows, unpackTriangle } from "./cholesky";
export { mixed, packColumns } from "./mixed";
export { packRows, packSingleRows, products } from "./products";
export { countDraws, drawIntegers, seedGenerator, sumDraws } from "./resample";
export { applyReflections } from "./reflections";
export { tridiagonalise } from "./tridiagonal";
export { midranks } from "./ranks";
export { bestGain, findSwap, gains, replaceMedoid, sumLosses } from "./medoids";
