// What the module exports, one line per file; nothing else.
export { packRows, packSingleRows, products } from "./products";
export { applyReflections } from "./reflections";
export { tridiagonalise } from "./tridiagonal";
