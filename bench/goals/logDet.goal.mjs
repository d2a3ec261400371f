/**
 * Log-determinants of many kernels of order 32, microseconds per matrix: ours one public call each (which checks for finite numbers and
 * symmetry and judges the rank), NumPy one call for the whole stack. The kernels are diagonals plus uuᵀ: their determinants are known.
 */
import { randomRows } from "../runner/inputs.mjs";
import { entrant, library, ours, twin } from "../runner/library.mjs";

const { logDet } = await library("dpp/index.js");

export function cases({ quick }) {
  const [n, count] = quick ? [8, 5] : [32, 1000];
  return [
    {
      work: `log-det, n = ${n}, ${count} matrices`,
      sizes: { n, count },
      goals: [{ value: ({ rivals }) => (1000 * rivals.ours.min) / count, unit: "µs each", floor: 3, aim: 1.7 }],
      prepare: (rivals) => prepare(n, count, rivals),
    },
  ];
}

async function prepare(n, count, { python }) {
  const data = new Float64Array(count * n * n);
  const exact = new Float64Array(count);
  const u = randomRows(count, n);
  for (let b = 0; b < count; b++) {
    let sum = 1;
    for (let i = 0; i < n; i++) {
      const diagonal = 0.5 + (i + 1) / n;
      sum += u[b * n + i] ** 2 / diagonal;
      exact[b] += Math.log(diagonal);
      for (let j = 0; j < n; j++) data[(b * n + i) * n + j] = u[b * n + i] * u[b * n + j] + (i === j ? diagonal : 0);
    }
    exact[b] += Math.log(sum);
  }
  const kernels = Array.from({ length: count }, (_, b) => ({ data: data.subarray(b * n * n, (b + 1) * n * n), shape: [n, n] }));
  await python.load?.("a", data, { shape: [count, n, n] });
  const all = () => Float64Array.from(kernels, (kernel) => logDet(kernel).logAbsDet);
  return {
    ours: ours(all),
    others: [
      twin(all),
      python.entrant?.("numpy slogdet, stacked", "slogdets", { a: "a" }, "one call, LU, no checks") ?? { name: "numpy slogdet, stacked", ...python },
      entrant("naive loop", () => Float64Array.from(kernels, ({ data: kernel }) => naive(kernel, n)), "Cholesky, no checks"),
    ],
    errorName: "largest error",
    error: (values) => values.reduce((most, value, b) => Math.max(most, Math.abs(value - exact[b])), 0),
    limit: 1e-12,
  };
}

function naive(kernel, n) {
  const l = kernel.slice();
  let total = 0;
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = l[i * n + j];
      for (let k = 0; k < j; k++) sum -= l[i * n + k] * l[j * n + k];
      l[i * n + j] = i === j ? Math.sqrt(sum) : sum / l[j * n + j];
    }
    total += Math.log(l[j * n + j]);
  }
  return 2 * total;
}
