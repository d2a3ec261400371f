import { describe, it } from "vitest";
import { lEnsemble, logDet, logDetGradient, logDetScore, marginalKernel } from "../../src/dpp/index.ts";
import { numbers } from "../kernels/twins.ts";
import { expectWithin } from "../within.ts";

/** Rows around a common direction: enough of them that the hot loops leave JavaScript. */
function vectors(n: number, d: number, scale: number = 1): { data: Float64Array; shape: [number, number] } {
  return { data: numbers(n * d, n + d).map((value) => (value + 0.2) * scale), shape: [n, d] };
}

describe("dpp of some dozens of items", () => {
  it.each([[40, 60, 0], [90, 33, 0.5], [33, 33, 1e-3]])("logDetGradient() solves (X Xᵀ + εI) G = 2X, %i × %i, ε = %d", (n, d, jitter) => {
    const x = vectors(n, d);
    const { data, logDet: value } = logDetGradient(x, { jitter });
    const kernel = lEnsemble(x, { similarity: "dot" });
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < d; j++) {
        let sum = jitter * data[i * d + j];
        let size = Math.abs(sum);
        for (let t = 0; t < n; t++) {
          sum += kernel.data[i * n + t] * data[t * d + j];
          size += Math.abs(kernel.data[i * n + t] * data[t * d + j]);
        }
        // Backward stable: (n + d)·ε of what is added up, and the rounding of X Xᵀ.
        expectWithin(sum, 2 * x.data[i * d + j], { abs: 8 * (n + d) * 2 ** -52 * size });
      }
    }
    // Condition numbers up to 1e6 leave ten digits.
    expectWithin(value, logDet(kernel, { jitter }).logAbsDet, { rel: 1e-9 });
  });

  it("marginalKernel() of features is that of their products", () => {
    const x = vectors(70, 30);
    const { data } = marginalKernel({ features: x });
    const plain = marginalKernel(lEnsemble(x, { similarity: "dot" }));
    // I + L has condition number of some hundreds.
    for (let at = 0; at < data.length; at++) expectWithin(data[at], plain.data[at], { abs: 1e-12 });
  });

  it("logDetScore() of more rows than columns is that of their similarities", () => {
    const x = vectors(80, 24);
    const score = logDetScore(x, { jitter: 0.1 });
    const plain = logDetScore({ similarities: lEnsemble(x) }, { jitter: 0.1 });
    // Condition numbers of some hundreds.
    expectWithin(score.estimate, plain.estimate, { rel: 1e-11 });
    expectWithin(score.logDetPlus, plain.logDetPlus, { rel: 1e-11 });
    for (let i = 0; i < 80; i++) expectWithin(score.credits[i], plain.credits[i], { abs: 1e-11 });
  });

  it.each([2 ** -600, 2 ** -450, 2 ** -300, 2 ** 300, 2 ** 450, 2 ** 600])("cosines do not depend on lengths, even where their squares overflow: %d", (scale) => {
    const plain = lEnsemble(vectors(37, 20));
    const mixed = vectors(37, 20);
    for (let at = 0; at < mixed.data.length; at++) if (Math.floor(at / 20) % 2 === 0) mixed.data[at] *= scale;
    // A few roundings of numbers up to 1.
    lEnsemble(mixed).data.forEach((value, at) => expectWithin(value, plain.data[at], { abs: 20 * 2 ** -52 }));
  });
});
