import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { midranks } from "../../src/numeric/ranks.ts";
import { expectTwins, numbers } from "./twins.ts";

interface Case {
  readonly name: string;
  readonly values: readonly number[];
  readonly doubledRanks: readonly number[];
}
const { cases } = JSON.parse(readFileSync(resolve(import.meta.dirname, "../fixtures/scipy/ranks.json"), "utf8")) as { cases: readonly Case[] };

/** The definition: as many as are smaller, and the middle of those that are equal. */
function byDefinition(values: ArrayLike<number>): Float64Array {
  const ranks = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    let smaller = 0;
    let equal = 0;
    for (let j = 0; j < values.length; j++) {
      if (values[j] < values[i]) smaller++;
      else if (values[j] === values[i]) equal++;
    }
    ranks[i] = smaller + (equal + 1) / 2;
  }
  return ranks;
}

function expectRanks(values: Float64Array, where: string): void {
  const given = values.slice();
  const [ranks] = expectTwins((kernels) => {
    const out = new Float64Array(values.length).fill(NaN);
    kernels.midranks(values, out);
    return [out];
  }, where);
  expect(ranks, where).toEqual(byDefinition(values));
  expect(values, where).toEqual(given);
}

/** Ways in which values can lie. */
const kinds: Readonly<Record<string, (x: Float64Array) => Float64Array>> = {
  "spread out": (x) => x,
  "over all exponents": (x) => x.map((value, i) => value * 2 ** ((i * 97) % 2000) * 2 ** -1000),
  "with many ties": (x) => x.map((value) => Math.round(8 * value)),
  "all equal": (x) => x.fill(-3),
  ascending: (x) => x.sort(),
  descending: (x) => x.sort().toReversed(),
  "different in the last bits only": (x) => x.map((value) => 1 + Math.floor(1000 * (value + 0.5)) * 2 ** -52),
  "negative and different in the last bits only": (x) => x.map((value) => -1 - Math.floor(300000 * (value + 0.5)) * 2 ** -52),
  "zeros of both signs and denormals": (x) => x.map((value, i) => [0, -0, 5e-324, -5e-324, 1e-310 * value][i % 5]),
  "largest and smallest": (x) => x.map((value, i) => [Number.MAX_VALUE, -Number.MAX_VALUE, value, Number.MIN_VALUE][i % 4]),
};

describe("midranks", () => {
  it("are those of the definition for all small sizes", () => {
    for (let n = 0; n <= 70; n++) {
      for (const [kind, make] of Object.entries(kinds)) expectRanks(make(numbers(n, n)), `${kind}, n = ${n}`);
    }
  });

  // Both sides of the sizes from which on the WebAssembly, and the digits in JavaScript, take over.
  it.each([255, 256, 257, 1000, 2047, 2048, 2049, 3000])("are those of the definition for n = %i", (n) => {
    for (const [kind, make] of Object.entries(kinds)) expectRanks(make(numbers(n, n)), `${kind}, n = ${n}`);
  });

  it("are the same for more values than the shared memory holds at first", () => {
    const values = numbers(200_000, 5);
    const [ranks] = expectTwins((kernels) => {
      const out = new Float64Array(values.length);
      kernels.midranks(values, out);
      return [out];
    }, "many");
    const sorted = values.slice().sort();
    expect(ranks.every((rank, i) => sorted[rank - 1] === values[i])).toBe(true);
  });

  it.each(cases)("are SciPy's: $name", ({ values, doubledRanks }) => {
    expect(midranks(values)).toEqual(Float64Array.from(doubledRanks, (rank) => rank / 2));
  });
});
