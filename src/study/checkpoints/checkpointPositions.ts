import type { Rollouts } from "../../data/index.ts";
import { show } from "../../numeric/check.ts";

/** Where a checkpoint stands. */
export interface CheckpointPlace {
  /** The training run, or the sweep, it belongs to. */
  readonly series: string;
  /** Its step, epoch or δ. */
  readonly position: number;
  /** Both in words. */
  readonly label: string;
}

/** Rollouts in which every checkpoint is a solver of its own. */
export interface CheckpointPositions {
  /** The rollouts; code i of their solver is `places[i]`. */
  readonly rollouts: Rollouts;
  /** What the positions are: the name of the column, or the word before the number in the names. */
  readonly positionName: string;
  /** The series, in order of first appearance. */
  readonly series: readonly string[];
  /** The checkpoints by series, positions ascending. */
  readonly places: readonly CheckpointPlace[];
}

/** Columns that hold positions without being named in an option. */
const positionColumns = ["step", "epoch", "checkpoint", "delta"];

/**
 * Finds the checkpoints of rollouts: a series and a position for every row.
 *
 * @param action What is being done, for messages.
 * @param rollouts The rollouts.
 * @param at Column with the position; unless given `step`, `epoch`, `checkpoint` or `delta`, the first that holds a number, else the solvers' names.
 * @param series Column with the series; unless given the solver, where its name holds the position without it.
 * @returns The rollouts with a solver per checkpoint.
 * @throws {RangeError} If there is no such column, a row or a name has no position, or two solvers share one.
 */
export function checkpointPositions(action: string, rollouts: Rollouts, at: string | undefined, series: string | undefined): CheckpointPositions {
  const column = at ?? positionColumns.find((name) => Object.hasOwn(rollouts.extra, name) && numbersOf(rollouts, name).some((value) => !Number.isNaN(value)));
  const { positionName, position, base } = column === undefined ? fromNames(action, rollouts) : fromColumn(action, rollouts, column);
  const seriesOf = series === undefined ? base : seriesColumn(action, rollouts, series);
  return located(action, rollouts, positionName, position, seriesOf);
}

/** What tells rows' checkpoints. */
interface Positions {
  readonly positionName: string;
  /** Position of each row. */
  readonly position: (row: number) => number;
  /** Series of each row. */
  readonly base: (row: number) => string;
}

/** The column as numbers, NaN where a value is missing or is none. */
function numbersOf({ extra, size }: Rollouts, column: string): Float64Array {
  const values = extra[column];
  if (values instanceof Float64Array) return values;
  const numbers = values.levels.map((text) => (numeral.test(text.trim()) ? Number(text) : NaN));
  return Float64Array.from({ length: size }, (_, row) => (values.codes[row] === -1 ? NaN : numbers[values.codes[row]]));
}

const numeral = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function fromColumn(action: string, rollouts: Rollouts, column: string): Positions {
  const { extra, solver, size } = rollouts;
  if (!Object.hasOwn(extra, column)) {
    throw new RangeError(`Cannot ${action}: option at must name one of the further columns (${Object.keys(extra).join(", ") || "there are none"}), got "${column}"`);
  }
  const numbers = numbersOf(rollouts, column);
  for (let row = 0; row < size; row++) {
    if (Number.isFinite(numbers[row])) continue;
    const values = extra[column];
    const got = values instanceof Float64Array ? values[row] : values.levels[values.codes[row]];
    throw new RangeError(`Cannot ${action}: column ${column} must hold a number in every row, got ${got === undefined || Number.isNaN(got) ? "none" : show(got)} at row ${row}`);
  }
  return { positionName: column, position: (row) => numbers[row], base: (row) => solver.levels[solver.codes[row]] };
}

function fromNames(action: string, { solver }: Rollouts): Positions {
  const names = solver.levels.map((name) => {
    const parsed = positionInName(name);
    if (parsed === undefined) {
      throw new RangeError(`Cannot ${action}: every solver's name must hold its position in training (as step-112), or option at must name a column that does, got "${name}"`);
    }
    return parsed;
  });
  const words = new Set(names.map(({ word }) => word));
  const [word] = words;
  return {
    positionName: words.size === 1 && word !== "" ? word : "position",
    position: (row) => names[solver.codes[row]].position,
    base: (row) => names[solver.codes[row]].series,
  };
}

/** A number after a word that says what it is. */
const named = /(?:^|[^a-z])(global[-_ ]?step|step|epoch|checkpoint|ckpt|iteration|iter|delta|δ|wise)s?[-_ =:]*(\d+(?:\.\d+)?)(?![a-z\d])/gi;
/** A number that a name ends in, unless it hangs on a letter, as in v1.5. */
const final = /(?<![a-z\d.])\d+(?:\.\d+)?$/i;

/**
 * A solver's name taken apart: the last number after a word such as step, else the number it ends in; numbers elsewhere, as in 7B,
 * T0.8 or v1.5, are part of the series. The word goes with the number, unless it names the method (wise).
 */
function positionInName(name: string): { readonly series: string; readonly position: number; readonly word: string } | undefined {
  const marked = [...name.matchAll(named)].pop();
  if (marked !== undefined) {
    const word = positionWord(marked[1]);
    // The match may begin with the letter before the word.
    const start = marked.index + marked[0].toLowerCase().indexOf(marked[1].toLowerCase());
    const kept = marked[1].toLowerCase() === "wise" ? start + marked[1].length : start;
    return { series: joined(name.slice(0, kept), name.slice(marked.index + marked[0].length)) || word, position: Number(marked[2]), word };
  }
  const last = final.exec(name);
  return last === null ? undefined : { series: joined(name.slice(0, last.index), "") || "checkpoints", position: Number(last[0]), word: "" };
}

function positionWord(word: string): string {
  const lower = word.toLowerCase();
  if (lower === "wise" || lower === "δ") return "delta";
  if (lower === "ckpt") return "checkpoint";
  if (lower === "iter") return "iteration";
  return lower.startsWith("global") ? "step" : lower;
}

/** What stands before and after a number, without the separators between. */
function joined(before: string, after: string): string {
  const head = before.replace(/[-_ =:/.(]+$/, "");
  const tail = head === "" ? after.replace(/^[-_ =:/.)]+/, "") : after.replace(/^\)/, "");
  return (head + tail).trim();
}

function seriesColumn(action: string, rollouts: Rollouts, column: string): (row: number) => string {
  if (!Object.hasOwn(rollouts.extra, column)) {
    throw new RangeError(`Cannot ${action}: option series must name one of the further columns (${Object.keys(rollouts.extra).join(", ") || "there are none"}), got "${column}"`);
  }
  const values = rollouts.extra[column];
  const labels = Array.from({ length: rollouts.size }, (_, row) => {
    if (values instanceof Float64Array) return Number.isNaN(values[row]) ? undefined : `${column} ${values[row]}`;
    return values.levels[values.codes[row]] as string | undefined;
  });
  const missing = labels.indexOf(undefined);
  if (missing >= 0) throw new RangeError(`Cannot ${action}: column ${column} must hold the series of every row, got none at row ${missing}`);
  return (row) => labels[row] ?? "";
}

function located(action: string, rollouts: Rollouts, positionName: string, position: (row: number) => number, seriesOf: (row: number) => string): CheckpointPositions {
  const { size, solver } = rollouts;
  const bySeries = new Map<string, Map<number, number>>();
  for (let row = 0; row < size; row++) {
    const name = seriesOf(row);
    const positions = bySeries.get(name) ?? new Map<number, number>();
    bySeries.set(name, positions);
    const owner = positions.get(position(row)) ?? solver.codes[row];
    positions.set(position(row), owner);
    if (owner === solver.codes[row]) continue;
    const both = `"${solver.levels[owner]}" and "${solver.levels[solver.codes[row]]}"`;
    throw new RangeError(`Cannot ${action}: the checkpoints of a series must differ in ${positionName}, got ${both} at ${positionName} ${position(row)} of series "${name}"`);
  }
  const places = [...bySeries].flatMap(([series, positions]) =>
    [...positions.keys()].toSorted((a, b) => a - b).map((at) => ({ series, position: at, label: `${series} (${positionName} ${at})` })),
  );
  const codeOf = new Map([...bySeries.keys()].map((name) => [name, new Map<number, number>()]));
  places.forEach(({ series, position: at }, code) => codeOf.get(series)?.set(at, code));
  const codes = Int32Array.from({ length: size }, (_, row) => codeOf.get(seriesOf(row))?.get(position(row)) ?? -1);
  return { rollouts: { ...rollouts, solver: { codes, levels: places.map(({ label }) => label) } }, positionName, series: [...bySeries.keys()], places };
}
