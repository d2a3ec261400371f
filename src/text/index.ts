/** Diversity seen in the texts themselves: tokens, n-grams, overlap of texts, different answers and different calculations. */
export { bleuMatrix } from "./bleuMatrix.ts";
export type { BleuOptions, BleuSmoothing } from "./bleuOptions.ts";
export { chrF, type ChrF, type ChrFOptions } from "./chrF.ts";
export { chrFMatrix } from "./chrFMatrix.ts";
export { distinctN, type DistinctN, type DistinctNOptions } from "./distinctN.ts";
export type { TextOrTokens } from "./encodeTexts.ts";
export { lengthStatistics, type LengthStatistics } from "./lengthStatistics.ts";
export { operationSequence } from "./operationSequence.ts";
export { selfBleu, type SelfBleu } from "./selfBleu.ts";
export { sentenceBleu, type SentenceBleu } from "./sentenceBleu.ts";
export type { SquareMatrix } from "./squareMatrix.ts";
export { textDistances, type TextDistancesOptions } from "./textDistances.ts";
export { tokenize, type Tokenizer } from "./tokenize.ts";
export { uniqueFraction, type UniqueFraction } from "./uniqueFraction.ts";
