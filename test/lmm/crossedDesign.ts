import type { MixedDesign } from "../../src/lmm/mixedDesign.ts";
import { normal, type Rng } from "../../src/random/index.ts";

/** What {@linkcode crossedDesign} draws. */
export interface CrossedOptions {
  readonly ensembles: number;
  readonly splits: number;
  /** Rows per cell. */
  readonly cells?: number;
  /** Standard deviations of the response; the predictor's coefficient is `effect`. */
  readonly sd: { readonly ensemble: number; readonly split: number; readonly residual: number };
  readonly effect?: number;
  /** Standard deviations of a baseline; none unless given. */
  readonly baseline?: { readonly ensemble: number; readonly split: number; readonly residual: number };
  /** Whether a row is kept, by ensemble and split. */
  readonly keep?: (ensemble: number, split: number) => boolean;
}

/** Data of an ensemble study, row by row: intercept, an equally spaced predictor of standard deviation about 1, a baseline. */
export function crossedDesign({ ensembles, splits, cells = 1, sd, effect = 0, baseline, keep = () => true }: CrossedOptions, rng: Rng): MixedDesign {
  const draw = (count: number, deviation: number): Float64Array => Float64Array.from({ length: count }, () => deviation * normal(rng));
  const [u, v] = [draw(ensembles, sd.ensemble), draw(splits, sd.split)];
  const [bu, bv] = [draw(ensembles, baseline?.ensemble ?? 0), draw(splits, baseline?.split ?? 0)];
  const rows: { i: number; s: number; x: number[]; y: number }[] = [];
  for (let i = 0; i < ensembles; i++) {
    for (let s = 0; s < splits; s++) {
      if (!keep(i, s)) continue;
      for (let r = 0; r < cells; r++) {
        const predictor = (Math.sqrt(12) * (i - (ensembles - 1) / 2)) / ensembles;
        const x = [1, predictor, ...(baseline === undefined ? [] : [bu[i] + bv[s] + baseline.residual * normal(rng)])];
        rows.push({ i, s, x, y: effect * predictor + u[i] + v[s] + sd.residual * normal(rng) });
      }
    }
  }
  const n = rows.length;
  const p = rows[0].x.length;
  const term = (group: string, levels: number, code: (row: { i: number; s: number }) => number) => ({
    group,
    levels: Array.from({ length: levels }, (_, level) => `${level}`),
    codes: Int32Array.from(rows, code),
    effects: ["(Intercept)"],
    z: [new Float64Array(n).fill(1)],
  });
  return {
    formula: "y ~ edc + baseline + (1 | ensemble) + (1 | split)",
    response: "y",
    y: Float64Array.from(rows, ({ y }) => y),
    x: { data: Float64Array.from(rows.flatMap(({ x }) => x)), shape: [n, p] },
    coefficientNames: ["(Intercept)", "edc", "baseline"].slice(0, p),
    assign: Int32Array.of(-1, 0, 1).slice(0, p),
    fixedTerms: ["edc", "baseline"].slice(0, p - 1),
    terms: [term("ensemble", ensembles, ({ i }) => i), term("split", splits, ({ s }) => s)],
    weights: null,
    factors: {},
  };
}
