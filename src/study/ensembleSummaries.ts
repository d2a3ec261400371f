import { mean, variance } from "../numeric/moments.ts";
import type { EnsembleCells } from "./ensembleCells.ts";

/** One ensemble over its splits: a point of the figure of gain against EDC. */
export interface EnsembleSummary {
  /** Label of the ensemble. */
  readonly ensemble: string;
  /** Names of its members; empty where they are not known. */
  readonly members: readonly string[];
  /** Its Ensemble Diversity Coefficient. */
  readonly edc: number;
  /** Splits with a gain. */
  readonly splits: number;
  /** Mean of S₀ over those splits; NaN where there are none. */
  readonly meanBaseline: number;
  /** Mean of S₁ over those splits; NaN where there are none. */
  readonly meanAfter: number;
  /** Mean gain over those splits in percentage points; NaN where there are none. */
  readonly meanGain: number;
  /** Standard deviation of the gain over those splits; NaN for fewer than two. Splits share problems, so it is not a basis for an error. */
  readonly gainStandardDeviation: number;
}

/** Means per ensemble, in the order of the ensembles' levels. */
export function ensembleSummaries(cells: EnsembleCells, members: readonly (readonly string[])[]): EnsembleSummary[] {
  const rows: number[][] = cells.ensemble.levels.map(() => []);
  const edc = new Float64Array(rows.length).fill(NaN);
  for (let i = 0; i < cells.gain.length; i++) {
    const code = cells.ensemble.codes[i];
    edc[code] = cells.edc[i];
    if (!Number.isNaN(cells.gain[i])) rows[code].push(i);
  }
  return cells.ensemble.levels.map((ensemble, code) => {
    const own = rows[code];
    const meanOf = (column: Float64Array): number => (own.length === 0 ? NaN : mean(own.map((i) => column[i])));
    const gains = own.map((i) => cells.gain[i]);
    return {
      ensemble,
      members: members[code] ?? [],
      edc: edc[code],
      splits: own.length,
      meanBaseline: meanOf(cells.baseline),
      meanAfter: meanOf(cells.after),
      meanGain: meanOf(cells.gain),
      gainStandardDeviation: own.length < 2 ? NaN : Math.sqrt(variance(gains)),
    };
  });
}
