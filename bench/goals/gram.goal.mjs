/**
 * Gram matrices in double precision, both triangles filled, copies in and out included. All multiply the same rows.
 * Ours and NumPy (`X @ X.T` calls syrk) compute one triangle, n(n + 1)·d operations, which is what the share of the peak counts;
 * the others multiply two matrices, 2n²·d. tfjs knows single precision only. numpy-ts and tfjs get the transpose ready-made, which is the
 * fastest they offer, tfjs the matrix inside its memory as well.
 */
import { Matrix } from "ml-matrix";
import { calibrator } from "../runner/calibrator.mjs";
import { exactDot, randomRows, samplePairs } from "../runner/inputs.mjs";
import { entrant, library, ours, twin } from "../runner/library.mjs";

const { gramOfRows } = await library("numeric/linalg/gram.js");

export function cases({ quick }) {
  return (quick ? [[40, 24]] : [[1000, 384], [2000, 1024]]).map(([n, d]) => ({
    work: `Gram f64, ${n} × ${d}`,
    sizes: { n, d },
    goals: [
      { against: "numpy X @ X.T", floor: 0.45, aim: 0.5 },
      { against: "SIMD128 peak", floor: 0.8, aim: 0.9 },
      { against: "JS twin", floor: 3.3 },
      { against: "numpy-ts", floor: 2, aim: 2.8 },
      { against: "tfjs WASM, f32", floor: 2, aim: 2.8 },
      ...(n > 1000 ? [] : [{ against: "ml-matrix mmul", floor: 30, aim: 40 }]),
    ],
    prepare: (rivals) => prepare(n, d, rivals),
  }));
}

async function prepare(n, d, { python, numpyTs, tfjs }) {
  const x = randomRows(n, d);
  const matrix = { data: x, shape: [n, d] };
  const kept = new Float64Array(n * n);
  const rows = Matrix.from1DArray(n, d, x);
  await python.load?.("x", x, { shape: [n, d] });
  const pairs = samplePairs(n, 200).map(([i, j]) => [i * n + j, exactDot(x, i * d, x, j * d, d), Math.sqrt(exactDot(x, i * d, x, i * d, d) * exactDot(x, j * d, x, j * d, d))]);
  return {
    ours: ours(() => gramOfRows(matrix)),
    others: [
      twin(() => gramOfRows(matrix)),
      entrant("ours into a kept array", () => gramOfRows(matrix, kept), "without the engine's making and clearing of a new array for the result"),
      calibrator(n * (n + 1) * d),
      python.entrant?.("numpy X @ X.T", "gram", { x: "x" }) ?? { name: "numpy X @ X.T", ...python },
      byNumpyTs(numpyTs, x, n, d),
      byTfjs(tfjs, x, n, d),
      // Many seconds a call beyond that.
      ...(n > 1000 ? [] : [mlMatrix(rows), entrant("naive loop", () => naive(x, n, d), "dot product of every pair i ≥ j")]),
    ],
    errorName: "error over ‖x‖‖y‖",
    error: (g) => Math.max(...pairs.map(([at, exact, scale]) => Math.abs(g[at] - exact) / scale)),
    limit: 1e-14,
    measure: { fewest: 3 },
  };
}

function mlMatrix(rows) {
  const { result, ...rest } = entrant("ml-matrix mmul", () => rows.mmul(rows.transpose()), "2n²d operations");
  return { ...rest, result: () => result().to1DArray() };
}

function byNumpyTs({ np, skipped }, x, n, d) {
  if (skipped !== undefined) return { name: "numpy-ts", skipped };
  const a = np.array(x).reshape(n, d);
  const transposed = np.ascontiguousarray(a.T);
  const { result, ...rest } = entrant("numpy-ts", () => np.dot(a, transposed), "dot(X, Xᵀ ready-made), f64, 2n²d operations");
  return { ...rest, result: () => Float64Array.from(result().data) };
}

function byTfjs({ tf, skipped }, x, n, d) {
  if (skipped !== undefined) return { name: "tfjs WASM, f32", skipped };
  const a = tf.tensor2d(Float32Array.from(x), [n, d]);
  const transposed = tf.transpose(a);
  const call = () => {
    const product = tf.matMul(a, transposed);
    const numbers = product.dataSync();
    product.dispose();
    return numbers;
  };
  return entrant("tfjs WASM, f32", call, "single precision, half the bytes; matMul(X, Xᵀ ready-made), 2n²d operations");
}

function naive(x, n, d) {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let dot = 0;
      for (let k = 0; k < d; k++) dot += x[i * d + k] * x[j * d + k];
      out[i * n + j] = out[j * n + i] = dot;
    }
  }
  return out;
}
