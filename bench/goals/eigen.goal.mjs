/**
 * Eigenvalues of symmetric matrices against LAPACK's (NumPy: dsyevd, one thread), and eigenvectors, for which there is no goal. Errors:
 * the sums of the eigenvalues and of their squares against trace and Frobenius norm; for vectors, A v − λv and V Vᵀ − I of some.
 */
import { exactDot, randomSymmetric } from "../runner/inputs.mjs";
import { library, ours, twin } from "../runner/library.mjs";

const { symmetricEigenvalues } = await library("numeric/linalg/symmetricEigenvalues.js");
const { symmetricEigen } = await library("numeric/linalg/symmetricEigen.js");

const goals = { 100: [0.8, 1], 500: [0.5, 0.7], 1000: [0.4, 0.6] };

export function cases({ quick }) {
  const values = (quick ? [20] : [100, 500, 1000]).map((n) => {
    const [floor, aim] = goals[n] ?? [0.4, 0.6];
    return { work: `eigenvalues, n = ${n}`, sizes: { n }, goals: [{ against: "numpy eigvalsh", floor, aim }], prepare: (rivals) => prepareValues(n, rivals) };
  });
  const vectors = (quick ? [20] : [100, 500, 1000]).map((n) => ({ work: `eigenvectors, n = ${n}`, sizes: { n }, prepare: (rivals) => prepareVectors(n, rivals) }));
  return [...values, ...vectors];
}

async function prepareValues(n, { python }) {
  const a = randomSymmetric(n);
  await python.load?.("a", a, { shape: [n, n] });
  const call = () => symmetricEigenvalues(a, n);
  return {
    ours: ours(call),
    others: [twin(call), python.entrant?.("numpy eigvalsh", "eigvalsh", { a: "a" }) ?? { name: "numpy eigvalsh", ...python }],
    errorName: "error of Σλ and Σλ², relative",
    error: invariants(a, n),
    limit: 1e-12,
    measure: { fewest: 3 },
  };
}

async function prepareVectors(n, { python }) {
  const a = randomSymmetric(n);
  await python.load?.("a", a, { shape: [n, n] });
  const call = () => symmetricEigen(a, n);
  return {
    ours: ours(call),
    others: [twin(call), python.entrant?.("numpy eigh", "eigh", { a: "a" }) ?? { name: "numpy eigh", ...python }],
    numbers: ({ values, vectors }) => joined(values, vectors),
    errorName: "max of |Av − λv|/‖A‖ and |VVᵀ − I|",
    error: residuals(a, n),
    limit: 1e-12,
    measure: { fewest: 3 },
  };
}

function joined(values, vectors) {
  const out = new Float64Array(values.length + vectors.length);
  out.set(values);
  out.set(vectors, values.length);
  return out;
}

function invariants(a, n) {
  const ones = new Float64Array(n).fill(1);
  const squares = exactDot(a, 0, a, 0, n * n);
  const trace = exactDot(Float64Array.from(ones, (_, i) => a[i * n + i]), 0, ones, 0, n);
  return (values) => Math.max(Math.abs(exactDot(values, 0, ones, 0, n) - trace) / Math.sqrt(squares), Math.abs(exactDot(values, 0, values, 0, n) / squares - 1));
}

function residuals(a, n) {
  return (numbers) => {
    const vectors = numbers.subarray(n);
    const norm = Math.max(Math.abs(numbers[0]), Math.abs(numbers[n - 1]));
    let largest = 0;
    for (let t = 0; t < Math.min(n, 20); t++) {
      const e = Math.floor((t * n) / Math.min(n, 20));
      for (let i = 0; i < n; i++) {
        largest = Math.max(largest, Math.abs(exactDot(a, i * n, vectors, e * n, n) - numbers[e] * vectors[e * n + i]) / norm);
        largest = Math.max(largest, Math.abs(exactDot(vectors, i * n, vectors, e * n, n) - (i === e ? 1 : 0)));
      }
    }
    return largest;
  };
}
