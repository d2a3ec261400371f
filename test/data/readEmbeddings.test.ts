import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { deflateRawSync, gzipSync } from "node:zlib";
import { DataError, type EmbeddingsFile, readEmbeddings } from "@divlab/core/data";
import { describe, expect, it } from "vitest";

/** Files that numpy, safetensors, Arrow and DuckDB wrote (test/fixtures/data/embeddings.py), and the values they read from them. */
interface Fixture {
  readonly bytes: string;
  readonly values?: readonly (readonly number[] | null)[];
  readonly dtype?: string;
  readonly array?: string;
  readonly keys?: { readonly problem?: string[]; readonly solver?: string[]; readonly sample?: number[] };
}
const fixtures = JSON.parse(readFileSync(resolve(import.meta.dirname, "../fixtures/data/embeddings.json"), "utf8")) as Record<string, Fixture>;
const names = Object.keys(fixtures);
const bytesOf = (name: string): Uint8Array => new Uint8Array(Buffer.from(fixtures[name].bytes, "base64"));

/** Names that only an option tells: two arrays of numbers stand in the file. */
const asked: Readonly<Record<string, object>> = { "npz own names": { array: "b", keys: { sample: "ids", problem: "other" } } };

/** Fails unless the numbers are the fixture's, bit by bit (−0 is not 0), a missing row being NaN. */
function expectFixture({ embedding, array, dtype, keys }: EmbeddingsFile, name: string): void {
  const { values = [], keys: expectedKeys = {}, ...fixture } = fixtures[name];
  const [rows, width] = embedding.shape;
  const read = Array.from({ length: rows }, (_, row) => [...embedding.data.subarray(row * width, (row + 1) * width)]);
  expect(read).toStrictEqual(values.map((row) => row ?? new Array<number>(width).fill(NaN)));
  expect({ array, dtype }).toEqual({ array: fixture.array, dtype: fixture.dtype });
  if (name in asked) return;
  expect({ ...keys, ...(keys.sample !== undefined && { sample: [...keys.sample] }) }).toEqual(expectedKeys);
}

async function refusal(source: Parameters<typeof readEmbeddings>[0], options = {}): Promise<string> {
  const error: unknown = await readEmbeddings(source, options).then(
    ({ embedding }) => new Error(`read ${embedding.shape.join(" × ")} numbers`),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DataError);
  return (error as DataError).message;
}

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/** An .npy file with this dictionary as its header. */
function npy(dictionary: string, content: Uint8Array = new Uint8Array(0)): Uint8Array {
  const header = ascii(`${dictionary}\n`);
  return Uint8Array.from([0x93, ...ascii("NUMPY"), 1, 0, header.length & 255, header.length >> 8, ...header, ...content]);
}

/** A safetensors file with this header. */
function safetensors(header: string, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const text = ascii(header);
  const size = new Uint8Array(new BigUint64Array([BigInt(text.length)]).buffer);
  return Uint8Array.from([...size, ...text, ...data]);
}

describe("readEmbeddings()", () => {
  it.each(names.filter((name) => fixtures[name].values !== undefined))("%s: reads every number exactly, plain and in gzip", async (name) => {
    const format = name.slice(0, name.indexOf(" "));
    const plain = await readEmbeddings(bytesOf(name), asked[name]);
    expectFixture(plain, name);
    expect(plain).toMatchObject({ file: "bytes", format, compressed: false });
    const packed = await readEmbeddings(new Blob([gzipSync(bytesOf(name))]), { ...asked[name], name: "emb.gz" });
    expectFixture(packed, name);
    expect(packed).toMatchObject({ file: "emb.gz", format, compressed: true });
  });

  it("covers every number type, byte order, memory order and format", () => {
    const readable = names.filter((name) => fixtures[name].values !== undefined);
    for (const type of ["f2", "f4", "f8"]) for (const order of "<>") for (const memory of "CF") expect(readable).toContain(`npy ${order}${type} ${memory}`);
    for (const type of ["F16", "BF16", "F32", "F64"]) expect(readable).toContain(`safetensors ${type}`);
    for (const codec of ["snappy", "gzip", "zstd", "brotli", "lz4"]) expect(readable).toContain(`parquet ${codec} 2.0`);
  });

  it("keeps float32 as float32, and widens where digits would be lost", async () => {
    const type = async (name: string): Promise<string> => (await readEmbeddings(bytesOf(name))).embedding.data.constructor.name;
    for (const name of ["npy >f2 F", "npy <f4 C", "safetensors BF16", "safetensors F16", "parquet list of half", "parquet list of float"]) expect(await type(name)).toBe("Float32Array");
    for (const name of ["npy >f8 F", "npy <i8 C", "safetensors I8", "parquet list of double", "parquet list of long"]) expect(await type(name)).toBe("Float64Array");
  });

  it("reads a stream in chunks of any size, and bytes in the middle of a buffer", async () => {
    for (const name of ["npy >f4 F", "npz keys deflated", "safetensors BF16", "parquet keys"]) {
      for (const size of [1, 7, 64]) {
        const bytes = bytesOf(name);
        const stream = new ReadableStream<Uint8Array>({
          start: (controller) => {
            for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
            controller.close();
          },
        });
        expectFixture(await readEmbeddings(stream), name);
      }
      const larger = new Uint8Array(bytesOf(name).length + 8);
      larger.set(bytesOf(name), 3);
      expectFixture(await readEmbeddings(larger.subarray(3, larger.length - 5)), name);
      expectFixture(await readEmbeddings(bytesOf(name).slice().buffer), name);
    }
  });

  it("reads a path and a file: URL, whatever the file is called", async () => {
    const folder = mkdtempSync(join(tmpdir(), "divlab-embeddings-"));
    try {
      for (const name of ["npy >f4 F", "npz keys deflated", "safetensors BF16", "parquet keys"]) {
        const path = join(folder, "emb.dat");
        writeFileSync(path, bytesOf(name));
        expectFixture(await readEmbeddings(path), name);
        expectFixture(await readEmbeddings(pathToFileURL(path)), name);
        writeFileSync(path, gzipSync(bytesOf(name)));
        expectFixture(await readEmbeddings(path), name);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("leaves the caller's bytes as they were, and shares no memory with them", async () => {
    for (const name of ["npy <f4 C", "npy >f4 C", "safetensors F32", "npz stored"]) {
      const bytes = bytesOf(name);
      const result = await readEmbeddings(bytes);
      expect(bytes).toStrictEqual(bytesOf(name));
      bytes.fill(0xff);
      expectFixture(result, name);
    }
  });

  it("takes array and key names from the options", async () => {
    const { keys } = await readEmbeddings(bytesOf("npz own names"), asked["npz own names"]);
    expect(keys).toEqual({ sample: Int32Array.of(7, 8, 9), problem: ["p1", "p2", "ü €😀"] });
    const bare = await readEmbeddings(bytesOf("npz keys stored"), { keys: { problem: null, sample: null } });
    expect(bare.keys).toEqual({ solver: ["m1", "m2", "m1"] });
    const two = await readEmbeddings(bytesOf("safetensors two"), { array: "b" });
    expect(two.array).toBe("b");
    expect(await refusal(bytesOf("safetensors two"), { array: "c" })).toMatch(/expected embeddings named "c", got "a" \(F32 \(3, 4\)\), "b"/);
    expect(await refusal(bytesOf("npz own names"), { array: "b", keys: { solver: "who" } })).toMatch(/expected "who" for solver, got "a", "b", "ids", "other"/);
  });

  it("reads JSONL, with its keys", async () => {
    const rows = [
      { problem: "p1", model: "m", sample: 0, vec: [0.1, -0, 1e-300] },
      { problem: "p1", model: "m", sample: 1, vec: null },
      { problem: "p2", model: "n", sample: 0, vec: [1, 2, 3] },
    ];
    const text = rows.map((row) => JSON.stringify(row).replace("[0.1,0,", "[0.1,-0,")).join("\n");
    const expected = { data: Float64Array.of(0.1, -0, 1e-300, NaN, NaN, NaN, 1, 2, 3), shape: [3, 3] };
    for (const source of [{ text }, ascii(text), gzipSync(text)]) {
      const { embedding, keys, format, array } = await readEmbeddings(source, { array: "vec" });
      expect(embedding).toStrictEqual(expected);
      expect(keys).toEqual({ problem: ["p1", "p1", "p2"], solver: ["m", "m", "n"], sample: Int32Array.of(0, 1, 0) });
      expect({ format, array }).toEqual({ format: "jsonl", array: "vec" });
    }
    expect(await refusal({ text: '{"problem":"p"}\n' })).toMatch(/expected a column of embeddings/);
    expect(await refusal({ text: '{"problem":"p","embedding":[1,2]}\n{"problem":"q","embedding":[1]}\n' })).toMatch(/:2: `embedding`: expected 2 numbers/);
    expect(await refusal({ text: '{"problem":"p","embedding":[1,"2"]}\n' })).toMatch(/:1: `embedding`: expected finite numbers/);
  });

  const refused: readonly (readonly [name: string, message: RegExp])[] = [
    ["npy 1-D", /expected two dimensions.*\(4,\)/],
    ["npy 3-D", /expected two dimensions.*\(2, 3, 4\)/],
    ["npy 0-D", /expected two dimensions.*\(\)/],
    ["npy no rows", /at least one of each.*\(0, 4\)/],
    ["npy no columns", /at least one of each.*\(4, 0\)/],
    ["npy objects", /expected numbers.*\|O/],
    ["npy structured", /expected numbers.*structured/],
    ["npy complex", /expected numbers.*<c8/],
    ["npy bool", /expected numbers.*\|b1/],
    ["npy longdouble", /expected numbers.*<f16/],
    ["npy text", /expected numbers.*<U2/],
    ["npy dates", /expected numbers.*M8/],
    ["npy NaN", /expected finite numbers, got NaN at row 1, column 2/],
    ["npy infinite half", /expected finite numbers, got -Infinity at row 2, column 3/],
    ["npy big integer", /expected integers within ±\(2\^53 − 1\), got 9007199254740993/],
    ["npz no matrix", /`ids`: expected numbers/],
    ["npz short keys", /`problem`: expected 3 keys.*\(2,\)/],
    ["npz float keys", /`sample`: expected texts or integers.*<f8/],
    ["safetensors two", /expected one array of embeddings, or option `array`.*"a".*"b"/],
    ["safetensors unknown", /`emb`: expected numbers.*F8_E4M3/],
    ["parquet ragged", /`embedding`: expected lists of 2 numbers.*got 1 at row 1/],
    ["parquet null number", /`embedding`: expected finite numbers, got null at row 1, column 1/],
    ["parquet NaN", /`embedding`: expected finite numbers, got NaN at row 1, column 0/],
    ["parquet no list", /expected embeddings, numbers in rows and columns, got "problem"/],
    ["parquet two lists", /expected one array of embeddings.*"a".*"b"/],
    ["parquet nested lists", /expected lists of numbers, got list of list of DOUBLE/],
    ["parquet big integer", /expected integers within ±\(2\^53 − 1\), got 9007199254740993 at row 0, column 1/],
    ["parquet all missing", /expected lists of numbers, got 2 rows without a number/],
  ];
  it.each(refused)("%s: refused, saying why", async (name, message) => {
    expect(await refusal(bytesOf(name), { name: "emb" })).toMatch(message);
  });

  it("refuses every other fixture that has no values", () => {
    expect(names.filter((name) => fixtures[name].values === undefined)).toEqual(refused.map(([name]) => name));
  });

  it.each(["npy <f4 C", "npy >f8 F", "npz stored", "npz deflated", "npz keys deflated", "safetensors F32", "safetensors by hand BF16", "parquet list of double", "parquet zstd 2.0"])(
    "%s: broken off at any byte, or followed by one more, it is refused",
    async (name) => {
      const bytes = bytesOf(name);
      for (let length = 0; length < bytes.length; length++) await refusal(bytes.slice(0, length));
      await refusal(Uint8Array.from([...bytes, 0]));
      const packed = gzipSync(bytes);
      for (let length = 0; length < packed.length; length += 13) await refusal(packed.subarray(0, length));
    },
  );

  it.each(["npy <f4 C", "npz keys stored", "npz deflated", "safetensors F32", "parquet keys"])("%s: with a byte changed it is read or refused with a DataError, never anything else", async (name) => {
    const bytes = bytesOf(name);
    let refusals = 0;
    const step = bytes.length > 500 ? 3 : 1;
    for (let at = 0; at < bytes.length; at += step) {
      const changed = bytes.slice();
      changed[at] ^= 0xff;
      const outcome: unknown = await readEmbeddings(changed).catch((error: unknown) => error);
      if (outcome instanceof Error) {
        expect(outcome).toBeInstanceOf(DataError);
        refusals++;
      }
    }
    expect(refusals).toBeGreaterThan(bytes.length / (8 * step));
  });

  it("refuses a byte changed in the data of an .npz by its checksum", async () => {
    const bytes = bytesOf("npz stored");
    // Archive head, name, and the .npy head of 128 bytes lie before the numbers, 48 bytes.
    const start = Buffer.from(bytes).indexOf("\n") + 1;
    for (let at = start; at < start + 48; at++) {
      const changed = bytes.slice();
      changed[at] ^= 1;
      expect(await refusal(changed)).toMatch(/`emb\.npy`: expected the size and checksum/);
    }
  });

  it.each([
    ["huge", "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000, 1000000), }", /expected 4000000000000000 bytes.*broken off/],
    ["beyond all memory", "{'descr': '<f8', 'fortran_order': False, 'shape': (9007199254740991, 9007199254740991), }", /fits into memory/],
    ["negative", "{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 4), }", /expected a shape of integers ≥ 0/],
    ["both negative", "{'descr': '<f4', 'fortran_order': False, 'shape': (-2, -2), }", /expected a shape of integers ≥ 0/],
    ["fractional", "{'descr': '<f4', 'fortran_order': False, 'shape': (1.5, 2), }", /expected a shape of integers ≥ 0/],
    ["no shape", "{'descr': '<f4', 'fortran_order': False, }", /expected a shape/],
    ["no order", "{'descr': '<f4', 'shape': (2, 2), }", /expected a header with descr, fortran_order and shape/],
    ["code", "__import__('os').system('true')", /expected a header with descr, fortran_order and shape/],
    ["prototype", "{'__proto__': {'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)}}", /expected a header with descr, fortran_order and shape/],
    ["unknown type", "{'descr': '<q4', 'fortran_order': False, 'shape': (2, 2), }", /expected numbers.*<q4/],
    ["too wide a type", "{'descr': '<f999999999', 'fortran_order': False, 'shape': (2, 2), }", /expected numbers/],
  ])("hostile .npy header, %s: refused", async (_, dictionary, message) => {
    expect(await refusal(npy(dictionary, new Uint8Array(16)))).toMatch(message);
  });

  it.each([
    ["overlapping tensors", '{"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1,2],"data_offsets":[4,12]}}', 12, /`b`: expected data_offsets that start at 8.*got 4/],
    ["a gap", '{"a":{"dtype":"F32","shape":[1,2],"data_offsets":[8,16]}}', 16, /`a`: expected data_offsets that start at 0.*got 8/],
    ["offsets the wrong way round", '{"a":{"dtype":"F32","shape":[0,2],"data_offsets":[8,0]}}', 8, /data_offsets 8 to 0/],
    ["a negative offset", '{"a":{"dtype":"F32","shape":[1,2],"data_offsets":[-8,0]}}', 8, /data_offsets ≥ 0/],
    ["an offset beyond 2^53", '{"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,1e300]}}', 8, /data_offsets ≥ 0/],
    ["a size that is not the shape's", '{"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,8]}}', 8, /expected 16 bytes for shape \(2, 2\) of F32/],
    ["a huge shape", '{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}', 0, /fits into memory/],
    ["a negative shape", '{"a":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}', 8, /expected a shape of integers ≥ 0/],
    ["a tensor beyond the file", '{"a":{"dtype":"F32","shape":[1000000,1000000],"data_offsets":[0,4000000000000]}}', 8, /broken off/],
    ["no JSON", "{nothing", 8, /expected a safetensors header/],
    ["a type from the prototype", '{"a":{"dtype":"constructor","shape":[1,2],"data_offsets":[0,8]}}', 8, /`a`: expected numbers.*constructor/],
    ["no tensor", "{}", 0, /expected embeddings, numbers in rows and columns, got none/],
  ])("hostile safetensors header, %s: refused", async (_, header, length, message) => {
    expect(await refusal(safetensors(header, new Uint8Array(length)))).toMatch(message);
  });

  it("refuses a safetensors header longer than the format allows, and what follows what the header says, without reading it all", async () => {
    const long = Uint8Array.from([0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0, 0x7b, ...new Uint8Array(64)]);
    expect(await refusal(long)).toMatch(/header of at most 100000000 bytes/);
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(pulled++ === 0 ? bytesOf("npy <f4 C") : new Uint8Array(4096)),
    });
    expect(await refusal(endless)).toMatch(/expected 176 bytes, as its header says, got more/);
    expect(pulled).toBeLessThan(10);
  });

  it("refuses an entry of an .npz that unpacks to more than the archive says", async () => {
    const bomb = deflateRawSync(new Uint8Array(2 ** 24));
    const name = ascii("emb.npy");
    const bytes = new Uint8Array(30 + name.length + bomb.length + 46 + name.length + 22);
    const view = new DataView(bytes.buffer);
    const directory = 30 + name.length + bomb.length;
    view.setUint32(0, 0x04034b50, true);
    view.setUint16(26, name.length, true);
    bytes.set(name, 30);
    bytes.set(bomb, 30 + name.length);
    view.setUint32(directory, 0x02014b50, true);
    view.setUint16(directory + 10, 8, true);
    view.setUint32(directory + 20, bomb.length, true);
    view.setUint32(directory + 24, 256, true);
    view.setUint16(directory + 28, name.length, true);
    bytes.set(name, directory + 46);
    const end = directory + 46 + name.length;
    view.setUint32(end, 0x06054b50, true);
    view.setUint16(end + 8, 1, true);
    view.setUint16(end + 10, 1, true);
    view.setUint32(end + 12, 46 + name.length, true);
    view.setUint32(end + 16, directory, true);
    expect(await refusal(bytes)).toMatch(/`emb\.npy`: expected the size and checksum that the archive says/);
  });

  it("refuses what is no embeddings file, naming the first bytes", async () => {
    expect(await refusal(new Uint8Array(0), { name: "none.npy" })).toBe("none.npy: expected embeddings as .npy, .npz, safetensors, Parquet or JSONL, got an empty file");
    expect(await refusal(Uint8Array.of(0x89, 0x50, 0x4e, 0x47))).toMatch(/got bytes that start with 89 50 4e 47$/);
    expect(await refusal({ text: "a,b\n1,2\n" })).toMatch(/:1: .*JSON/);
  });

  it("checks its options", async () => {
    const bytes = bytesOf("npy <f4 C");
    await expect(readEmbeddings(bytes, { column: "x" } as never)).rejects.toThrow(/Cannot read embeddings: .*column/);
    await expect(readEmbeddings(bytes, { array: 1 as never })).rejects.toThrow("Cannot read embeddings: array must be a name, got 1");
    await expect(readEmbeddings(bytes, { keys: { model: "x" } as never })).rejects.toThrow(/model/);
    await expect(readEmbeddings(bytes, { keys: { solver: 3 as never } })).rejects.toThrow("Cannot read embeddings: keys.solver must be a name or null, got 3");
    await expect(readEmbeddings(3 as never)).rejects.toThrow(TypeError);
    await expect(readEmbeddings(bytes, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });
});
