import type { Rollouts } from "../data/index.ts";
import { meanPairwiseDistance, vendiScore } from "../diversity/index.ts";
import { logDetScore } from "../dpp/index.ts";
import { checkChoice, checkOptions } from "../numeric/check.ts";
import type { Matrix } from "../numeric/matrix.ts";
import { distinctN, lengthStatistics, operationSequence, selfBleu, tokenize, uniqueFraction } from "../text/index.ts";
import { embeddingRows } from "./embeddingRows.ts";
import { hasDirection } from "./hasDirection.ts";
import { lengthColumn } from "./lengthColumn.ts";

/** A number that says how different a set of samples is. */
export interface DiversityMeasure {
  /** Its key in results and options. */
  readonly name: DiversityMeasureName;
  /** What it is, in words. */
  readonly label: string;
  /** Whether a larger value means more diverse samples; false for self-BLEU. */
  readonly largerIsMoreDiverse: boolean;
  /**
   * Whether its expectation changes with the number of samples alone, so that only values at one number compare.
   * The mean pairwise distance and self-BLEU's kin differ in this: see docs/methods/diversity.md.
   */
  readonly dependsOnN: boolean;
  /** Its value for these rows of the rollouts, samples of one problem; NaN where it is undefined for them. */
  readonly of: (rows: ArrayLike<number>) => number;
}

/** The measures that studies know. */
export type DiversityMeasureName = (typeof diversityMeasureNames)[number];

/** Options of {@linkcode diversityMeasures}. */
export interface DiversityMeasuresOptions {
  /** Which measures, in this order; unless given, all that the columns allow. */
  readonly measures?: readonly DiversityMeasureName[];
}

/** Names of all measures, in the order of reports. */
export const diversityMeasureNames = [
  "cosine-distance",
  "vendi-score",
  "log-det",
  "log-det-quality",
  "unique-answers",
  "unique-operations",
  "unique-texts",
  "distinct-1",
  "distinct-2",
  "distinct-3",
  "self-bleu",
  "length-variation",
] as const;

const action = "measure diversity";

/**
 * The diversity measures that the columns of rollouts allow, ready to be applied to any set of rows.
 *
 * Embeddings give the mean pairwise cosine distance, the Vendi score and the log-determinant of the cosine similarities (the score of a
 * determinantal point process, jitter 10⁻⁶), with log-probabilities also plus their sum; texts distinct-n, self-BLEU, the share of different
 * texts and, where they hold arithmetic steps, of different operation sequences; answers the share of different answers;
 * `tokens` (or else the text) the variation of length. A row that lacks the value a measure needs does not count for it;
 * neither does an embedding of length zero, which has no direction.
 *
 * @param rollouts The rollouts.
 * @param options Which measures.
 * @returns The measures; a function each, from row numbers to a value.
 * @throws {RangeError} If a measure asked for is unknown or the rollouts lack its column.
 * @example
 * ```ts
 * import { diversityMeasures, fromRows } from "@divlab/core";
 *
 * const rows = [["4", "2 + 2 = 4"], ["4", "1 + 3 = 4"], ["5", "2 + 3 = 5"]];
 * const rollouts = fromRows(rows, { problem: () => "p", answer: ([answer]) => answer, text: ([, text]) => text });
 * const measures = diversityMeasures(rollouts, { measures: ["unique-answers", "unique-operations", "distinct-1"] });
 * measures.map(({ of }) => of([0, 1, 2])); // => [0.6666666667, 1, 0.4666666667]
 * ```
 */
export function diversityMeasures(rollouts: Rollouts, options: DiversityMeasuresOptions = {}): readonly DiversityMeasure[] {
  checkOptions(action, options, ["measures"]);
  const { measures: wanted } = options;
  wanted?.forEach((name, i) => checkChoice(action, `measures[${i}]`, name, diversityMeasureNames));
  const all = [...ofEmbeddings(rollouts), ...ofAnswers(rollouts), ...ofTexts(rollouts), ...ofLengths(rollouts)];
  const known = new Map(all.map((measure) => [measure.name, measure]));
  return (wanted ?? diversityMeasureNames).flatMap((name) => {
    const measure = known.get(name);
    if (measure === undefined && wanted !== undefined) {
      throw new RangeError(`Cannot ${action}: the rollouts must have the column that ${name} needs; they allow ${[...known.keys()].join(", ") || "none"}`);
    }
    return measure === undefined ? [] : [measure];
  });
}

function ofEmbeddings({ embedding, logProb }: Rollouts): DiversityMeasure[] {
  if (embedding === undefined) return [];
  const usable = Uint8Array.from({ length: embedding.shape[0] }, (_, row) => Number(hasDirection(embedding, row)));
  const vectors = (rows: ArrayLike<number>): Matrix => embeddingRows(embedding, Array.from(rows).filter((row) => usable[row] === 1));
  return [
    {
      name: "cosine-distance",
      label: "mean pairwise cosine distance of the embeddings",
      largerIsMoreDiverse: true,
      dependsOnN: false,
      of: (rows) => {
        const own = vectors(rows);
        return own.shape[0] < 2 ? NaN : meanPairwiseDistance(own).estimate;
      },
    },
    {
      name: "vendi-score",
      label: "Vendi score of the embeddings, the effective number of different samples",
      largerIsMoreDiverse: true,
      dependsOnN: true,
      of: (rows) => {
        const own = vectors(rows);
        return own.shape[0] < 2 ? NaN : vendiScore({ embeddings: own }).estimate;
      },
    },
    {
      name: "log-det",
      label: "log-determinant of the embeddings' cosine similarities (DPP score)",
      largerIsMoreDiverse: true,
      dependsOnN: true,
      of: (rows) => {
        const own = vectors(rows);
        return own.shape[0] < 2 ? NaN : logDetScore(own).estimate;
      },
    },
    ...(logProb === undefined ? [] : [ofQuality(embedding, usable, logProb)]),
  ];
}

/** The score of L = diag(√q) S diag(√q), q the likelihoods: log det S + Σ log q. */
function ofQuality(embedding: Matrix, usable: Uint8Array, logProb: Float64Array): DiversityMeasure {
  return {
    name: "log-det-quality",
    label: "log-determinant plus log-probabilities (DPP score with quality)",
    largerIsMoreDiverse: true,
    dependsOnN: true,
    of: (rows) => {
      const own = Array.from(rows).filter((row) => usable[row] === 1 && !Number.isNaN(logProb[row]));
      return own.length < 2 ? NaN : logDetScore(embeddingRows(embedding, own), { logQuality: own.map((row) => logProb[row]), beta: 1 }).estimate;
    },
  };
}

function ofAnswers({ answer }: Rollouts): DiversityMeasure[] {
  if (answer === undefined) return [];
  return [
    {
      name: "unique-answers",
      label: "answer diversity, different answers per answer",
      largerIsMoreDiverse: true,
      dependsOnN: true,
      of: (rows) => uniqueFraction(Array.from(rows, (row) => (answer.codes[row] === -1 ? null : answer.codes[row]))).estimate,
    },
  ];
}

function ofTexts({ text, size }: Rollouts): DiversityMeasure[] {
  if (text === undefined) return [];
  const texts = (rows: ArrayLike<number>): string[] => Array.from(rows).flatMap((row) => text[row] ?? []);
  const unique = (keys: readonly string[]): number => (keys.length === 0 ? NaN : uniqueFraction(keys).estimate);
  const operations: (string | undefined)[] = text.map((own) => (own === undefined ? undefined : operationSequence(own)));
  const arithmetic = operations.some((own) => own !== undefined && own !== "");
  const words: (readonly string[])[] = new Array(size);
  // Texts are split once; distinct-n of subsets asks for the same text again and again.
  const wordsOf = (row: number): readonly string[] => (words[row] ??= tokenize(text[row] as string));
  const distinct = (n: 1 | 2 | 3): DiversityMeasure => ({
    name: `distinct-${n}`,
    label: `distinct-${n}, different ${n === 1 ? "words" : `sequences of ${n} words`} per ${n === 1 ? "word" : "sequence"}`,
    largerIsMoreDiverse: true,
    dependsOnN: true,
    of: (rows) => distinctN(Array.from(rows).filter((row) => text[row] !== undefined).map(wordsOf), n).estimate,
  });
  const operationDiversity: DiversityMeasure = {
    name: "unique-operations",
    label: "operation diversity, different sequences of arithmetic steps per text",
    largerIsMoreDiverse: true,
    dependsOnN: true,
    of: (rows) => unique(Array.from(rows).flatMap((row) => operations[row] ?? [])),
  };
  return [
    ...(arithmetic ? [operationDiversity] : []),
    { name: "unique-texts", label: "different texts per text", largerIsMoreDiverse: true, dependsOnN: true, of: (rows) => unique(texts(rows)) },
    distinct(1),
    distinct(2),
    distinct(3),
    {
      name: "self-bleu",
      label: "self-BLEU, how well the other texts foretell each text (lower: more diverse)",
      largerIsMoreDiverse: false,
      dependsOnN: true,
      of: (rows) => selfBleu(texts(rows)).estimate,
    },
  ];
}

function ofLengths(rollouts: Rollouts): DiversityMeasure[] {
  const column = lengthColumn(rollouts);
  if (column === undefined) return [];
  return [
    {
      name: "length-variation",
      label: `coefficient of variation of the length in ${column.unit}`,
      largerIsMoreDiverse: true,
      dependsOnN: false,
      of: (rows) => {
        const own = Array.from(rows, (row) => column.lengths[row]).filter((length) => length >= 0);
        return own.length < 2 ? NaN : lengthStatistics(own).coefficientOfVariation;
      },
    },
  ];
}
