import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bfloat16, float16, type HalfFormat, roundToHalf, widenHalf } from "../../src/numeric/halfPrecision.ts";

/** What numpy and exact fractions give for all bits and all ties (test/fixtures/numpy/halfPrecision.py). */
const fixture = JSON.parse(readFileSync(resolve(import.meta.dirname, "../fixtures/numpy/halfPrecision.json"), "utf8")) as Record<string, string & { doubles: number; sha256: string }>;

const formats: readonly (readonly [name: string, format: HalfFormat, end: number])[] = [
  ["float16", float16, 65536],
  ["bfloat16", bfloat16, 2 ** 128],
];

const every = Uint16Array.from({ length: 65536 }, (_, i) => i);

function widened(format: HalfFormat, bits: Uint16Array): Float32Array {
  const values = new Float32Array(bits.length);
  widenHalf(format, bits, values);
  return values;
}

function rounded(format: HalfFormat, values: Float64Array): Uint16Array {
  const bits = new Uint16Array(values.length);
  roundToHalf(format, values, bits);
  return bits;
}

const digest = (array: ArrayBufferView): string => createHash("sha256").update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength)).digest("hex");

/** The neighbour of a positive double, above or below. */
function beside(value: number, step: 1n | -1n): number {
  const bits = new BigUint64Array(Float64Array.of(value).buffer);
  bits[0] += step;
  return new Float64Array(bits.buffer)[0];
}

function splitmix64(i: bigint): bigint {
  let z = BigInt.asUintN(64, i * 0x9e3779b97f4a7c15n);
  z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
  z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
  return z ^ (z >> 31n);
}

/** The doubles of the fixture: every number of the format, the middles between them and what is beside these, random ones. */
function doubles(positive: readonly number[]): Float64Array {
  const values: number[] = [];
  for (let i = 0; i + 1 < positive.length; i++) {
    const middle = (positive[i] + positive[i + 1]) / 2;
    values.push(positive[i], beside(middle, -1n), middle, beside(middle, 1n));
  }
  values.push(positive[positive.length - 1], Infinity, NaN, 5e-324, Number.MAX_VALUE, 2 ** -1022);
  const random = new BigUint64Array(20_000);
  for (let i = 0; i < random.length; i++) {
    const r = splitmix64(BigInt(i + 1));
    random[i] = ((863n + ((r >> 52n) % 320n)) << 52n) | (r & 0xfffffffffffffn);
  }
  values.push(...new Float64Array(random.buffer));
  return Float64Array.from(values.flatMap((value) => [value, -value]));
}

/** Nearest to a double in whole numbers: its fraction as a BigInt against the spacing of the format. */
function nearest({ fractionBits, bias }: HalfFormat, value: number): number {
  const word = new BigUint64Array(Float64Array.of(Math.abs(value)).buffer)[0];
  const field = Number(word >> 52n);
  // |value| = numerator · 2^scale.
  const numerator = (word & 0xfffffffffffffn) | (field === 0 ? 0n : 1n << 52n);
  const scale = Math.max(field, 1) - 1075;
  const exponent = Math.max(scale + numerator.toString(2).length - 1, 1 - bias);
  const shift = BigInt(exponent - fractionBits - scale);
  if (shift <= 0n) throw new Error("a double has more bits than the format");
  let whole = numerator >> shift;
  const twice = 2n * (numerator - (whole << shift));
  if (twice > 1n << shift || (twice === 1n << shift && whole % 2n === 1n)) whole++;
  const magnitude = Math.min(Number(whole) + (exponent + bias - 1) * 2 ** fractionBits, (2 * bias + 1) << fractionBits);
  return magnitude | (Object.is(value, -0) || value < 0 ? 0x8000 : 0);
}

describe.each(formats)("%s", (name, format, end) => {
  it("widens all 65,536 numbers as numpy and PyTorch do", () => {
    const values = widened(format, every);
    const bits = new Uint32Array(values.buffer).map((word, i) => (Number.isNaN(values[i]) ? 0x7fc00000 : word));
    expect(digest(bits)).toBe(fixture[`${name} widened`]);
  });

  it("rounds every tie, what is beside it, and random doubles as numpy and exact fractions do", () => {
    const infinity = (2 * format.bias + 1) << format.fractionBits;
    const values = doubles([...widened(format, every.subarray(0, infinity)), end]);
    const { doubles: count, sha256 } = fixture[`${name} rounded`];
    expect(values).toHaveLength(count);
    expect(digest(rounded(format, values))).toBe(sha256);
  });

  it("gives back every number that is not NaN, and one NaN for all", () => {
    const back = rounded(format, Float64Array.from(widened(format, every)));
    const infinity = (2 * format.bias + 1) << format.fractionBits;
    expect(back).toStrictEqual(every.map((bits) => ((bits & 0x7fff) > infinity ? infinity | (1 << (format.fractionBits - 1)) : bits)));
  });

  it("rounds any double as whole numbers do", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -160, max: 140 }), (value, power) => {
        const scaled = value === 0 ? value : (value / 2 ** Math.floor(Math.log2(Math.abs(value)))) * 2 ** power;
        for (const one of [value, scaled]) if (Number.isFinite(one)) expect(rounded(format, Float64Array.of(one))[0]).toBe(nearest(format, one));
      }),
      { seed: 6, numRuns: 2000 },
    );
  });

  it("works on a part of a longer array", () => {
    const values = Float64Array.of(1, 2.5, -3, 4);
    const bits = new Uint16Array(6);
    roundToHalf(format, values.subarray(1, 3), bits.subarray(2, 4));
    expect([...widened(format, bits)]).toEqual([0, 0, 2.5, -3, 0, 0]);
  });
});
