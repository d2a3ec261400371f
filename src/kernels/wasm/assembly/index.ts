// What the module exports, one line per file; nothing else.
export { mixedProducts, packColumns } from "./mixed";
export { packRows, packSingleRows, products } from "./products";
