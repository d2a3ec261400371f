// What the module exports, one line per file; nothing else.
export { absolute, differences, largest, packRows, packSingleRows, products, square, unequal } from "./products";
