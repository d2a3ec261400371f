// What the module exports, one line per file; nothing else.
export { packRows, packSingleRows, products } from "./products";
export { countDraws, drawIntegers, seedGenerator, sumDraws } from "./resample";
