import { afterEach, describe, expect, it, vi } from "vitest";
import { kMedoids, kMedoidsAsync, type KMedoidsOptions, medoidCurve, medoidCurveAsync, pruneCurve } from "../../src/cluster/index.ts";
import { findSwap } from "../../src/cluster/search/findSwap.ts";
import { firstMedoid } from "../../src/cluster/search/firstMedoid.ts";
import { startingState, type SwapState } from "../../src/cluster/search/swapState.ts";
import { buildMedoids } from "../../src/cluster/starts/buildMedoids.ts";
import { type Backend, kernels, useBackend } from "../../src/kernels/backend.ts";
import { createRng } from "../../src/random/index.ts";
import type { AsyncOptions } from "../../src/steps/index.ts";
import { numbers } from "./twins.ts";

afterEach(() => {
  useBackend("auto");
  vi.unstubAllGlobals();
});

/** What both backends return, expected to be the same; −0 is not 0. */
function expectSame<T>(run: (backend: Backend) => T, where: string): T {
  useBackend("js");
  const js = run("js");
  useBackend("wasm");
  expect(run("wasm"), where).toEqual(js);
  return js;
}

interface Problem {
  readonly costs: Float64Array | Float32Array;
  readonly candidates: number;
  readonly weights: Float64Array;
  readonly start: readonly number[];
  readonly fixed: readonly number[];
}

/** At least 256 objects: fewer are not taken to WebAssembly. */
const LEAST = 256;

/** Costs, weights and starts of every kind that a seed tells. */
function problem(candidates: number, seed: number): Problem {
  const objects = LEAST + ((seed * 37) % 70);
  const k = 1 + (seed % candidates);
  const isTied = seed % 3 === 1;
  const costs = numbers(candidates * objects, seed).map((x) => (isTied ? Math.floor(10 * (x + 0.5)) : x + 0.5));
  // Duplicates, distances of 0, and numbers that stand for infinity.
  if (seed % 4 === 1) costs.copyWithin(0, costs.length - objects);
  if (seed % 5 === 2) for (let i = 0; i < costs.length; i += 7) costs[i] = 0;
  if (seed % 7 === 3) for (let i = 0; i < costs.length; i += 11) costs[i] = 1e30;
  const weights = numbers(objects, seed + 1).map((x) => (seed % 2 === 0 ? 1 : isTied ? Math.max(0, Math.floor(4 * x)) : Math.max(0, x)));
  const start = Array.from({ length: k }, (_, s) => (s + seed) % candidates);
  const fixed = seed % 6 === 5 ? start.slice(0, Math.floor(k / 2)) : [];
  return { costs: seed % 5 === 4 ? Float32Array.from(costs) : costs, candidates, weights, start, fixed };
}

function stateOf({ costs, candidates, weights, start, fixed }: Problem): SwapState {
  return startingState(kernels().medoidCosts(costs, candidates, weights.length), candidates, weights, start, fixed);
}

/** All numbers of a state that tell how the search stands. */
function snapshot({ medoids, isMedoid, nearest, second, nearestCost, secondCost, removal, results }: SwapState): number[] {
  return [...medoids, ...isMedoid, ...nearest, ...second, ...nearestCost, ...secondCost, ...removal, ...results];
}

describe("findSwap and replaceMedoid", () => {
  it("are the same to the last bit through whole searches", () => {
    let swaps = 0;
    for (let n = 2; n <= 70; n++) {
      for (const seed of [n, n + 100]) {
        const given = problem(n, seed);
        if (given.start.length === 1) continue;
        const where = `${n} candidates, seed ${seed}`;
        swaps += expectSame((backend) => {
          const state = stateOf(given);
          expect(state.results.buffer === state.costs.buffer, where).toBe(backend === "wasm");
          const trace = [snapshot(state)];
          for (let from = 0; trace.length < 12; ) {
            const candidate = kernels().findSwap(state, from, n, -1e-9);
            if (candidate === -1) break;
            from = candidate;
            trace.push([...state.changes, candidate]);
            kernels().replaceMedoid(state, state.results[1], candidate);
            trace.push(snapshot(state));
          }
          return trace;
        }, where).length;
      }
    }
    expect(swaps).toBeGreaterThan(300);
  });

  it("find the first candidate that lowers the loss enough, its best slot and the exact change", () => {
    for (const seed of [1, 7, 13, 34]) {
      const given = problem(20, seed);
      const { costs, weights, candidates } = given;
      const m = weights.length;
      const lossOf = (medoids: ArrayLike<number>): number => {
        let loss = 0;
        for (let o = 0; o < m; o++) loss += weights[o] * Math.min(...Array.from(medoids, (c) => costs[c * m + o]));
        return loss;
      };
      expectSame(() => {
        const state = stateOf(given);
        const changes = Array.from({ length: candidates }, (_, c) =>
          Array.from(state.medoids, (_medoid, slot) => lossOf(state.medoids.map((own, s) => (s === slot ? c : own))) - lossOf(state.medoids)),
        );
        const found = [];
        for (const below of [0, -20, -60]) {
          const swap = findSwap(state, 5, candidates, below);
          const order = changes.map((_, i) => (5 + i) % candidates).filter((c) => !given.start.includes(c));
          const first = order.find((c) => Math.min(...changes[c]) < below);
          const least = first === undefined ? 0 : Math.min(...changes[first]);
          expect(swap, `seed ${seed}, below ${below}`).toEqual(first === undefined ? undefined : { candidate: first, slot: changes[first].indexOf(least), change: least });
          found.push(swap);
        }
        return found;
      }, `seed ${seed}`);
    }
  });

  it("visit as many candidates as they are told, past the last one", () => {
    expectSame(() => {
      const state = stateOf({ ...problem(30, 2), start: [0, 1, 2], fixed: [] });
      const all = Array.from({ length: 30 }, (_, from) => kernels().findSwap(state, from, 1, Infinity));
      expect(all).toEqual(Array.from({ length: 30 }, (_, c) => (c < 3 ? -1 : c)));
      expect(kernels().findSwap(state, 29, 1, -Infinity)).toBe(-1);
      expect([kernels().findSwap(state, 0, 3, Infinity), kernels().findSwap(state, 0, 4, Infinity)]).toEqual([-1, 3]);
      state.isMedoid[29] = 1;
      return [kernels().findSwap(state, 29, 4, Infinity), kernels().findSwap(state, 29, 5, Infinity)];
    }, "places");
  });
});

describe("bestGain", () => {
  it("is the same to the last bit, and computes the gains of BUILD that may be the largest", () => {
    for (let n = 2; n <= 70; n++) {
      const { costs, weights, candidates } = problem(n, 3 * n + 1);
      const m = weights.length;
      // Sums of small integers are exact.
      const isExact = (3 * n + 1) % 7 !== 3;
      const gain = (c: number, near: ArrayLike<number>): number => weights.reduce((sum, w, o) => sum + w * Math.max(0, near[o] - costs[c * m + o]), 0);
      expectSame(() => {
        const state = kernels().medoidState(kernels().medoidCosts(costs, candidates, m), candidates, m, n);
        const { gains, known, nearestCost } = state;
        state.weights.set(weights);
        const first = firstMedoid(state);
        const trace = [first, ...gains, ...known];
        const totals = Array.from({ length: n }, (_, c) => -weights.reduce((sum, w, o) => sum + w * costs[c * m + o], 0));
        if (isExact) expect([...gains, first]).toEqual([...totals, totals.indexOf(Math.max(...totals))]);
        nearestCost.set(costs.subarray(0, m));
        gains.fill(Infinity);
        gains[0] = -Infinity;
        for (let count = 1; count < Math.min(n, 5); count++) {
          const best = kernels().bestGain(state, count);
          if (isExact) {
            const all = Array.from({ length: n }, (_, c) => (gains[c] === -Infinity ? -Infinity : gain(c, nearestCost)));
            expect([best, gains[best], known[best]]).toEqual([all.indexOf(Math.max(...all)), all[best], count]);
            for (let c = 0; c < n; c++) if (known[c] === count) expect(gains[c]).toBe(all[c]);
          }
          trace.push(best, ...gains, ...known);
          for (let o = 0; o < m; o++) nearestCost[o] = Math.min(nearestCost[o], costs[best * m + o]);
          gains[best] = -Infinity;
        }
        return trace;
      }, `${n} candidates`);
    }
  });

  it("choose the same medoids", () => {
    for (let seed = 0; seed < 20; seed++) {
      const n = LEAST + seed;
      const data = numbers(n * n, seed).map((x) => (seed % 2 === 0 ? x + 0.5 : Math.floor(5 * (x + 0.5))));
      const costs = { size: n, data, symmetric: false, largest: 5, infinite: false };
      expectSame(() => buildMedoids({ ...costs, data: kernels().medoidCosts(data, n, n) }, new Float64Array(n).fill(1), 1 + seed, seed % 3 === 2 ? [3, 1] : []), `seed ${seed}`);
    }
  });
});

/** Points in the plane, some of them twice. */
function points(n: number, seed: number): Float64Array[] {
  const x = numbers(2 * n, seed);
  return Array.from({ length: n }, (_, i) => x.slice(2 * (i % (n - 5)), 2 * (i % (n - 5)) + 2));
}

function condensed(n: number, seed: number): Float64Array {
  const x = points(n, seed);
  const out = new Float64Array((n * (n - 1)) / 2);
  let at = 0;
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) out[at++] = Math.abs(x[i][0] - x[j][0]) + Math.abs(x[i][1] - x[j][1]);
  return out;
}

describe("kMedoids on both backends", () => {
  it("returns the same numbers for some hundred problems", () => {
    for (let seed = 0; seed < 240; seed++) {
      const n = LEAST + (seed % 13);
      const k = 1 + ((seed * 7) % 23);
      const pairs = condensed(n, seed);
      if (seed % 7 === 1) for (let i = 0; i < pairs.length; i += 5) pairs[i] = Infinity;
      if (seed % 5 === 2) for (let i = 0; i < pairs.length; i++) pairs[i] = Math.round(4 * pairs[i]);
      const options: KMedoidsOptions = {
        method: (["fasterpam", "fasterpam", "fastpam1", "alternating"] as const)[seed % 4],
        init: (["build", "random", "lab", "k-medoids++"] as const)[seed % 3],
        nStarts: 1 + (seed % 3),
        fixed: seed % 6 === 5 && k > 2 ? [n - 1, 4] : [],
        rng: seed,
        ...(seed % 4 === 3 ? { weights: numbers(n, seed).map((x) => Math.max(0, x)) } : {}),
        ...(seed % 11 === 3 ? { maxPasses: 1 } : {}),
      };
      const distances = seed % 5 === 4 ? Float32Array.from(pairs) : pairs;
      expectSame(() => kMedoids(distances, k, options), `seed ${seed}`);
    }
  });

  it("returns the same numbers from a matrix, on samples and along a curve", () => {
    for (let seed = 0; seed < 6; seed++) {
      const n = LEAST + 40;
      const data = numbers(n * n, seed).map((x, i) => (i % (n + 1) === 0 ? 0 : x + 0.5));
      const matrix = { data: seed % 2 === 0 ? data : Float32Array.from(data), shape: [n, n] as [number, number] };
      const given = data.slice();
      expectSame(() => kMedoids(matrix, 9, { rng: 1, nStarts: 2 }), "matrix");
      expect(data).toEqual(given);
      const pairs = condensed(n, seed);
      expectSame(() => kMedoids(pairs, 60, { method: "clara", rng: seed }), "clara");
      expectSame(() => kMedoids(pairs, 1 + seed, { method: "one-batch", rng: seed }), "one-batch");
      expectSame(() => medoidCurve(pairs, { kMax: 5 }), "curve");
      expectSame(() => medoidCurve(pairs, { kMax: 4, objective: "medoid-silhouette" }), "curve by silhouette");
    }
  });

  it("keeps jobs apart that take turns, and finds nothing in memory that is used again", async () => {
    const jobs = [300, 257, 280].map((n, i) => ({ distances: condensed(n, i), k: 5 + i, options: { init: "random", nStarts: 6, rng: i } as const }));
    useBackend("js");
    const alone = jobs.map(({ distances, k, options }) => kMedoids(distances, k, options));
    useBackend("wasm");
    for (let round = 0; round < 3; round++) {
      const together = await Promise.all(jobs.map(async ({ distances, k, options }) => kMedoidsAsync(distances, k, { ...options, sliceMs: 0 })));
      expect(together).toEqual(alone);
      expect(jobs.map(({ distances, k, options }) => kMedoids(distances, k, options))).toEqual(alone);
    }
  });

  it("keeps all kinds of jobs on the same distances apart, also where some are stopped", async () => {
    const n = LEAST + 30;
    const pairs = condensed(n, 4);
    pairs[7] = Infinity;
    const data = numbers(n * n, 2).map((x, i) => (i % (n + 1) === 0 ? 0 : x + 0.5));
    const methods = ["fasterpam", "fastpam1", "alternating", "clara", "one-batch"] as const;
    const runs = [pairs, Float32Array.from(pairs), { data, shape: [n, n] as [number, number] }].flatMap((distances) => [
      ...methods.map((method, i) => {
        const options: KMedoidsOptions = { method, rng: i, ...(i < 3 ? { nStarts: 4, init: "random" } : {}) };
        return (more: AsyncOptions) => kMedoidsAsync(distances, 3 + i, { ...options, ...more });
      }),
      async (more: AsyncOptions) => medoidCurveAsync(distances, { kMax: 5, ...more }),
      // Not in slices: between those of the others.
      async () => pruneCurve(distances, [3, 9], { methods: ["k-medoids", "farthest-first"], nStarts: 2, rng: 1 }),
    ]);
    useBackend("js");
    const alone = [];
    for (const run of runs) alone.push(await run({}));
    useBackend("wasm");
    for (let round = 0; round < 2; round++) {
      const stopped = Promise.allSettled(
        runs.map(async (run) => {
          const stop = new AbortController();
          return run({ sliceMs: 0, signal: stop.signal, onProgress: () => stop.abort() });
        }),
      );
      const together = await Promise.all([...runs, ...runs].map(async (run) => run({ sliceMs: 0 })));
      expect(together).toEqual([...alone, ...alone]);
      expect((await stopped).some(({ status }) => status === "rejected")).toBe(true);
    }
  });

  it("gives costs and states memory that no one else has, and refuses states that have none any more", () => {
    useBackend("wasm");
    const given = numbers(LEAST * 9, 1);
    const place = (): Float64Array | Float32Array => kernels().medoidCosts(given, 9, LEAST);
    const [one, other] = [place(), place()];
    expect(new Set([given, one, other].map(({ buffer }) => buffer)).size).toBe(3);
    expect(kernels().medoidCosts(one, 9, LEAST)).toBe(one);
    const begin = (costs: Float64Array | Float32Array): SwapState => startingState(costs, 9, new Float64Array(LEAST).fill(1), [0, 1], []);
    const early = begin(one);
    const elsewhere = begin(other);
    const before = snapshot(elsewhere);
    const late = begin(one);
    const refused = "Cannot use this state of a search for medoids";
    expect(() => kernels().findSwap(early, 0, 9, 0)).toThrow(refused);
    expect(() => kernels().replaceMedoid(early, 0, 3)).toThrow(refused);
    expect(() => kernels().bestGain(early, 2)).toThrow(refused);
    kernels().replaceMedoid(late, 0, 3);
    expect(snapshot(elsewhere)).toEqual(before);
    kernels().freeCosts(one);
    expect(() => kernels().findSwap(late, 0, 9, 0)).toThrow(refused);
    // The freed memory is used again, once: freeing a second time gives away nothing.
    const [again, third] = [place(), place()];
    expect([again.buffer === one.buffer, third.buffer === one.buffer]).toEqual([true, false]);
    kernels().freeCosts(one);
    expect(place().buffer).not.toBe(one.buffer);
    expect(() => kernels().findSwap(late, 0, 9, 0)).toThrow(refused);
    expect(again).toEqual(given);
    // Other sizes than were asked for do not fit into that memory.
    expect(kernels().medoidState(again, LEAST, 9, 3).results.buffer).not.toBe(again.buffer);
  });

  it("goes on in JavaScript where memory is refused", () => {
    const distances = condensed(500, 9);
    useBackend("js");
    const js = kMedoids(distances, 6);
    useBackend("wasm");
    const Memory = vi.fn(function refuse() {
      throw new RangeError("WebAssembly.Memory(): could not allocate memory");
    });
    vi.stubGlobal("WebAssembly", Object.assign(Object.create(WebAssembly) as object, { Memory }));
    expect(kernels().medoidCosts("double", 500, 500).byteOffset).toBe(0);
    expect(kMedoids(distances, 6)).toEqual(js);
    expect(Memory).toHaveBeenCalled();
  });
});

it("tells the first candidate with the least total", () => {
  const rng = createRng(3);
  const n = LEAST + 3;
  const data = Float64Array.from({ length: n * n }, () => 1 + rng.integer(9));
  for (let i = 0; i < n; i++) data[i * n + i] = 0;
  data.copyWithin(250 * n, 20 * n, 21 * n);
  for (let o = 0; o < n; o++) for (const c of [20, 250]) data[c * n + o] = o === c ? 0 : 1;
  expect(expectSame(() => kMedoids({ data: transposed(data, n), shape: [n, n] }, 1).medoids, "ties")).toEqual(Int32Array.of(20));
});

function transposed(data: Float64Array, n: number): Float64Array {
  return data.map((_, at) => data[(at % n) * n + Math.floor(at / n)]);
}
