// What the module exports, one line per file; nothing else.
export { packRows, packSingleRows, products } from "./products";
export { midranks } from "./ranks";
export { bestGain, findSwap, gains, replaceMedoid, sumLosses } from "./medoids";
