import type { Rollouts } from "../data/index.ts";
import { show } from "../numeric/check.ts";
import type { Matrix } from "../numeric/matrix.ts";
import type { EnsembleFinding } from "./ensembleFinding.ts";
import { type CellSamples, memberCredit } from "./ensembleScores.ts";
import { type SolverColumn, solverColumns } from "./solverColumns.ts";
import { type DistanceDiversity, type FisherDiversity, type SolverDistances, solverDistances } from "./solverDistances.ts";

/** The solvers and problems of a study, with their outcomes before training. */
export interface ResolvedPool {
  /** Names of the solvers, sorted. */
  readonly solvers: readonly string[];
  /** Names of the problems that every solver was tried on, sorted. */
  readonly problems: readonly string[];
  /** The solvers' scored samples. */
  readonly columns: readonly SolverColumn[];
  /** Codes of answers. */
  readonly dictionary: Map<string, number>;
  /** Whether the outcomes have answers. */
  readonly hasAnswers: boolean;
  /** Distances of the solvers, in their order. */
  readonly distances: SolverDistances;
}

const action = "study ensembles";

/** The pool: solvers with outcomes and, where diversity is given, with diversity; problems all of them were tried on. */
export function resolvePool(outcomes: Rollouts, diversity: FisherDiversity | DistanceDiversity | undefined, samples: CellSamples, findings: EnsembleFinding[]): ResolvedPool {
  const given = diversity === undefined ? undefined : solverDistances(diversity);
  if (given?.noise !== undefined && given.noise.floor > given.noise.uncorrected / 2) findings.push({ code: "noisy-embeddings", ...given.noise });
  const { solver, problem, correct } = outcomes;
  const known = solver.levels.toSorted();
  const named = problem.levels.toSorted();
  const dictionary = new Map<string, number>();
  const all = solverColumns(outcomes, { solvers: known, problems: named, dictionary });

  const unscored = new Int32Array(known.length);
  const order = new Map(known.map((name, i) => [name, i]));
  if (correct !== undefined) solver.codes.forEach((code, row) => correct[row] === -1 && unscored[order.get(solver.levels[code])!]++);
  unscored.forEach((rows, i) => rows > 0 && findings.push({ code: "unscored", solver: known[i], rows }));

  const scored = known.filter((_, i) => all[i].rows.length > 0);
  for (const name of given?.solvers ?? known) if (!scored.includes(name)) findings.push({ code: "no-outcomes", solver: name });
  for (const name of scored) if (given !== undefined && !given.solvers.includes(name)) findings.push({ code: "no-diversity", solver: name });
  const solvers = given === undefined ? scored : scored.filter((name) => given.solvers.includes(name));
  if (solvers.length < 2) {
    const sides = given === undefined ? "" : ` (outcomes: ${some(scored)}; diversity: ${some(given.solvers)})`;
    throw new RangeError(`Cannot ${action}: at least two solvers must have outcomes${given === undefined ? "" : " and diversity"}, got ${solvers.length}${sides}`);
  }

  const own = solvers.map((name) => all[order.get(name)!]);
  const complete = named.map((_, p) => own.every(({ scored: counts }) => counts[p] > 0));
  const problems = named.filter((_, p) => complete[p]);
  if (problems.length < 2) throw new RangeError(`Cannot ${action}: at least two problems must be tried by all ${solvers.length} solvers of the pool, got ${problems.length}`);
  if (problems.length < named.length) {
    const left = named.filter((_, p) => !complete[p]);
    findings.push({ code: "incomplete-problems", problems: left.length, of: named.length, examples: left.slice(0, 3) });
  }
  const columns = problems.length === named.length ? own : solverColumns(outcomes, { solvers, problems, dictionary });
  return {
    solvers,
    problems,
    columns,
    dictionary,
    hasAnswers: outcomes.answer !== undefined,
    distances: given === undefined ? disagreement(solvers, columns, problems.length, samples) : selected(given, solvers),
  };
}

/** Share of the problems that one of two solvers gets right and the other wrong; its expectation where credits are shares. */
function disagreement(solvers: readonly string[], columns: readonly SolverColumn[], problems: number, samples: CellSamples): SolverDistances {
  const count = solvers.length;
  const credits = columns.map((column) => Float64Array.from({ length: problems }, (_, p) => memberCredit(column, p, samples)));
  const data = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      let total = 0;
      for (let p = 0; p < problems; p++) total += credits[i][p] * (1 - credits[j][p]) + credits[j][p] * (1 - credits[i][p]);
      data[i * count + j] = data[j * count + i] = total / problems;
    }
  }
  return { method: "disagreement", solvers, matrix: { data, shape: [count, count] } };
}

/** The first names of a list. */
function some(names: readonly string[]): string {
  return names.length === 0 ? "none" : `${names.slice(0, 3).map(show).join(", ")}${names.length > 3 ? ", …" : ""}`;
}

/** The distances of some solvers. */
function selected({ method, solvers: from, matrix }: SolverDistances, solvers: readonly string[]): SolverDistances {
  const rows = solvers.map((name) => from.indexOf(name));
  const data = new Float64Array(rows.length * rows.length);
  rows.forEach((row, i) => rows.forEach((column, j) => (data[i * rows.length + j] = matrix.data[row * matrix.shape[1] + column])));
  const shape: Matrix["shape"] = [rows.length, rows.length];
  return { method, solvers, matrix: { data, shape } };
}
