import { fromRows, type Rollouts } from "../data/index.ts";
import { checkInteger, checkOptions } from "../numeric/check.ts";
import { mean } from "../numeric/moments.ts";
import { exp } from "../numeric/special/index.ts";
import { createRng, normal, type Rng, type RngLike } from "../random/index.ts";
import { ensemblePool } from "./ensemblePool.ts";
import { numberedLabels } from "./numberedLabels.ts";
import { type NamedEnsemble, planEnsembles } from "./planEnsembles.ts";
import { type NamedSplit, planSplits } from "./planSplits.ts";
import { resolvePool } from "./resolvePool.ts";
import { modelNames, type SimulatedModel, simulatedGains } from "./simulateEnsembleTable.ts";

/** What {@linkcode simulateEnsembleStudy} simulates. */
export interface SimulateEnsembleStudyOptions extends SimulatedModel {
  /** Seed or generator. */
  readonly rng: RngLike;
  /** Solvers in the pool; 12 unless given. */
  readonly solvers?: number;
  /** Problems; 244 unless given, as many as miniF2F's test set has. */
  readonly problems?: number;
  /** Number of ensembles; 30 unless given. */
  readonly ensembles?: number;
  /** Members of an ensemble; 3 unless given. */
  readonly size?: number;
  /** Number of splits; 20 unless given. */
  readonly splits?: number;
  /** Batches with an embedding of each solver; 8 unless given. */
  readonly batches?: number;
  /** Entries of an embedding; 48 unless given. */
  readonly entries?: number;
}

/** A complete data set. */
export interface SimulatedStudy {
  /** Outcomes before training: one row per solver and problem with correctness, answer and text. */
  readonly outcomes: Rollouts;
  /** Fisher embeddings, shape [solvers, batches, entries], and the names of the solvers. */
  readonly diversity: SimulatedDiversity;
  /** The ensembles. */
  readonly ensembles: readonly NamedEnsemble[];
  /** The splits. */
  readonly splits: readonly NamedSplit[];
  /** Accuracy of some member on Test B after training (`score: "any"`), one row per ensemble and split. */
  readonly after: SimulatedAfter;
  /** β₁, percentage points per unit of EDC. */
  readonly effect: number;
  /** Cells whose accuracy after training was cut off at 0 or 1: there the gain is not the model's. */
  readonly clipped: number;
}

/** Simulated embeddings. */
export interface SimulatedDiversity {
  /** Names of the solvers. */
  readonly solvers: readonly string[];
  /** The embeddings. */
  readonly embeddings: { readonly data: Float64Array; readonly shape: readonly [solvers: number, batches: number, entries: number] };
}

/** Simulated accuracies after training. */
export interface SimulatedAfter {
  /** Label of the ensemble. */
  readonly ensemble: readonly string[];
  /** Label of the split. */
  readonly split: readonly string[];
  /** Accuracy on Test B. */
  readonly accuracy: Float64Array;
}

/** Kinds of problems; solvers differ in what they are good at. */
const topics = 6;

const action = "simulate an ensemble study";

/**
 * A complete data set with a known effect of diversity: solvers with skills and Fisher embeddings, problems, ensembles, splits, outcomes
 * before training, accuracies after it.
 *
 * Solver j is right on problem p of topic t with probability 1/(1 + exp(b_p − a_j − w_jt)): ability a ~ N(−1.2, 0.4²), affinities w ~ N(0, 1),
 * difficulties b ~ N(0, 1). Entry k of its embedding of a batch is exp(0.35·Σ_t c_kt·w_jt + noise), times an entry of the batch: solvers with
 * like affinities have like embeddings. EDC (plain cosine) and S₀ follow from these, and the gain is that of
 * {@linkcode simulateEnsembleTable} with the means of this data set: ΔS is the model's exactly, unless an accuracy is cut off at 0 or 1.
 * That gain is not caused by the lists of examples: the simulation is for checking an analysis, not a theory of learning. With the same
 * `rng`, sizes and numbers {@linkcode ensembleStudy} draws the same ensembles and splits.
 *
 * @param options The effect, sizes, standard deviations, seed.
 * @returns The data set, in the form {@linkcode ensembleStudy} takes.
 * @throws {RangeError} If a number is out of range.
 * @see Jiang, Diversity-Driven Generalization in Mathematical Reasoning Ensembles.
 * @example
 * ```ts
 * import { simulateEnsembleStudy } from "@divlab/core/study";
 * const { outcomes, diversity, after } = simulateEnsembleStudy({ effect: 60, problems: 40, ensembles: 10, splits: 4, rng: 1 });
 * outcomes.size; // => 480
 * diversity.embeddings.shape; // => [12, 8, 48]
 * after.accuracy.length; // => 40
 * ```
 */
export function simulateEnsembleStudy(options: SimulateEnsembleStudyOptions): SimulatedStudy {
  checkOptions(action, options, ["rng", "solvers", "problems", "ensembles", "size", "splits", "batches", "entries", ...modelNames]);
  const { rng, effect, solvers = 12, problems = 244, ensembles = 30, size = 3, splits = 20, batches = 8, entries = 48 } = options;
  for (const [name, value] of Object.entries({ solvers, problems, size })) checkInteger(action, name, value, 2);
  for (const [name, value] of Object.entries({ ensembles, splits, batches, entries })) checkInteger(action, name, value, 1);
  const generator = createRng(rng);
  const names = { solvers: numberedLabels("solver-", solvers), problems: numberedLabels("problem-", problems) };
  const affinity = Array.from({ length: solvers }, (_, j) => normals(topics, generator.stream("affinity").stream(j)));
  const outcomes = simulateOutcomes(names, affinity, generator);
  const diversity = { solvers: names.solvers, embeddings: simulateEmbeddings(affinity, batches, entries, generator) };

  const base = resolvePool(outcomes, diversity, "any", []);
  const plan = planEnsembles(base.solvers, size, ensembles, generator.stream("ensembles"));
  const splitPlan = planSplits(base.problems, splits, generator.stream("splits"));
  const { cells, pool } = ensemblePool(base, undefined, plan, splitPlan, { score: "any", ties: "best-member", samples: "any" }, []);
  const middle = { edc: mean(cells.edc), baseline: mean(pool.any) };
  const model = simulatedGains(options, generator);
  let clipped = 0;
  const accuracy = pool.any.map((baseline, at) => {
    const value = baseline + model(cells.ensemble.codes[at], cells.split.codes[at], cells.edc[at] - middle.edc, baseline - middle.baseline) / 100;
    const possible = Math.min(1, Math.max(0, value));
    if (possible !== value) clipped++;
    return possible;
  });
  const labelsOf = (of: Int32Array): string[] => Array.from(of, (p) => base.problems[p]);
  return {
    outcomes,
    diversity,
    ensembles: plan.members.map((codes, e) => ({ ensemble: plan.labels[e], members: Array.from(codes, (code) => base.solvers[code]) })),
    splits: splitPlan.splits.map(({ train, test }, s) => ({ split: splitPlan.labels[s], train: labelsOf(train), test: labelsOf(test) })),
    after: {
      ensemble: Array.from(cells.ensemble.codes, (code) => cells.ensemble.levels[code]),
      split: Array.from(cells.split.codes, (code) => cells.split.levels[code]),
      accuracy,
    },
    effect,
    clipped,
  };
}

/** Wrong answers are one of three per problem, so that votes can go wrong. */
function simulateOutcomes(names: { solvers: string[]; problems: string[] }, affinity: readonly Float64Array[], rng: Rng): Rollouts {
  const difficulty = normals(names.problems.length, rng.stream("difficulty"));
  const ability = normals(names.solvers.length, rng.stream("ability"));
  const rows = names.solvers.flatMap((solver, j) => {
    const own = rng.stream("outcomes").stream(j);
    return names.problems.map((problem, p) => {
      const logit = -1.2 + 0.4 * ability[j] + affinity[j][p % topics] - difficulty[p];
      const correct = own.float() < 1 / (1 + exp(-logit));
      const answer = String(correct ? p : p + 1 + own.integer(3));
      return { solver, problem, correct, answer, text: `${problem} by ${solver}: ${answer}` };
    });
  });
  return fromRows(rows, { problem: "problem", solver: "solver", correct: "correct", answer: "answer", text: "text" });
}

function simulateEmbeddings(affinity: readonly Float64Array[], batches: number, entries: number, rng: Rng): SimulatedDiversity["embeddings"] {
  const loadings = Array.from({ length: entries }, (_, k) => normals(topics, rng.stream("loadings").stream(k)));
  const common = Array.from({ length: batches }, (_, b) => normals(entries, rng.stream("batches").stream(b)));
  const data = new Float64Array(affinity.length * batches * entries);
  affinity.forEach((own, j) => {
    const noise = normals(batches * entries, rng.stream("embeddings").stream(j));
    for (let b = 0; b < batches; b++) {
      for (let k = 0; k < entries; k++) {
        let shift = 0;
        for (let t = 0; t < topics; t++) shift += loadings[k][t] * own[t];
        const at = b * entries + k;
        data[j * batches * entries + at] = exp(0.35 * shift + 0.2 * noise[at] + 0.5 * common[b][k]);
      }
    }
  });
  return { data, shape: [affinity.length, batches, entries] };
}

function normals(count: number, rng: Rng): Float64Array {
  return Float64Array.from({ length: count }, () => normal(rng));
}
