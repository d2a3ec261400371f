import { kernels } from "../../kernels/backend.ts";
import type { Steps } from "../../steps/index.ts";
import type { Costs } from "../costs/asCosts.ts";
import { type Assignment, assignToMedoids } from "./assignToMedoids.ts";
import { boundedCosts } from "../costs/boundedCosts.ts";
import { buildMedoids } from "../starts/buildMedoids.ts";
import type { DistanceSource } from "../costs/distanceSource.ts";
import { type DrawnSample, drawSample } from "./drawSample.ts";
import { fasterPam } from "../search/fasterPam.ts";
import type { LargeClustering, LargeDataOptions } from "./largeClustering.ts";

/** Number of samples. */
const SAMPLES = 10;

/**
 * CLARA with FasterPAM: clusters samples of 80 + 4k objects, ten unless told otherwise, and keeps the medoids that are best for all n.
 *
 * Objects are drawn in proportion to their weights (equal weights: without replacement) and count in the sample as often as
 * drawn. The best medoids so far and the fixed ones are in every sample, as candidates. Only distances within samples and of all objects
 * to the medoids of each sample are computed, O(samples·((80 + 5k)² + n·k)); (80 + 5k)² + 1024·k are held.
 *
 * @param source The distances.
 * @param k Number of medoids, 1 … n.
 * @param options Weights, fixed medoids, rng, passes.
 * @param samples Number of samples.
 * @param sampleSize Objects drawn for a sample, where it is not to be 80 + 4k.
 * @returns Medoids among all n objects, their loss over all n.
 * @see Kaufman & Rousseeuw 1990, Finding Groups in Data, chapter 3; Schubert & Rousseeuw 2021, Information Systems 101, 101804, section 5.
 */
export function* clara(source: DistanceSource, k: number, options: LargeDataOptions, samples: number = SAMPLES, sampleSize: number = 80 + 4 * k): Steps<LargeClustering> {
  const { weights, fixed, rng, maxPasses } = options;
  const isAll = sampleSize >= source.size;
  // A sample of all objects needs no second one.
  const rounds = isAll ? 1 : samples;
  let best: (Assignment & { readonly medoids: Int32Array }) | undefined;
  let swaps = 0;
  let passes = 0;
  let converged = true;
  for (let round = 0; round < rounds; round++) {
    const candidates = best === undefined ? fixed : [...fixed, ...best.medoids];
    const sample = isAll ? allObjects(weights) : drawSample(weights, sampleSize, rng.stream("sample").stream(round), { candidates, least: k });
    const costs = sampleCosts(source, sample);
    const fixedHere = fixed.map((object) => sample.objects.indexOf(object));
    const start = buildMedoids(costs, sample.counts, k, fixedHere);
    const found = fasterPam(costs, sample.counts, start, { fixed: fixedHere, maxPasses });
    swaps += found.swaps;
    passes += found.passes;
    converged &&= found.converged;
    const medoids = found.medoids.map((position) => sample.objects[position]).sort();
    kernels().freeCosts(costs.data);
    const assignment = assignToMedoids(source, medoids, weights);
    if (best === undefined || assignment.loss < best.loss) best = { ...assignment, medoids };
    yield (round + 1) / rounds;
  }
  const { medoids, labels, loss } = best!;
  return { medoids, labels, loss, swaps, passes, converged };
}

function allObjects(weights: Float64Array): DrawnSample {
  return { objects: Int32Array.from(weights, (_, i) => i), counts: weights };
}

/** Distances within a sample, finite. */
function sampleCosts(source: DistanceSource, { objects, counts }: DrawnSample): Costs {
  const size = objects.length;
  const data = kernels().medoidCosts("double", size, size) as Float64Array;
  source.fill(objects, objects, data);
  let largest = 0;
  let infinite = false;
  for (let i = 0; i < data.length; i++) {
    if (data[i] === Infinity) infinite = true;
    else if (data[i] > largest) largest = data[i];
  }
  return { size, data: boundedCosts({ size, data, symmetric: false, largest, infinite }, counts), symmetric: false, largest, infinite: false };
}
