// What the module exports, one line per file; nothing else.
export { cholesky, packTriangle, solveRows, unpackTriangle } from "./cholesky";
export { packRows, packSingleRows, products } from "./products";
export { midranks } from "./ranks";
export { bestGain, findSwap, gains, replaceMedoid, sumLosses } from "./medoids";
export { countDraws, drawIntegers, seedGenerator, sumDraws } from "./resample";
export { applyReflections } from "./reflections";
export { tridiagonalise } from "./tridiagonal";
