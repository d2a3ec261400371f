/** Seeded randomness: one generator, independent streams by name, the draws the library needs. */
export { normal } from "./normal.ts";
export { createRng, type Rng, type RngLike } from "./rng.ts";
export { shuffledIndices } from "./shuffle.ts";
