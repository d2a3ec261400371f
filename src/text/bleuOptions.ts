import { checkBoolean, checkChoice, checkInteger, checkOptions } from "../numeric/check.ts";
import { tokenize as splitAtWhiteSpace, type Tokenizer } from "./tokenize.ts";

/**
 * What stands in for the precision of an order without any match: `"exp"` 1/(2^j·total) at the j-th such order (NIST, the
 * default of sacreBLEU), `"method1"` 0.1/total (NLTK's method1, used by Texygen), `"none"` 0, which makes BLEU 0.
 */
export type BleuSmoothing = "exp" | "method1" | "none";

/** Options of {@linkcode sentenceBleu}, {@linkcode selfBleu} and {@linkcode bleuMatrix}. */
export interface BleuOptions {
  /** Longest n-grams that count, an integer ≥ 1; 4 unless given. */
  readonly maxOrder?: number;
  /** What stands in for precisions of 0; `"exp"` unless given. */
  readonly smoothing?: BleuSmoothing;
  /**
   * Whether the mean is over the orders of which the candidate has n-grams. If not, a candidate of fewer than `maxOrder` tokens
   * gets 0, with `"method1"` a precision of 0.1 for each order it lacks, as in NLTK. True with `"exp"`, else false.
   */
  readonly effectiveOrder?: boolean;
  /** How texts are cut into tokens; at white space unless given. */
  readonly tokenize?: Tokenizer;
}

/** The options, checked, with defaults in place of what is not given. */
export function bleuOptions(action: string, options: BleuOptions): Required<BleuOptions> {
  checkOptions(action, options, ["maxOrder", "smoothing", "effectiveOrder", "tokenize"]);
  const { maxOrder = 4, smoothing = "exp", effectiveOrder = smoothing === "exp", tokenize = splitAtWhiteSpace } = options;
  checkInteger(action, "maxOrder", maxOrder, 1);
  checkChoice(action, "smoothing", smoothing, ["exp", "method1", "none"]);
  checkBoolean(action, "effectiveOrder", effectiveOrder);
  return { maxOrder, smoothing, effectiveOrder, tokenize };
}
