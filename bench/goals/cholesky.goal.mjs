/**
 * Cholesky factors in double precision. Ours factors in place: the copy of the matrix that both sides need is part of its time; dpotrf gets
 * Fortran's order and may leave the other triangle as it is, which is the least it can be asked for. n³/3 operations.
 */
import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { calibrator } from "../runner/calibrator.mjs";
import { exactDot, randomDefinite, samplePairs } from "../runner/inputs.mjs";
import { entrant, library, ours, twin } from "../runner/library.mjs";

const { cholesky } = await library("numeric/linalg/cholesky.js");

export function cases({ quick }) {
  return (quick ? [70] : [500, 2000]).map((n) => ({
    work: `Cholesky, n = ${n}`,
    sizes: { n },
    goals: [{ against: "scipy dpotrf", floor: 0.45, aim: 0.52 }],
    prepare: (rivals) => prepare(n, rivals),
  }));
}

async function prepare(n, { python }) {
  const a = randomDefinite(n);
  await python.load?.("a", a, { shape: [n, n] });
  const matrix = Matrix.from1DArray(n, n, a);
  const pairs = samplePairs(n, 200);
  const { result, ...rest } = entrant("ml-matrix", () => new CholeskyDecomposition(matrix));
  return {
    ours: ours(factor(a, n)),
    others: [
      twin(factor(a, n)),
      calibrator(n ** 3 / 3),
      python.entrant?.("scipy dpotrf", "dpotrf", { a: "a" }) ?? { name: "scipy dpotrf", ...python },
      { ...rest, result: () => result().lowerTriangularMatrix.to1DArray() },
    ],
    numbers: (l) => lower(l, n),
    errorName: "|A − LLᵀ| over max A",
    error: (l) => {
      const largest = pairs.map(([p, q]) => {
        const [i, j] = p > q ? [p, q] : [q, p];
        return Math.abs(exactDot(l, i * n, l, j * n, j + 1) - a[i * n + j]);
      });
      return Math.max(...largest) / Math.max(...a.filter((_, at) => at % (n + 1) === 0));
    },
    limit: 1e-13,
    measure: { fewest: 3 },
  };
}

function factor(a, n) {
  const work = new Float64Array(n * n);
  return () => {
    work.set(a);
    if (!cholesky(work, n)) throw new Error("the matrix is positive definite");
    return work;
  };
}

/** What stands above the diagonal is of no meaning. */
function lower(l, n) {
  return l.map((value, at) => (at % n <= Math.floor(at / n) ? value : 0));
}
