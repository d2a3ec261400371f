import { afterEach, describe, expect, it } from "vitest";
import { type Backend, useBackend } from "../../src/kernels/backend.ts";
import { countDraws } from "../../src/random/countDraws.ts";
import { drawIntegers } from "../../src/random/drawIntegers.ts";
import { createRng, type Rng, shuffledIndices } from "../../src/random/index.ts";
import { sumDraws } from "../../src/random/sumDraws.ts";

/** The same numbers from a generator of which nothing is known. */
function plain(rng: Rng): Rng {
  return { float: () => rng.float(), integer: (bound) => rng.integer(bound), stream: (name) => plain(rng.stream(name)) };
}

/** A function of its own each time: the fractional parts of multiples of the golden section. */
function golden(): () => number {
  let n = 0;
  return () => (++n * 0.6180339887498949) % 1;
}

/** Generators in pairs that give the same numbers, the second one by one. */
const sources: Record<string, () => readonly [Rng, Rng]> = {
  "a seed": () => [createRng(7), plain(createRng(7))],
  "a stream": () => [createRng("x").stream("y").stream(3), plain(createRng("x/y/3"))],
  "a function": () => [createRng(golden()), plain(createRng(golden()))],
  "an Rng of the user's": () => [plain(createRng(1)), plain(createRng(1))],
  "a generator with another integer()": () => {
    const upsideDown = (rng: Rng): Rng => ({ ...rng, integer: (bound) => bound - 1 - rng.integer(bound), stream: (name) => upsideDown(rng.stream(name)) });
    return [upsideDown(createRng(2)), plain(upsideDown(createRng(2)))];
  },
};

afterEach(() => useBackend("auto"));

describe.each(["wasm", "js"] satisfies Backend[])("draws in bulk, %s", (backend) => {
  it.each(Object.keys(sources))("are those drawn one by one, and the generator goes on after them: %s", (name) => {
    useBackend(backend);
    const [bulk, single] = sources[name]();
    for (const [step, count] of [3, 1000, 0, 1, 64, 257, 2, 5000].entries()) {
      const bound = 10 + step * 77;
      const out = new Uint32Array(count);
      drawIntegers(bulk, bound, out);
      expect([...out]).toEqual(Array.from({ length: count }, () => single.integer(bound)));
      if (step % 3 === 1) expect([bulk.float(), bulk.integer(9), ...shuffledIndices(20, bulk)]).toEqual([single.float(), single.integer(9), ...shuffledIndices(20, single)]);
      const times = new Float64Array(3 * 50);
      countDraws(bulk, 50, times);
      const expected = new Float64Array(3 * 50);
      for (let draw = 0; draw < 150; draw++) expected[Math.floor(draw / 50) * 50 + single.integer(50)]++;
      expect(times).toEqual(expected);
    }
    expect(bulk.stream("a").float()).toBe(single.stream("a").float());
  });

  it.each([[4096, 3], [3000, 4], [10_000, 1], [7, 1000], [1, 5000]])("count draws of %i units in %i rows", (units, rows) => {
    useBackend(backend);
    const [bulk, single] = sources["a seed"]();
    const times = new Float64Array(rows * units).fill(NaN);
    countDraws(bulk, units, times);
    const expected = new Float64Array(rows * units);
    for (let draw = 0; draw < rows * units; draw++) expected[Math.floor(draw / units) * units + single.integer(units)]++;
    expect(times).toEqual(expected);
  });

  it.each(Object.keys(sources))("add up in the order drawn, each sum from its stream: %s", (name) => {
    useBackend(backend);
    const [bulk, single] = sources[name]();
    for (const size of [1, 10, 300]) {
      const values = Float64Array.from({ length: size }, (_, i) => 1 / (i + 3));
      const sums = new Float64Array(7);
      sumDraws(bulk, 98, values, sums);
      const expected = Float64Array.from(sums, (_, r) => {
        const stream = single.stream(98 + r);
        let total = 0;
        for (let i = 0; i < size; i++) total += values[stream.integer(size)];
        return total;
      });
      expect(sums).toEqual(expected);
    }
  });
});
