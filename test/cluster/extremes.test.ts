import { describe, expect, it } from "vitest";
import { certifyMedoids, type Distances, expectedRandomLoss, kMedoids, medoidCurve, medoidSilhouette, pruneBatch, silhouette } from "@divlab/core/cluster";
import { createRng } from "@divlab/core/random";
import { textDistances } from "@divlab/core/text";
import { clara } from "../../src/cluster/large/clara.ts";
import { runSteps } from "../../src/steps/index.ts";
import { bestPlainSwap, plainLoss } from "./plainLoss.ts";


/** Two objects that reach each other and one on its own. */
const apart = [[0, 1, Infinity], [1, 0, Infinity], [Infinity, Infinity, 0]];

/** Two pairs that do not reach each other. */
const pairs = [[0, 1, Infinity, Infinity], [1, 0, Infinity, Infinity], [Infinity, Infinity, 0, 1], [Infinity, Infinity, 1, 0]];

describe("objects out of reach", () => {
  it.each(["fasterpam", "fastpam1", "clara", "one-batch"] as const)("are served first, however little they weigh: %s", (method) => {
    const { medoids, loss } = kMedoids(apart, 2, { method, weights: [1000, 1000, 1e-9], rng: 1 });
    expect(medoids).toEqual(Int32Array.of(0, 2));
    expect(loss).toBe(1000);
  });

  it("are served first by curves and kept batches too", () => {
    const weights = [1e9, 1e9, 1e-30];
    expect(medoidCurve(apart, { kMax: 2, weights }).loss[1]).toBe(1e9);
    expect(pruneBatch(apart, { k: 2, weights }).loss).toBe(1e9);
    expect(pruneBatch(apart, { k: 2, reward: [0, 0, -200] }).loss).toBeLessThan(Infinity);
  });

  it("without weight need not be served", () => {
    expect(kMedoids(apart, 2, { weights: [1, 1, 0] }).loss).toBe(0);
  });

  it("meet no goal of skill, while no finite loss is too much beside an infinite one of chance", () => {
    for (const minSkill of [-1, 0, 0.9, 1]) {
      const { kept, loss, skill } = pruneBatch(pairs, { minSkill });
      expect(kept).toEqual(Int32Array.of(0, 2));
      expect(loss).toBe(2);
      expect(skill).toBe(1);
    }
  });

  it("have no certificate", () => {
    expect(() => kMedoids(pairs, 1, { certify: true })).toThrow("every object must have a medoid at a finite distance, got none for object 2");
  });

  it("in single precision leave it the room of single precision", () => {
    const data = Float32Array.of(1e-8, 1, Infinity, 1, 0, 1, Infinity, 1, -1e-8);
    expect(kMedoids({ data, shape: [3, 3] }, 1).loss).toBe(2);
    expect(data[0]).toBe(Math.fround(1e-8));
  });

  it("do not let other things pass for numbers", () => {
    for (const value of [null, "2", true]) expect(() => kMedoids([[0, Infinity], [value, 0]] as never, 1)).toThrow(TypeError);
  });
});

describe("clusters that are tight beside the distances between them", () => {
  it.each([1e-12, 1e-15, 1e-30])("are searched to the end: %d", (within) => {
    for (let seed = 0; seed < 10; seed++) {
      const rng = createRng(seed);
      const cost = Array.from({ length: 24 }, (_, i) => Array.from({ length: 24 }, (__, j) => (i === j ? 0 : (i % 3 === j % 3 ? within : 1) * (0.5 + rng.float()))));
      for (const method of ["fasterpam", "fastpam1"] as const) {
        for (const fixed of [[], [4]]) {
          const { medoids, loss } = kMedoids(cost, 3, { method, fixed });
          for (const object of fixed) expect(medoids).toContain(object);
          const free = certifyMedoids(cost, medoids, { fixed, maxSteps: 0 });
          expect(free.swapOptimal).toBe(true);
          if (fixed.length === 0) expect(bestPlainSwap(cost, medoids)).toBeGreaterThanOrEqual(-1e-12 * loss);
        }
      }
    }
  });
});

describe("weights", () => {
  it.each([[[1e308, 1, 1]], [[1e-300, 0, 1e-310]], [[5e-324, 0, 0]]])("whose sums overflow or vanish are refused: %j", (weights) => {
    expect(() => kMedoids([[0, 1, 2], [1, 0, 1], [2, 1, 0]], 1, { weights })).toThrow(/largest weight must be between 1e-290 and 1e\+100, got/);
  });

  it.each([1e-280, 1e99])("of any other size count by their ratios: %d", (unit) => {
    const { medoids, meanLoss } = kMedoids([[0, 1, 2], [1, 0, 1], [2, 1, 0]], 1, { weights: [unit, unit, 4 * unit] });
    expect(medoids).toEqual(Int32Array.of(2));
    expect(meanLoss).toBeCloseTo(0.5, 14);
  });
});

describe("functions of two indices", () => {
  const ways: readonly [string, (distances: Distances) => unknown][] = [
    ["silhouette", (distances) => silhouette(distances, [0, 0, 1])],
    ["medoidSilhouette", (distances) => medoidSilhouette(distances, [0, 1])],
    ["expectedRandomLoss", (distances) => expectedRandomLoss(distances, 1)],
    ["clara", (distances) => kMedoids(distances, 1, { method: "clara", rng: 0 })],
    ["one-batch", (distances) => kMedoids(distances, 1, { method: "one-batch", rng: 0 })],
    ["fasterpam", (distances) => kMedoids(distances, 1)],
  ];

  it.each(ways)("that give similarities, or numbers too large to add, are refused: %s", (_, way) => {
    expect(() => way({ size: 3, distance: (a, b) => (a === b ? 1 : 0.5) })).toThrow(/itself must be 0, got 1 .*of similarities s take 1 − s/);
    expect(() => way({ size: 3, distance: (a, b) => (a === b ? 0 : 1e200) })).toThrow(/at most 1e\+150 or Infinity, got 1e\+200/);
  });

  it("may round below 0 in a block of equal objects", () => {
    // 1025 objects are read as 1024 and one; that one is a copy of the medoid.
    const distance = (a: number, b: number): number => (a === b ? 1e-16 : a % 2 === b % 2 ? -1e-16 : 1);
    expect(kMedoids({ size: 1025, distance }, 1, { method: "clara", rng: 0, fixed: [0] }).loss).toBe(512);
  });
});

describe("certifyMedoids()", () => {
  it("refuses what is no list of fixed medoids", () => {
    for (const fixed of [null, 0, "0"]) expect(() => certifyMedoids([[0, 1], [1, 0]], [0], { fixed } as never)).toThrow(/fixed must be an array/);
    expect(() => certifyMedoids([[0, 1], [1, 0]], [0], { fixed: [0, 0] })).toThrow(/fixed must be distinct objects/);
  });
});

describe("textDistances()", () => {
  it("of n-grams longer than every text are those of all n-grams", () => {
    const texts = ["a b c", "b c", "", "a"];
    for (const distance of ["cosine", "jaccard"] as const) expect(textDistances(texts, { n: 2 ** 50, distance })).toEqual(textDistances(texts, { n: 3, distance }));
  });
});

describe("copies", () => {
  it("among which only the rounding of 1 − 1 is left are at 0", () => {
    const noise = [[2e-16, -1e-16, 0], [0, 0, 4e-16], [-3e-16, 1e-16, -2e-16]];
    for (const distances of [noise, { size: 3, distance: (a: number, b: number) => noise[a][b] }]) {
      expect(kMedoids(distances, 1).loss).toBeLessThan(1e-15);
      expect(kMedoids(distances, 1, { method: "clara", rng: 0 }).loss).toBeLessThan(1e-15);
      expect(silhouette(distances, [0, 0, 1]).values.length).toBe(3);
    }
    expect(pruneBatch({ data: Float32Array.of(1e-7, -1e-7, -1e-7, 0), shape: [2, 2] }, { k: 1 }).loss).toBe(0);
    expect(kMedoids(Float64Array.of(-1e-13), 1).loss).toBe(0);
    expect(() => kMedoids(Float64Array.of(-1e-11), 1)).toThrow(/at least 0, got -1e-11/);
  });

  it("do not make small distances symmetric", () => {
    expect(kMedoids([[0, 1e-14], [2e-14, 0]], 1).symmetric).toBe(false);
  });
});

describe("searches that begin where others ended", () => {
  it("medoidCurve() takes the better of BUILD and of k + 1 medoids without the cheapest", () => {
    let helped = 0;
    for (let seed = 0; seed < 30; seed++) {
      const rng = createRng(seed);
      const x = Array.from({ length: 30 }, () => [rng.float(), rng.float()]);
      const cost = x.map(([a, b]) => x.map(([c, d]) => Math.hypot(a - c, b - d)));
      const { k, medoids, loss } = medoidCurve(cost, { kMax: 9 });
      for (let at = 0; at + 1 < k.length; at++) {
        const more = [...medoids[at + 1]];
        const [fewer] = more.map((out) => more.filter((medoid) => medoid !== out)).sort((a, b) => plainLoss(cost, a) - plainLoss(cost, b));
        const [fromBuild, fromMore] = [kMedoids(cost, k[at]).loss, kMedoids(cost, k[at], { init: fewer }).loss];
        expect(loss[at]).toBeCloseTo(Math.min(fromBuild, fromMore), 12);
        if (fromMore < fromBuild - 1e-9) helped++;
      }
    }
    expect(helped).toBeGreaterThan(0);
  });

  it("clara() has the best medoids so far in every sample", () => {
    const samples: number[][] = [];
    const distance = (object: number, candidate: number): number => Math.abs(object - candidate);
    const source = {
      size: 500,
      fill: (objects: ArrayLike<number>, candidates: ArrayLike<number>, out: { [at: number]: number }): void => {
        if (objects === candidates) samples.push(Array.from(objects));
        for (let c = 0, at = 0; c < candidates.length; c++) for (let o = 0; o < objects.length; o++) out[at++] = distance(objects[o], candidates[c]);
      },
    };
    const options = { weights: new Float64Array(500).fill(1), fixed: new Int32Array(0), maxPasses: Infinity };
    for (let count = 1; count < 6; count++) {
      const { medoids } = runSteps(clara(source, 5, { ...options, rng: createRng(3) }, count));
      samples.length = 0;
      runSteps(clara(source, 5, { ...options, rng: createRng(3) }, count + 1));
      expect(samples[count]).toEqual(expect.arrayContaining([...medoids]));
    }
  });

  it("certifyMedoids() takes rounding off its bound", () => {
    const x = Array.from({ length: 40 }, (_, i) => i / 7);
    const { loss, lowerBound, optimal } = certifyMedoids(x.map((a) => x.map((b) => Math.abs(a - b))), [19]);
    expect(lowerBound).toBeLessThan(loss);
    expect(optimal).toBe(true);
  });
});
