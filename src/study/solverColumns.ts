import type { Rollouts } from "../data/index.ts";

/** The scored samples of one solver, problem by problem. */
export interface SolverColumn {
  /** Scored samples per problem; shape [problems]. */
  readonly scored: Int32Array;
  /** Correct ones among them; shape [problems]. */
  readonly solved: Int32Array;
  /** Where each problem's samples start in `rows`, `answers` and `correct`; shape [problems + 1]. */
  readonly offsets: Int32Array;
  /** Row of each sample in the rollouts, in sample order. */
  readonly rows: Int32Array;
  /** Code of each sample's answer in the dictionary, −1 where it has none. */
  readonly answers: Int32Array;
  /** 1 where the sample is correct. */
  readonly correct: Uint8Array;
}

/** Which part of the rollouts is read, and under which codes. */
export interface ColumnsWanted {
  /** Names of the solvers, one column each. */
  readonly solvers: readonly string[];
  /** Names of the problems, in the order of the columns' entries. */
  readonly problems: readonly string[];
  /** Rows that count, in sample order within a problem; all unless given. */
  readonly rows?: ArrayLike<number>;
  /** Codes of answers, shared by all columns that are to be compared; new answers are added. */
  readonly dictionary: Map<string, number>;
}

/** Cuts scored rows into one column per solver: two counting passes over the rows. */
export function solverColumns(rollouts: Rollouts, { solvers, problems, rows, dictionary }: ColumnsWanted): SolverColumn[] {
  const { solver, problem, correct, answer, sample } = rollouts;
  if (correct === undefined) throw new RangeError("Cannot study ensembles: rollouts must have a column `correct`, got none");
  const solverAt = positions(solver.levels, solvers);
  const problemAt = positions(problem.levels, problems);
  const answerAt = (answer?.levels ?? []).map((label) => {
    const known = dictionary.get(label);
    if (known !== undefined) return known;
    dictionary.set(label, dictionary.size);
    return dictionary.size - 1;
  });
  const P = problems.length;
  const order = inSampleOrder(rows ?? Int32Array.from({ length: rollouts.size }, (_, row) => row), sample);
  const offsets = solvers.map(() => new Int32Array(P + 1));
  for (const row of order) {
    const s = solverAt[solver.codes[row]];
    const p = problemAt[problem.codes[row]];
    if (s >= 0 && p >= 0 && correct[row] !== -1) offsets[s][p + 1]++;
  }
  const columns = offsets.map((starts) => {
    const scored = starts.slice(1);
    for (let p = 0; p < P; p++) starts[p + 1] += starts[p];
    const size = starts[P];
    return { scored, solved: new Int32Array(P), offsets: starts, rows: new Int32Array(size), answers: new Int32Array(size).fill(-1), correct: new Uint8Array(size) };
  });
  const next = offsets.map((starts) => starts.slice(0, P));
  for (const row of order) {
    const s = solverAt[solver.codes[row]];
    const p = problemAt[problem.codes[row]];
    if (s < 0 || p < 0 || correct[row] === -1) continue;
    const column = columns[s];
    const at = next[s][p]++;
    column.rows[at] = row;
    column.correct[at] = correct[row];
    column.solved[p] += correct[row];
    if (answer !== undefined && answer.codes[row] >= 0) column.answers[at] = answerAt[answer.codes[row]];
  }
  return columns;
}

/** For each level its index in `wanted`, −1 where it is not wanted. */
function positions(levels: readonly string[], wanted: readonly string[]): Int32Array {
  const index = new Map(wanted.map((name, i) => [name, i]));
  return Int32Array.from(levels, (name) => index.get(name) ?? -1);
}

/** The rows by number of the sample, missing ones last, equal ones as they were. */
function inSampleOrder(rows: ArrayLike<number>, sample: Int32Array | undefined): Int32Array {
  const order = Int32Array.from(rows);
  if (sample === undefined) return order;
  const rank = (row: number): number => (sample[row] === -1 ? Infinity : sample[row]);
  const sorted = order.every((row, i) => i === 0 || rank(order[i - 1]) <= rank(row));
  return sorted ? order : Int32Array.from(Array.from(order).sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b))));
}
