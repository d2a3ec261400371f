import fc from "fast-check";
import { spawnSync } from "node:child_process";
import { closeSync, constants, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type InterpolatedWeights, interpolateWeights, type InterpolateWeightsOptions } from "../../src/collapse/index.ts";
import type { CheckpointSource } from "../../src/data/openCheckpoint.ts";
import { DataError } from "../../src/numeric/errors.ts";
import { bytesOf, safetensorsFile, tensorsIn, type TensorToWrite, withHeader } from "../data/safetensorsFile.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "divlab-weights-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const bytesOfStream = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Uint8Array> => new Uint8Array(await new Response(stream).arrayBuffer());

/** The bytes of every file of an average. */
async function average(sources: readonly CheckpointSource[], options?: InterpolateWeightsOptions): Promise<Record<string, Uint8Array>> {
  const { files } = await interpolateWeights(sources, options);
  const entries: [string, Uint8Array][] = [];
  for (const file of files) {
    const bytes = await bytesOfStream(file.stream());
    expect(bytes).toHaveLength(file.size);
    entries.push([file.name, bytes]);
  }
  return Object.fromEntries(entries);
}

/** The one tensor `w` of the average of two. */
async function averageOf(dtype: string, a: Uint8Array, b: Uint8Array, options?: InterpolateWeightsOptions): Promise<Uint8Array> {
  const files = [a, b].map((bytes) => new Blob([safetensorsFile({ w: { dtype, shape: [bytes.length / sizes[dtype]], bytes } })]));
  return tensorsIn((await average(files, options))["model.safetensors"])["w"].bytes;
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DataError);
  return (error as Error).message;
}

const sizes: Readonly<Record<string, number>> = { F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4, U8: 1, BOOL: 1, F8_E4M3: 1 };
const formats: Readonly<Record<string, readonly [exponentBits: number, fractionBits: number]>> = { F64: [11, 52], F32: [8, 23], F16: [5, 10], BF16: [8, 7] };

/** An element by the definition of its format: sign, exponent, fraction. */
function decode(dtype: string, bits: bigint): number {
  const [exponentBits, fractionBits] = formats[dtype];
  const field = Number(bits >> BigInt(fractionBits)) % 2 ** exponentBits;
  const fraction = Number(bits % (1n << BigInt(fractionBits)));
  const sign = bits >> BigInt(exponentBits + fractionBits) === 1n ? -1 : 1;
  const bias = 2 ** (exponentBits - 1) - 1;
  if (field === 2 ** exponentBits - 1) return fraction === 0 ? sign * Infinity : NaN;
  // Two steps, as 2^−1074 times the fraction must not pass through 2^−1075.
  return sign * (fraction / 2 ** fractionBits + (field === 0 ? 0 : 1)) * 2 ** (Math.max(field, 1) - bias);
}

/** The nearest of two neighbours in the format, found by search, ties to even; Infinity's bits where it overflows. */
function encode(dtype: string, value: number): bigint {
  const [exponentBits, fractionBits] = formats[dtype];
  const sign = Object.is(value, -0) || value < 0 ? 1n << BigInt(exponentBits + fractionBits) : 0n;
  const magnitude = Math.abs(value);
  if (dtype === "F64") return sign | new BigUint64Array(Float64Array.of(magnitude).buffer)[0];
  const infinity = ((1n << BigInt(exponentBits)) - 1n) << BigInt(fractionBits);
  let low = 0n;
  let high = infinity;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (decode(dtype, middle) <= magnitude) low = middle;
    else high = middle;
  }
  const end = high === infinity ? 2 ** (2 ** (exponentBits - 1)) : decode(dtype, high);
  // Both differences are exact: the neighbours have far fewer bits than a double.
  const below = magnitude - decode(dtype, low);
  const above = end - magnitude;
  if (magnitude === Infinity) return sign | infinity;
  return sign | (below < above || (below === above && low % 2n === 0n) ? low : high);
}

function elements(bytes: Uint8Array, size: number): bigint[] {
  return Array.from({ length: bytes.length / size }, (_, i) => bytes.slice(i * size, (i + 1) * size).reduceRight((word, byte) => (word << 8n) | BigInt(byte), 0n));
}

/** A finite element of a format, every exponent as likely. */
function element(dtype: string): fc.Arbitrary<bigint> {
  const bits = BigInt(8 * sizes[dtype]);
  const arbitrary = fc.bigInt({ min: 0n, max: (1n << bits) - 1n });
  return dtype in formats ? arbitrary.filter((word) => Number.isFinite(decode(dtype, word))) : arbitrary;
}

function toBytes(words: readonly bigint[], size: number): Uint8Array {
  return Uint8Array.from(words.flatMap((word) => Array.from({ length: size }, (_, i) => Number((word >> BigInt(8 * i)) & 255n))));
}

/** One tensor in two or three checkpoints: weights differ, other types have the same bytes. */
const tensorOfAll = (count: number): fc.Arbitrary<TensorToWrite[]> =>
  fc.tuple(fc.constantFrom(...Object.keys(sizes)), fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 })).chain(([dtype, shape]) => {
    const length = shape.reduce((a, b) => a * b, 1);
    const words = fc.array(element(dtype), { minLength: length, maxLength: length });
    const all = dtype in formats ? fc.array(words, { minLength: count, maxLength: count }) : words.map((own) => new Array<bigint[]>(count).fill(own));
    return all.map((lists) => lists.map((own) => ({ dtype, shape, bytes: toBytes(own, sizes[dtype]) })));
  });

/** A checkpoint as files: one, or shards with their index, the tensors in another order. */
function asFiles(tensors: readonly (readonly [string, TensorToWrite])[], shards: number, turn: number): File[] {
  const turned = [...tensors.slice(turn % Math.max(tensors.length, 1)), ...tensors.slice(0, turn % Math.max(tensors.length, 1))];
  if (shards === 1 || turned.length < shards) return [new File([safetensorsFile(Object.fromEntries(turned), { format: `turn ${turn}` }, turn)], "model.safetensors")];
  const names = Array.from({ length: shards }, (_, i) => `model-${i + 1}-of-${shards}.safetensors`);
  const weightMap = Object.fromEntries(turned.map(([name], i) => [name, names[i % shards]]));
  const files = names.map((file, s) => new File([safetensorsFile(Object.fromEntries(turned.filter((_, i) => i % shards === s)))], file));
  return [...files, new File([JSON.stringify({ metadata: {}, weight_map: weightMap })], "model.safetensors.index.json"), new File(["{}"], "config.json")];
}

describe("interpolateWeights()", () => {
  const checkpoints = fc.integer({ min: 2, max: 3 }).chain((count) =>
    fc.record({
      tensors: fc.dictionary(fc.string({ minLength: 1, maxLength: 4 }).filter((name) => name !== "__proto__"), tensorOfAll(count), { minKeys: 1, maxKeys: 6 }),
      layouts: fc.array(fc.record({ shards: fc.integer({ min: 1, max: 3 }), turn: fc.integer({ min: 0, max: 5 }) }), { minLength: count, maxLength: count }),
      parts: fc.array(fc.integer({ min: 1, max: 100 }), { minLength: count, maxLength: count }),
    }),
  );

  it("gives Σ c·w in double precision, rounded once to nearest, ties to even, whatever types, shards and orders", async () => {
    let averaged = 0;
    await fc.assert(
      fc.asyncProperty(checkpoints, async ({ tensors, layouts, parts }) => {
        const total = parts.reduce((a, b) => a + b, 0);
        const coefficients = parts.map((part) => part / total);
        const sources = layouts.map(({ shards, turn }, j) => asFiles(Object.entries(tensors).map(([name, own]) => [name, own[j]] as const), shards, turn));
        const files = await average(sources, { coefficients });
        expect(Object.keys(files).sort()).toEqual(sources[0].map(({ name }) => name).filter((name) => name !== "config.json").sort());
        const result = Object.assign({}, ...Object.entries(files).filter(([name]) => name.endsWith(".safetensors")).map(([, bytes]) => tensorsIn(bytes))) as Record<string, TensorToWrite>;
        expect(Object.keys(result).sort()).toEqual(Object.keys(tensors).sort());
        for (const [name, own] of Object.entries(tensors)) {
          const { dtype, shape } = own[0];
          expect(result[name]).toMatchObject({ dtype, shape });
          const words = own.map(({ bytes }) => elements(bytes, sizes[dtype]));
          const expected = words[0].map((first, i) => {
            if (words.every((list) => list[i] === first)) return first;
            averaged++;
            return encode(dtype, words.map((list, j) => coefficients[j] * decode(dtype, list[i])).reduce((a, b) => a + b));
          });
          expect(elements(result[name].bytes, sizes[dtype])).toEqual(expected);
        }
      }),
      { seed: 6, numRuns: 300 },
    );
    expect(averaged).toBeGreaterThan(1000);
  });

  it("copies the files of the one checkpoint that counts byte for byte, infinities and NaN payloads included", async () => {
    await fc.assert(
      fc.asyncProperty(checkpoints, fc.uint8Array({ minLength: 24, maxLength: 24 }), async ({ tensors, layouts }, noise) => {
        const sources = layouts.slice(0, 2).map(({ shards, turn }, j) => {
          const own = Object.entries(tensors).map(([name, all]) => [name, all[j]] as const);
          return asFiles([...own, ["any bits", { dtype: "F32", shape: [6], bytes: j === 0 ? noise : noise.toReversed() }]], shards, turn);
        });
        for (const [delta, source] of [[1, sources[0]], [0, sources[1]]] as const) {
          const files = await average(sources, { delta });
          for (const [name, bytes] of Object.entries(files)) expect(Buffer.compare(bytes, Buffer.from(await source.find((file) => file.name === name)!.arrayBuffer()))).toBe(0);
        }
      }),
      { seed: 6, numRuns: 100 },
    );
  });

  it.each(["F64", "F32", "F16", "BF16"])("%s: the average of identical checkpoints is the checkpoint, whatever its bits", async (dtype) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.bigInt({ min: 0n, max: (1n << BigInt(8 * sizes[dtype])) - 1n }), { maxLength: 20 }), fc.integer({ min: 2, max: 7 }), async (words, count) => {
        const file = safetensorsFile({ w: { dtype, shape: [words.length], bytes: toBytes(words, sizes[dtype]) } });
        const files = await average(Array.from({ length: count }, () => new Blob([file])));
        expect(Buffer.compare(files["model.safetensors"], file)).toBe(0);
      }),
      { seed: 6, numRuns: 100 },
    );
  });

  it("is symmetric: δ of (w₀, w_t) is 1 − δ of (w_t, w₀)", async () => {
    const [a, b] = [Float32Array.of(1.1, -2.7, 1e-40, 3e38), Float32Array.of(0.3, 8.5, -1e-42, -3e38)].map(bytesOf);
    for (const delta of [0.25, 0.5, 0.75]) expect(await averageOf("F32", a, b, { delta })).toEqual(await averageOf("F32", b, a, { delta: 1 - delta }));
  });

  it("keeps −0 and subnormal numbers, and goes through many pieces and blocks", async () => {
    expect(await averageOf("F32", bytesOf(Float32Array.of(-0, 0, 2 ** -149, -(2 ** -149))), bytesOf(Float32Array.of(-0, -0, 3 * 2 ** -149, 0)), { delta: 0.5 })).toEqual(
      bytesOf(Float32Array.of(-0, 0, 2 ** -148, -0)),
    );
    // 2^20 + 3 elements are more than one piece; 3 checkpoints take another way than 2.
    const length = 2 ** 20 + 3;
    const ramps = [1, 2, 6].map((step) => Float32Array.from({ length }, (_, i) => step * i));
    const files = ramps.map((ramp) => new Blob([safetensorsFile({ odd: { dtype: "U8", shape: [3], bytes: Uint8Array.of(1, 2, 3) }, w: { dtype: "F32", shape: [length], bytes: bytesOf(ramp) } })]));
    const two = tensorsIn((await average(files.slice(0, 2), { delta: 0.5 }))["model.safetensors"]);
    expect(Buffer.compare(two["w"].bytes, bytesOf(ramps[0].map((value) => 1.5 * value)))).toBe(0);
    const three = tensorsIn((await average(files, { coefficients: [0.25, 0.5, 0.25] }))["model.safetensors"]);
    expect(Buffer.compare(three["w"].bytes, bytesOf(ramps[0].map((value) => 2.75 * value)))).toBe(0);
    expect(three["odd"].bytes).toEqual(Uint8Array.of(1, 2, 3));
  });

  it.each(["F64", "F32", "F16", "BF16"])("%s: an infinite or NaN weight survives only where all have its bits; else file, tensor and index are named", async (dtype) => {
    const size = sizes[dtype];
    const [infinity, one] = [encode(dtype, Infinity), encode(dtype, 1)];
    const [nan, otherNan] = [infinity | 1n, infinity | 2n];
    const mask = -1n & ((1n << BigInt(8 * size - 1)) | infinity);
    const row = (...words: bigint[]): Uint8Array => toBytes(words, size);
    expect(await averageOf(dtype, row(one, mask, nan), row(one, mask, nan))).toEqual(row(one, mask, nan));
    for (const [a, b, culprit] of [[infinity, one, "Infinity"], [one, nan, "NaN"], [infinity, mask, "Infinity"], [nan, otherNan, "NaN"]] as const) {
      const filler = new Array<bigint>(3000).fill(one);
      expect(await refusal(averageOf(dtype, row(...filler, a), row(...filler, b), { delta: 0.5 }))).toMatch(new RegExp(`^blob: \`w\`: expected finite weights, or the same bits in all checkpoints, got ${culprit} at index 3000 \\(row-major\\) of shape \\(3001,\\)$`));
    }
  });

  it("counts the index through all pieces of a tensor", async () => {
    const weights = new Float32Array(2 ** 20 + 5000);
    weights[2 ** 20 + 4000] = NaN;
    expect(await refusal(averageOf("F32", bytesOf(weights), bytesOf(new Float32Array(weights.length))))).toMatch(/got NaN at index 1052576 /);
  });

  it("refuses an average that overflows", async () => {
    // Their sum in doubles is just above 1.
    const coefficients = [0.2, 0.1, 0.7000000000000002];
    const weights = [Number.MAX_VALUE, Number.MAX_VALUE, Number.MAX_VALUE * (1 - 2 ** -53)].map((value) => new Blob([safetensorsFile({ w: { dtype: "F64", shape: [], bytes: bytesOf(Float64Array.of(value)) } })]));
    expect(await refusal(average(weights, { coefficients }))).toMatch(/`w`: expected an average that F64 can hold, got one that overflows, of .* at index 0/);
  });

  it("copies other types where their bytes are the same, and refuses them by name where not", async () => {
    const ids = bytesOf(BigInt64Array.of(1n, -2n));
    expect(await averageOf("I64", ids, ids)).toEqual(ids);
    expect(await refusal(averageOf("I64", ids, bytesOf(BigInt64Array.of(1n, 2n))))).toMatch(/`w`: expected the bytes that blob has, since I64 cannot be averaged/);
    expect(await averageOf("I64", ids, bytesOf(BigInt64Array.of(1n, 2n)), { delta: 1 })).toEqual(ids);
  });

  it("leaves out what has the coefficient 0, but compares it", async () => {
    const [a, b, bad] = [1, 3, NaN].map((value) => safetensorsFile({ w: { dtype: "F32", shape: [1], bytes: bytesOf(Float32Array.of(value)) } }));
    const files = await average([new Blob([bad]), new Blob([a]), new Blob([b])], { coefficients: [0, 0.5, 0.5] });
    expect(tensorsIn(files["model.safetensors"])["w"].bytes).toEqual(bytesOf(Float32Array.of(2)));
    const other = new Blob([safetensorsFile({ v: { dtype: "F32", shape: [1], bytes: new Uint8Array(4) } })]);
    expect(await refusal(interpolateWeights([other, new Blob([a])], { delta: 0 }))).toMatch(/`v`/);
  });

  it("names every tensor that is missing, extra, or of another type or shape, before any work", async () => {
    const zero = (dtype: string, ...shape: number[]): TensorToWrite => ({ dtype, shape, bytes: new Uint8Array(shape.reduce((a, b) => a * b, sizes[dtype])) });
    const a = write("named-a.safetensors", safetensorsFile({ same: zero("F32", 2), gone: zero("F32", 2), typed: zero("F16", 2), shaped: zero("F32", 2, 3) }));
    const b = write("named-b.safetensors", safetensorsFile({ same: zero("F32", 2), typed: zero("BF16", 2), shaped: zero("F32", 3, 2), extra: zero("F32") }));
    const message = await refusal(interpolateWeights([a, b]));
    expect(message.split("\n")).toEqual([
      `${b}: \`gone\`: expected this tensor, which ${a} has, got none`,
      `${b}: \`typed\`: expected type F16, as in ${a}, got BF16`,
      `${b}: \`shaped\`: expected shape (2, 3), as in ${a}, got (3, 2)`,
      `${b}: \`extra\`: expected no such tensor, as ${a} has none, got one`,
    ]);
  });

  it("says what is in it", async () => {
    const file = safetensorsFile({ b: { dtype: "F32", shape: [1], bytes: bytesOf(Float32Array.of(1)) }, a: { dtype: "I64", shape: [], bytes: new Uint8Array(8) } }, { format: "pt", __proto: "x" });
    const other = safetensorsFile(tensorsIn(file), { format: "np" });
    const weights = await interpolateWeights([new File([file], "a.safetensors"), new Blob([other])]);
    expect((await interpolateWeights([new Blob([file]), new Blob([other])], { delta: 0 })).metadata).toEqual({ format: "np" });
    expect(weights).toMatchObject({
      checkpoints: [{ name: "a.safetensors", coefficient: 0.5, files: ["a.safetensors"] }, { name: "blob", coefficient: 0.5 }],
      tensors: [
        { name: "b", dtype: "F32", shape: [1], size: 4, file: "a.safetensors", averaged: true },
        { name: "a", dtype: "I64", shape: [], size: 8, file: "a.safetensors", averaged: false },
      ],
      metadata: { format: "pt", __proto: "x" },
      size: file.length,
    } satisfies { [Key in keyof InterpolatedWeights]?: unknown });
  });

  describe("from files", () => {
    const part = (value: number): Uint8Array => safetensorsFile({ [`w${value % 2}`]: { dtype: "F32", shape: [1], bytes: bytesOf(Float32Array.of(value)) } });
    const index = (map: object): string => JSON.stringify({ weight_map: map });
    const sharded = (name: string, values: readonly [number, number]): string => {
      mkdirSync(join(folder, name), { recursive: true });
      write(`${name}/m-1.safetensors`, part(values[0]));
      write(`${name}/m-2.safetensors`, part(values[1]));
      write(`${name}/m.safetensors.index.json`, index({ w1: "m-1.safetensors", w0: "m-2.safetensors" }));
      return join(folder, name);
    };

    it("reads paths, file: URLs, folders and indices, and writes with one line", async () => {
      const shards = sharded("whole", [1, 2]);
      const one = safetensorsFile({ w0: { dtype: "F32", shape: [1], bytes: bytesOf(Float32Array.of(4)) }, w1: { dtype: "F32", shape: [1], bytes: bytesOf(Float32Array.of(7)) } });
      const single = write("one.safetensors", one);
      mkdirSync(join(folder, "alone"));
      write("alone/model.safetensors", one);
      write("alone/.hidden.safetensors", "");
      for (const source of [shards, join(shards, "m.safetensors.index.json"), pathToFileURL(shards), pathToFileURL(join(shards, "m.safetensors.index.json"))]) {
        for (const other of [single, pathToFileURL(single), join(folder, "alone")]) {
          const files = await average([source, other]);
          expect(Object.keys(files)).toEqual(["m-1.safetensors", "m-2.safetensors", "m.safetensors.index.json"]);
          expect(tensorsIn(files["m-1.safetensors"])["w1"].bytes).toEqual(bytesOf(Float32Array.of(4)));
          expect(Buffer.from(files["m.safetensors.index.json"]).equals(readFileSync(join(shards, "m.safetensors.index.json")))).toBe(true);
        }
      }
      const { files } = await interpolateWeights([single, shards], { delta: 0.75 });
      const path = join(folder, "out.safetensors");
      await writeFile(path, files[0].stream());
      expect(tensorsIn(new Uint8Array(readFileSync(path)))["w0"].bytes).toEqual(bytesOf(Float32Array.of(3.5)));
    });

    it("refuses shards that are not what the index says", async () => {
      const path = sharded("wrong", [1, 2]);
      const good = sharded("good", [1, 2]);
      const refused = async (map: object): Promise<string> => {
        write("wrong/m.safetensors.index.json", index(map));
        return refusal(interpolateWeights([path, good]));
      };
      expect(await refused({ w1: "m-1.safetensors", w0: "m-1.safetensors" })).toMatch(/`w0`: expected it in m-1.safetensors, as the index says, got none there/);
      expect(await refused({ w1: "m-1.safetensors", w0: "m-3.safetensors" })).toMatch(/m-3.safetensors: cannot be opened/);
      expect(await refused({ w1: "m-2.safetensors", w0: "m-2.safetensors" })).toMatch(/`w1`: expected it in m-2.safetensors, as the index says, got none there/);
      write("wrong/m-1.safetensors", safetensorsFile({ w1: { dtype: "U8", shape: [0], bytes: new Uint8Array(0) }, w0: { dtype: "U8", shape: [0], bytes: new Uint8Array(0) }, w2: { dtype: "U8", shape: [0], bytes: new Uint8Array(0) } }));
      expect(await refused({ w1: "m-1.safetensors", w0: "m-2.safetensors" })).toMatch(/`w0`: expected it in m-2.safetensors alone, as the index says, got it in m-1.safetensors\n.*`w2`: expected it in no file/);
      expect(await refused({ w1: "../good/m-1.safetensors" })).toMatch(/`w1`: expected the name of a file in the folder of the index/);
      expect(await refusal(interpolateWeights([[new File([index({ a: "b.safetensors" })], "m.safetensors.index.json")], good]))).toMatch(/expected "b.safetensors" beside the index/);
    });

    it("refuses what is no checkpoint, is broken off, or claims more than there is, without reading on", async () => {
      const good = write("good.safetensors", part(1));
      const refused = async (source: CheckpointSource): Promise<string> => refusal(interpolateWeights([good, source]));
      mkdirSync(join(folder, "empty"));
      expect(await refused(join(folder, "nowhere.safetensors"))).toMatch(/nowhere.safetensors: cannot be opened \(ENOENT/);
      expect(await refused(join(folder, "empty"))).toMatch(/empty: expected one index .* got none/);
      mkdirSync(join(folder, "both"));
      for (const name of ["a.safetensors", "b.safetensors"]) write(`both/${name}`, part(1));
      expect(await refused(join(folder, "both"))).toMatch(/got a.safetensors, b.safetensors/);
      expect(await refused([new File([], "a.safetensors"), new File([], "a.safetensors")])).toMatch(/two with one name/);
      if (existsSync("/dev/null")) expect(await refused("/dev/null")).toMatch(/no regular file/);
      expect(await refused(write("short", Uint8Array.of(1, 2)))).toMatch(/at least 8 bytes, got 2/);
      // A header of 90 MB in a file of 10 bytes: nothing of that size is made.
      const before = process.memoryUsage().arrayBuffers;
      expect(await refused(write("claims", withHeader("{}", undefined, 90_000_000n)))).toMatch(/at least 90000008 bytes, as its first eight say, got 10/);
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
      const whole = part(1);
      expect(await refused(write("cut", whole.subarray(0, whole.length - 1)))).toMatch(/the file is broken off/);
      expect(await refused(write("longer", Uint8Array.from([...whole, 0])))).toMatch(/followed by something else/);
      const huge = withHeader('{"w1":{"dtype":"F32","shape":[250000000000],"data_offsets":[0,1000000000000]}}');
      expect(await refused(write("huge", huge))).toMatch(/expected 10000000000\d\d bytes, as its header says, got \d\d bytes/);
    });

    it("notices a file that has changed since its head was read", async () => {
      const [a, b] = ["changed-a.safetensors", "changed-b.safetensors"].map((name) => write(name, part(1)));
      const { files } = await interpolateWeights([a, b]);
      utimesSync(b, 1, 1);
      expect(await refusal(bytesOfStream(files[0].stream()))).toMatch(/changed-b.safetensors: expected the file whose header was read before/);
    });

    it("notices a file that changes while it is read", async () => {
      const weights = safetensorsFile({ w: { dtype: "F32", shape: [2 ** 22], bytes: new Uint8Array(2 ** 24) } });
      const [a, b] = ["changing-a.safetensors", "changing-b.safetensors"].map((name) => write(name, weights));
      const { files } = await interpolateWeights([a, b]);
      const reader = files[0].stream().getReader();
      await reader.read();
      utimesSync(a, 1, 1);
      const rest = async (): Promise<void> => {
        while (!(await reader.read()).done);
      };
      expect(await refusal(rest())).toMatch(/changing-a.safetensors: expected the file whose header was read before, got one that has changed since/);
    });

    it.runIf(process.platform === "linux")("refuses a pipe without waiting for somebody to write to it", async () => {
      const pipe = join(folder, "pipe.safetensors");
      spawnSync("mkfifo", [pipe]);
      let waited = false;
      // Opening it for both lets go whoever waits: a failing test would never end.
      const rescue = setTimeout(() => {
        waited = true;
        closeSync(openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK));
      }, 2000);
      expect(await refusal(interpolateWeights([pipe, pipe]))).toMatch(/pipe.safetensors: cannot be opened \(it is no regular file\)$/);
      expect(waited).toBe(false);
      clearTimeout(rescue);
    });
  });

  it("stops when it is aborted, reports progress, and lets its files go", async () => {
    const bytes = bytesOf(new Float32Array(4 * 2 ** 20));
    const path = write("long.safetensors", safetensorsFile({ w: { dtype: "F32", shape: [bytes.length / 4], bytes } }));
    const handles = (): number => (existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd").length : 0);
    const before = handles();
    const abort = new AbortController();
    const shares: number[] = [];
    const { files } = await interpolateWeights([path, path], { signal: abort.signal, onProgress: (share) => shares.push(share) });
    const reader = files[0].stream().getReader();
    await reader.read();
    await reader.read();
    abort.abort(new Error("enough"));
    await expect(
      (async () => {
        while (!(await reader.read()).done);
      })(),
    ).rejects.toThrow("enough");
    expect(shares[0]).toBeGreaterThan(0);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    await expect(interpolateWeights([path, path], { signal: abort.signal })).rejects.toThrow("enough");
    const { files: again } = await interpolateWeights([path, path], { onProgress: (share) => shares.push(share) });
    await again[0].stream().cancel();
    await bytesOfStream(again[0].stream());
    expect(shares.at(-1)).toBe(1);
    expect(handles()).toBe(before);
  });

  it("lets its files go when the caller's onProgress throws", async () => {
    const path = write("thrown.safetensors", safetensorsFile({ w: { dtype: "F32", shape: [1], bytes: new Uint8Array(4) } }));
    const handles = (): number => (existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd").length : 0);
    const before = handles();
    const { files } = await interpolateWeights([path, path], {
      onProgress: () => {
        throw new Error("no more");
      },
    });
    await expect(bytesOfStream(files[0].stream())).rejects.toThrow("no more");
    expect(handles()).toBe(before);
  });

  it("gives streams that can be read more than once, and at the same time", async () => {
    const file = new Blob([safetensorsFile({ w: { dtype: "F16", shape: [3], bytes: bytesOf(Uint16Array.of(0x3c00, 0x4000, 0x4200)) } })]);
    const { files } = await interpolateWeights([file, file, file]);
    const [a, b] = await Promise.all([bytesOfStream(files[0].stream()), bytesOfStream(files[0].stream())]);
    expect(a).toEqual(b);
    expect(a).toEqual(new Uint8Array(await file.arrayBuffer()));
  });

  it("works on Blobs and lists of Files where there is no file system, and says so of a path", async () => {
    const one = asFiles([["w", { dtype: "BF16", shape: [1], bytes: Uint8Array.of(0x80, 0x3f) }], ["v", { dtype: "U8", shape: [1], bytes: Uint8Array.of(1) }]], 2, 1);
    const other = asFiles([["w", { dtype: "BF16", shape: [1], bytes: Uint8Array.of(0x40, 0x40) }], ["v", { dtype: "U8", shape: [1], bytes: Uint8Array.of(1) }]], 1, 0);
    vi.stubGlobal("process", undefined);
    try {
      const files = await average([one, other[0]]);
      expect(tensorsIn(files["model-2-of-2.safetensors"])["w"].bytes).toEqual(Uint8Array.of(0, 0x40));
      await expect(interpolateWeights([one, "a.safetensors"])).rejects.toThrow(/a path can be opened in Node \(20.16 or later\), Deno and Bun only; pass a File or a Blob instead/);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it.each<[string, unknown, unknown, RegExp]>([
    ["no list", "a", {}, /checkpoints must be an array/],
    ["one checkpoint", ["a"], {}, /two checkpoints or more, got 1/],
    ["no source", [1, 2], {}, /must be a path, a file: URL, a Blob or a list of Files, got 1/],
    ["a web address", [new URL("https://example.com/a"), "b"], {}, /must be a file: URL, got https:/],
    ["an unknown option", ["a", "b"], { alpha: 1 }, /unknown option `alpha`/],
    ["δ above 1", ["a", "b"], { delta: 1.5 }, /delta must be from 0 to 1, got 1.5/],
    ["δ of three", ["a", "b", "c"], { delta: 0.5 }, /delta stands between two checkpoints, got 3/],
    ["both", ["a", "b"], { delta: 0.5, coefficients: [0.5, 0.5] }, /exclude each other/],
    ["too few", ["a", "b"], { coefficients: [1] }, /expected 2 coefficients, one for each checkpoint, got 1/],
    ["a negative one", ["a", "b"], { coefficients: [1.5, -0.5] }, /coefficient 1 must be a finite number ≥ 0, got -0.5/],
    ["NaN", ["a", "b"], { coefficients: [NaN, 1] }, /coefficient 0 must be a finite number ≥ 0, got NaN/],
    ["a wrong sum", ["a", "b"], { coefficients: [0.5, 0.4] }, /must add up to 1, got 0.9/],
  ])("refuses %s", async (_, sources, options, message) => {
    await expect(interpolateWeights(sources as string[], options as InterpolateWeightsOptions)).rejects.toThrow(message);
  });
});
