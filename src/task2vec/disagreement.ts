import { checkArray, show } from "../numeric/check.ts";
import type { StridedMatrix } from "../numeric/matrix.ts";
import { diversityOfPairs } from "./diversityOfPairs.ts";
import type { EnsembleDiversityMatrix } from "./ensembleDiversity.ts";
import { asTensor, type StridedTensor } from "./tensor.ts";

const action = "compute disagreement";

/**
 * Disagreement measure of an ensemble: the share of problems on which two solvers differ, averaged over all pairs of solvers.
 *
 * Needs no Fisher information. With correctness (1 or 0, true or false) two solvers differ where exactly one of them is right; with
 * codes of answers where their answers are not the same. The result has the form of {@linkcode ensembleDiversity}, the problems in the
 * place of batches. Where an outcome is missing, NaN, a pair is judged by the problems both have.
 *
 * @param outcomes One outcome per solver and problem, compared by equality; NaN where missing. A list of one column per solver, or a
 * matrix; shape [solvers ≥ 2, problems ≥ 1].
 * @returns Mean disagreement with both standard errors, the values of problems and solvers, and the matrix of all pairs.
 * @throws {RangeError} If there are fewer than two solvers, columns differ in length, or two solvers have no problem in common.
 * @throws {TypeError} If an outcome is neither a number nor true or false.
 * @see Kuncheva & Whitaker 2003, Measures of Diversity in Classifier Ensembles, Machine Learning 51, 181–207, equation 4.
 * @example
 * ```ts
 * import { disagreement } from "@divlab/core/task2vec";
 *
 * const correct = [
 *   [1, 1, 0, 0],
 *   [1, 0, 1, 0],
 *   [1, 1, 1, NaN],
 * ];
 * const { estimate, matrix } = disagreement(correct);
 * estimate; // => 0.388889
 * matrix.data; // => Float64Array [0, 0.5, 0.333333, 0.5, 0, 0.333333, 0.333333, 0.333333, 0]
 * ```
 */
export function disagreement(outcomes: readonly ArrayLike<number | boolean>[] | StridedMatrix): EnsembleDiversityMatrix {
  const columns = Array.isArray(outcomes) ? fromColumns(outcomes as readonly ArrayLike<number | boolean>[]) : fromMatrix(outcomes as StridedMatrix);
  const m = columns.length;
  if (m < 2) throw new RangeError(`Cannot ${action}: there must be at least 2 solvers, got ${m}`);
  const problems = columns[0].length;
  if (problems < 1) throw new RangeError(`Cannot ${action}: there must be at least 1 problem, got none`);
  const pairs = (m * (m - 1)) / 2;
  const table = new Float64Array(problems * pairs);
  for (let i = 0, t = 0; i < m; i++) {
    for (let j = i + 1; j < m; j++, t++) {
      for (let p = 0; p < problems; p++) {
        const a = columns[i][p];
        const b = columns[j][p];
        table[p * pairs + t] = a !== a || b !== b ? NaN : a === b ? 0 : 1;
      }
    }
  }
  return diversityOfPairs(action, "disagreement", m, table);
}

function fromColumns(lists: readonly ArrayLike<number | boolean>[]): Float64Array[] {
  return lists.map((list, i) => {
    checkArray(action, `outcomes of solver ${i}`, list);
    if (list.length !== lists[0].length) {
      throw new RangeError(`Cannot ${action}: outcomes must have one length, got ${lists[0].length} for solver 0 and ${list.length} for solver ${i}`);
    }
    return Float64Array.from({ length: list.length }, (_, p) => asNumber(list[p], i, p));
  });
}

/** The door for tensors takes a matrix as one with vectors of a single entry. */
function fromMatrix(input: StridedMatrix): Float64Array[] {
  if (typeof input !== "object" || input === null || !("shape" in input)) {
    throw new TypeError(`Cannot ${action}: outcomes must be one column per solver or a matrix { data, shape: [solvers, problems] }, got ${show(input)}`);
  }
  const { data, shape, stride, offset = 0 } = input;
  if (shape?.length !== 2) throw new RangeError(`Cannot ${action}: outcomes must have a shape of two numbers (solvers, problems), got ${show(shape)}`);
  const tensor: StridedTensor = { data, shape: [...shape, 1], offset, ...(stride === undefined ? {} : { stride: [...stride, 1] }) };
  const { solvers, batches } = asTensor(action, "outcomes", tensor, "problem");
  return solvers.map((solver, i) => Float64Array.from({ length: batches }, (_, p) => asNumber(solver.data[solver.offset + p * solver.batchStep], i, p)));
}

function asNumber(value: unknown, solver: number, problem: number): number {
  if (typeof value !== "number" && typeof value !== "boolean") {
    throw new TypeError(`Cannot ${action}: outcomes must be numbers or true or false, got ${show(value)} at solver ${solver}, problem ${problem}`);
  }
  return Number(value);
}
