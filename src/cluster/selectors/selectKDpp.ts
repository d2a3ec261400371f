import { type KernelSpectrum, sampleKDpp } from "../../dpp/index.ts";
import { symmetricEigen } from "../../numeric/linalg/symmetricEigen.ts";
import { exp } from "../../numeric/special/index.ts";
import { objectsBut } from "../starts/randomMedoids.ts";
import { conditionOn, greedyOrder, RANK_TOLERANCE } from "./greedyOrder.ts";
import type { Selector, SelectorBatch } from "./selector.ts";

/**
 * An exact draw from the k-DPP of L = diag(√w) S diag(√w), given that it holds what must be kept. Beyond the rank of L no draw exists:
 * the rest is chosen greedily.
 */
export const selectKDpp: Selector = (batch) => {
  const { mustKeep } = batch;
  const { spectrum, samples } = conditionalSpectrum(batch);
  return (k, rng) => {
    const drawn = Math.min(k - mustKeep.length, spectrum.rank);
    const draw = drawn === 0 ? new Int32Array(0) : sampleKDpp(spectrum, drawn, { rng: rng.stream("k-dpp").stream(k) });
    const given = Int32Array.of(...mustKeep, ...draw.map((i) => samples[i]));
    const kept = given.length === k ? given : greedyOrder(batch, given, k).order;
    return { kept, filled: k - given.length, converged: true };
  };
};

/** Spectrum of L given what must be kept, over the other samples: the Schur complement. */
function conditionalSpectrum({ costs: { size: n }, logWeights, mustKeep, similarities }: SelectorBatch): { spectrum: KernelSpectrum; samples: Int32Array } {
  const s = similarities();
  const rows = new Float64Array(mustKeep.length * n);
  const residual = new Float64Array(n).fill(1);
  const rank = conditionOn(mustKeep, s, n, rows, residual);
  const samples = objectsBut(n, mustKeep);
  const size = samples.length;
  // Of a sample that is a combination of those only rounding is left.
  const quality = Float64Array.from(samples, (i) => (residual[i] > RANK_TOLERANCE ? exp(0.5 * logWeights[i]) : 0));
  const L = new Float64Array(size * size);
  for (let a = 0; a < size; a++) {
    for (let b = 0; b <= a; b++) {
      const i = samples[a];
      const j = samples[b];
      let entry = s[i * n + j];
      for (let r = 0; r < rank; r++) entry -= rows[r * n + i] * rows[r * n + j];
      L[a * size + b] = entry * quality[a] * quality[b];
      L[b * size + a] = L[a * size + b];
    }
  }
  return { spectrum: positivePart(L, size), samples };
}

/** Eigenvalues above the rounding of the matrix, which also shows in how far others lie below 0. */
function positivePart(L: Float64Array, size: number): KernelSpectrum {
  const { values, vectors } = symmetricEigen(L, size);
  const cut = size === 0 ? 0 : Math.max(-values[0], size * 2 ** -52 * values[size - 1], 0);
  let first = 0;
  while (first < size && values[first] <= cut) first++;
  return { eigenvalues: values.slice(first), eigenvectors: vectors.slice(first * size), size, rank: size - first };
}
