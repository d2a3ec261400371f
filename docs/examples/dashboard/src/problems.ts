import { groupSamples, type Rollouts } from "@divlab/core";

/** One problem as one solver answered it. */
export interface ProblemRow {
  readonly problem: string;
  readonly solver: string;
  /** Number of its group of samples, by which they are asked for. */
  readonly group: number;
  readonly samples: number;
  /** Samples of which is known whether they are correct. */
  readonly n: number;
  /** Correct samples; null without a scored one. */
  readonly c: number | null;
  /** Share correct, pass@1; null without a scored sample. */
  readonly share: number | null;
  /** Number of different answers; null without an answer. */
  readonly answers: number | null;
  /** The answer most samples gave, the first of several. */
  readonly most: string | null;
  /** Mean tokens; null without any. */
  readonly tokens: number | null;
}

/** Which problems, and in which order. */
export interface ProblemQuery {
  readonly search: string;
  readonly order: Exclude<keyof ProblemRow, "group">;
  readonly descending: boolean;
  readonly from: number;
  readonly size: number;
}

/** Some of the problems. */
export interface ProblemPage {
  readonly rows: readonly ProblemRow[];
  /** How many the search found. */
  readonly found: number;
  readonly total: number;
  /** What is known of no problem. */
  readonly empty: readonly ProblemQuery["order"][];
}

/** One sampled answer. */
export interface Sample {
  readonly number: number | null;
  readonly correct: boolean | null;
  readonly answer: string | null;
  readonly reward: number | null;
  readonly logProb: number | null;
  readonly tokens: number | null;
  readonly text: string | null;
  readonly extra: readonly (readonly [name: string, value: string])[];
}

/** Every problem of every solver; kept for the rollouts it was last made of. */
export function problemRows(rollouts: Rollouts): readonly ProblemRow[] {
  if (last?.rollouts === rollouts) return last.rows;
  const { correct, answer, tokens, problem, solver } = rollouts;
  const groups = groupSamples(rollouts);
  const rows = Array.from(groups.problem, (code, group): ProblemRow => {
    const own = groups.rows.subarray(groups.offsets[group], groups.offsets[group + 1]);
    const scored = correct === undefined ? [] : Array.from(own, (row) => correct[row]).filter((value) => value !== -1);
    const c = scored.length === 0 ? null : scored.filter((value) => value === 1).length;
    const votes = new Map<number, number>();
    for (const row of own) if (answer !== undefined && answer.codes[row] >= 0) votes.set(answer.codes[row], (votes.get(answer.codes[row]) ?? 0) + 1);
    const [first] = [...votes].toSorted(([, a], [, b]) => b - a);
    const lengths = tokens === undefined ? [] : Array.from(own, (row) => tokens[row]).filter((value) => value >= 0);
    return {
      problem: problem.levels[code],
      solver: solver.levels[groups.solver[group]],
      group,
      samples: own.length,
      n: scored.length,
      c,
      share: c === null ? null : c / scored.length,
      answers: votes.size === 0 ? null : votes.size,
      most: first === undefined ? null : (answer?.levels[first[0]] ?? null),
      tokens: lengths.length === 0 ? null : lengths.reduce((sum, value) => sum + value, 0) / lengths.length,
    };
  });
  last = { rollouts, rows };
  return rows;
}

let last: { readonly rollouts: Rollouts; readonly rows: readonly ProblemRow[] } | undefined;

/** The problems a reader asked for. */
export function findProblems(rollouts: Rollouts, { search, order, descending, from, size }: ProblemQuery): ProblemPage {
  const rows = problemRows(rollouts);
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const found = words.length === 0 ? [...rows] : rows.filter(({ problem, solver }) => words.every((word) => `${problem} ${solver}`.toLowerCase().includes(word)));
  const collator = new Intl.Collator("en", { numeric: true });
  const compare = (a: ProblemRow, b: ProblemRow): number => {
    const [x, y] = [a[order], b[order]];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    const sign = typeof x === "string" ? collator.compare(x, String(y)) : x - Number(y);
    return descending ? -sign : sign;
  };
  found.sort((a, b) => compare(a, b) || a.group - b.group);
  const empty = (["c", "share", "answers", "most", "tokens"] as const).filter((column) => rows.every((row) => row[column] === null));
  return { rows: found.slice(from, from + size), found: found.length, total: rows.length, empty };
}

/** All problems as CSV (RFC 4180). */
export function problemsCsv(rollouts: Rollouts): string {
  const lines = problemRows(rollouts).map(({ problem, solver, samples, n, c, share, answers, most, tokens }) => [problem, solver, samples, n, c, share, answers, most, tokens]);
  return [["problem", "solver", "samples", "n", "c", "pass@1", "answers", "most frequent answer", "mean tokens"], ...lines].map((line) => `${line.map(field).join(",")}\r\n`).join("");
}

function field(value: string | number | null): string {
  const text = value === null ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The samples of a problem. */
export function samplesOf(rollouts: Rollouts, group: number): readonly Sample[] {
  const { sample, correct, answer, reward, logProb, tokens, text, extra } = rollouts;
  const groups = groupSamples(rollouts);
  const known = (value: number | undefined): number | null => (value === undefined || Number.isNaN(value) || value === -1 ? null : value);
  return Array.from(groups.rows.subarray(groups.offsets[group], groups.offsets[group + 1]), (row): Sample => ({
    number: known(sample?.[row]),
    correct: correct === undefined || correct[row] === -1 ? null : correct[row] === 1,
    answer: answer?.levels[answer.codes[row]] ?? null,
    reward: reward === undefined || Number.isNaN(reward[row]) ? null : reward[row],
    logProb: logProb === undefined || Number.isNaN(logProb[row]) ? null : logProb[row],
    tokens: known(tokens?.[row]),
    text: text?.[row] ?? null,
    extra: Object.entries(extra).flatMap(([name, column]) => {
      const value = column instanceof Float64Array ? (Number.isNaN(column[row]) ? undefined : String(column[row])) : column.levels[column.codes[row]];
      return value === undefined ? [] : [[name, value] as const];
    }),
  }));
}
