// What the module exports, one line per file; nothing else.
export { mixedProducts, mixedRows, packColumns } from "./mixed";
export { packRows, packSingleRows, products } from "./products";
