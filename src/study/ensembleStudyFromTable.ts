import type { DfMethod } from "../lmm/index.ts";
import { checkArray, checkChoice, checkLevel, checkOptions, checkSameLength, show } from "../numeric/check.ts";
import type { Categorical } from "../numeric/types.ts";
import type { EnsembleCells } from "./ensembleCells.ts";
import type { EnsembleFinding } from "./ensembleFinding.ts";
import { ensembleModel } from "./ensembleModel.ts";
import type { EnsembleStudy } from "./ensembleStudy.ts";
import { ensembleSummaries } from "./ensembleSummaries.ts";
import { noteSharedMembers } from "./noteSharedMembers.ts";

/** A study's table: one row per ensemble and split. Further columns are not looked at. */
export interface EnsembleTable {
  /** The ensemble of each row: labels, numbers or a categorical column. */
  readonly ensemble: LabelColumn;
  /** The split of each row. */
  readonly split: LabelColumn;
  /** Ensemble Diversity Coefficient; the same in all rows of an ensemble. */
  readonly edc: ArrayLike<number>;
  /** Accuracy on Test B before, a share between 0 and 1; NaN where missing. */
  readonly s0: ArrayLike<number>;
  /** Accuracy after less accuracy before, between −1 and 1; NaN where missing. */
  readonly ds: ArrayLike<number>;
  /** Names of the members of the row's ensemble, joined by `+`. */
  readonly members?: readonly string[] | Categorical;
}

/** A column of labels. */
export type LabelColumn = readonly (string | number)[] | Categorical;

/** Options of {@linkcode ensembleStudyFromTable}. */
export interface EnsembleStudyFromTableOptions {
  /** Degrees of freedom: `"kenward-roger"` (default), `"satterthwaite"` or `"z"`. */
  readonly df?: DfMethod;
  /** Coverage of intervals; 0.95 unless given. */
  readonly level?: number;
}

const action = "study ensembles";

/**
 * Whether diversity predicts improvement, from a table that has EDC, baseline accuracy and gain of every ensemble on every split.
 *
 * 100·ds = β₀ + β₁·edc + β₂·s0 + u_ensemble + v_split + ε by REML: the gain is in percentage points, EDC and baseline are as they are.
 *
 * @param table The columns; rows in any order, at most one per ensemble and split. Pairs without a row count as missing cells.
 * @param options Degrees of freedom, level.
 * @returns The study, without a pool: the fit, effect sizes, one summary per ensemble, and findings.
 * @throws {RangeError} If columns differ in length or are empty, a pair occurs twice, an ensemble has two values of EDC, or a number is out of range.
 * @throws {TypeError} If a column is of the wrong kind.
 * @see Jiang, Diversity-Driven Generalization in Mathematical Reasoning Ensembles, section 3; docs/methods/ensemble-study.md.
 * @example
 * ```ts
 * import { ensembleStudyFromTable, simulateEnsembleTable } from "@divlab/core/study";
 *
 * const table = simulateEnsembleTable({ ensembles: 30, splits: 20, effect: 40, rng: 1 });
 * const study = ensembleStudyFromTable(table);
 * study.fit?.fixedEffects.map(({ name }) => name); // => ["(Intercept)", "edc", "baseline"]
 * study.ensembles.length; // => 30
 * ```
 */
export function ensembleStudyFromTable(table: EnsembleTable, options: EnsembleStudyFromTableOptions = {}): EnsembleStudy {
  checkOptions(action, options, ["df", "level"]);
  const { df = "kenward-roger", level = 0.95 } = options;
  checkChoice(action, "df", df, ["kenward-roger", "satterthwaite", "z"]);
  checkLevel(action, level);
  const { cells, members } = readCells(table);
  const findings: EnsembleFinding[] = [];
  noteSharedMembers(members, findings);
  const model = ensembleModel(cells, df, level, findings);
  return {
    kind: "ensemble-study",
    level,
    gainOf: "supplied",
    score: null,
    ensembles: ensembleSummaries(cells, members),
    splits: cells.split.levels,
    cells,
    ...model,
    pool: null,
    findings,
  };
}

/** The cells in order, ensemble by ensemble, with a row of NaN for every pair the table lacks. */
function readCells(table: EnsembleTable): { cells: EnsembleCells; members: string[][] } {
  const ensemble = asCategorical("ensemble", table.ensemble);
  const split = asCategorical("split", table.split);
  const n = ensemble.codes.length;
  checkSameLength(action, "ensemble", n, "split", split.codes.length);
  const numbers = { edc: table.edc, s0: table.s0, ds: table.ds };
  for (const [name, column] of Object.entries(numbers)) {
    checkArray(action, name, column);
    checkSameLength(action, "ensemble", n, name, column.length);
  }
  if (n === 0) throw new RangeError(`Cannot ${action}: the table must have rows, got none`);
  const names = table.members === undefined ? undefined : asCategorical("members", table.members);
  if (names !== undefined) checkSameLength(action, "ensemble", n, "members", names.codes.length);

  const N = ensemble.levels.length;
  const K = split.levels.length;
  const cells: EnsembleCells = {
    ensemble: { codes: Int32Array.from({ length: N * K }, (_, i) => Math.floor(i / K)), levels: ensemble.levels },
    split: { codes: Int32Array.from({ length: N * K }, (_, i) => i % K), levels: split.levels },
    edc: new Float64Array(N * K).fill(NaN),
    baseline: new Float64Array(N * K).fill(NaN),
    after: new Float64Array(N * K).fill(NaN),
    gain: new Float64Array(N * K).fill(NaN),
  };
  const members: string[][] = ensemble.levels.map(() => []);
  const seen = new Uint8Array(N * K);
  for (let row = 0; row < n; row++) {
    const i = ensemble.codes[row];
    const at = i * K + split.codes[row];
    const place = `ensemble ${show(ensemble.levels[i])}, split ${show(split.levels[split.codes[row]])} (row ${row})`;
    if (seen[at] === 1) throw new RangeError(`Cannot ${action}: there must be one row per ensemble and split, got a second at ${place}`);
    seen[at] = 1;
    const edc = checkNumber("edc", table.edc[row], -Infinity, Infinity, place);
    const s0 = checkNumber("s0", table.s0[row], 0, 1, place);
    const ds = checkNumber("ds", table.ds[row], -1, 1, place);
    const known = cells.edc[i * K];
    if (Number.isNaN(edc)) throw new RangeError(`Cannot ${action}: edc must be a number, got NaN at ${place}`);
    if (!Number.isNaN(known) && known !== edc) throw new RangeError(`Cannot ${action}: edc must be one number per ensemble, got ${known} and ${edc} at ${place}`);
    cells.edc.fill(edc, i * K, (i + 1) * K);
    cells.baseline[at] = s0;
    cells.gain[at] = 100 * ds;
    cells.after[at] = s0 + ds;
    if (names !== undefined && names.codes[row] >= 0) members[i] = names.levels[names.codes[row]].split("+");
  }
  return { cells, members };
}

function checkNumber(name: string, value: unknown, low: number, high: number, place: string): number {
  if (typeof value !== "number") throw new TypeError(`Cannot ${action}: ${name} must be numbers, got ${show(value)} at ${place}`);
  if (value < low || value > high || Math.abs(value) === Infinity) {
    throw new RangeError(`Cannot ${action}: ${name} must be ${high === Infinity ? `finite` : `between ${low} and ${high}`}, got ${value} at ${place}`);
  }
  return value;
}

function asCategorical(name: string, column: LabelColumn): Categorical {
  if (typeof column === "object" && column !== null && "codes" in column) {
    const at = column.codes.findIndex((code) => !(code >= 0 && code < column.levels.length));
    if (at !== -1 && name !== "members") throw new RangeError(`Cannot ${action}: ${name} must not be missing, got code ${column.codes[at]} at row ${at}`);
    return usedLevels(column);
  }
  checkArray(action, name, column);
  const codes = new Int32Array(column.length);
  const known = new Map<string, number>();
  for (let row = 0; row < column.length; row++) {
    const value: unknown = column[row];
    if (typeof value !== "string" && !Number.isFinite(value)) throw new TypeError(`Cannot ${action}: ${name} must be labels, got ${show(value)} at row ${row}`);
    const label = String(value);
    let code = known.get(label);
    if (code === undefined) known.set(label, (code = known.size));
    codes[row] = code;
  }
  return { codes, levels: [...known.keys()] };
}

/** The column without the levels that no row has. */
function usedLevels({ codes, levels }: Categorical): Categorical {
  const used = new Uint8Array(levels.length);
  for (const code of codes) if (code >= 0) used[code] = 1;
  let count = 0;
  const renamed = Int32Array.from(levels, (_, code) => (used[code] === 1 ? count++ : -1));
  return { codes: codes.map((code) => (code >= 0 ? renamed[code] : -1)), levels: levels.filter((_, code) => used[code] === 1) };
}
