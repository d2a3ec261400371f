// What the module exports, one line per file; nothing else.
export { differences, packRows, packSingleRows, products } from "./products";
