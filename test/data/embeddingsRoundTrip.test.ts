import { gzipSync } from "node:zlib";
import { DataError, readEmbeddings } from "@divlab/core/data";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Entry, zip } from "./zipFile.ts";

/** Numbers in rows and columns, and how a file stores them. */
interface Stored {
  readonly rows: number;
  readonly columns: number;
  readonly values: readonly number[];
  readonly size: 4 | 8;
  readonly littleEndian: boolean;
  readonly fortran: boolean;
}

const finite = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, -0, 1, Number.MIN_VALUE, Number.MAX_VALUE));
const single = fc.oneof(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, -0, 2 ** -149));
const stored: fc.Arbitrary<Stored> = fc
  .record({ rows: fc.integer({ min: 1, max: 9 }), columns: fc.integer({ min: 1, max: 9 }), size: fc.constantFrom(4 as const, 8 as const), littleEndian: fc.boolean(), fortran: fc.boolean() })
  .chain((shape) => fc.array(shape.size === 4 ? single : finite, { minLength: shape.rows * shape.columns, maxLength: shape.rows * shape.columns }).map((values) => ({ ...shape, values })));

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The numbers as bytes, one by one. */
function encoded({ rows, columns, values, size, littleEndian, fortran }: Stored): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * size));
  values.forEach((value, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    const at = size * (fortran ? column * rows + row : i);
    if (size === 4) view.setFloat32(at, value, littleEndian);
    else view.setFloat64(at, value, littleEndian);
  });
  return new Uint8Array(view.buffer);
}

function npy(input: Stored): Uint8Array {
  const { rows, columns, size, littleEndian, fortran } = input;
  const header = ascii(`{'descr': '${littleEndian ? "<" : ">"}f${size}', 'fortran_order': ${fortran ? "True" : "False"}, 'shape': (${rows}, ${columns}), }\n`);
  return Uint8Array.from([0x93, ...ascii("NUMPY"), 1, 0, header.length & 255, header.length >> 8, ...header, ...encoded(input)]);
}

function safetensors(tensors: Readonly<Record<string, Stored>>): Uint8Array {
  const header: Record<string, object> = {};
  const parts: Uint8Array[] = [];
  let end = 0;
  for (const [name, tensor] of Object.entries(tensors)) {
    const bytes = encoded({ ...tensor, littleEndian: true, fortran: false });
    header[name] = { dtype: `F${8 * tensor.size}`, shape: [tensor.rows, tensor.columns], data_offsets: [end, (end += bytes.length)] };
    parts.push(bytes);
  }
  const text = ascii(JSON.stringify(header));
  return Uint8Array.from([...new Uint8Array(BigUint64Array.of(BigInt(text.length)).buffer), ...text, ...parts.flatMap((part) => [...part])]);
}

async function expectRead(bytes: Uint8Array, { rows, columns, values, size }: Stored, array?: string): Promise<void> {
  const { embedding } = await readEmbeddings(bytes, array === undefined ? {} : { array });
  expect(embedding).toStrictEqual({ data: size === 4 ? Float32Array.from(values) : Float64Array.from(values), shape: [rows, columns] });
}

async function refusal(bytes: Uint8Array): Promise<string> {
  const error: unknown = await readEmbeddings(bytes).then(
    () => expect.fail("the file was read"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DataError);
  return (error as DataError).message;
}

const matrix: Stored = { rows: 2, columns: 3, values: [1, 2, 3, 4, 5, 6], size: 4, littleEndian: true, fortran: false };

describe("readEmbeddings() of any numbers in any layout", () => {
  it("gives back what was stored in .npy and .npz", async () => {
    await fc.assert(
      fc.asyncProperty(stored, fc.boolean(), async (input, deflated) => {
        await expectRead(npy(input), input);
        const other = { name: "other.npy", content: npy({ ...input, values: input.values.map(() => 0) }) };
        await expectRead(zip([other, { name: "mine.npy", content: npy(input), method: deflated ? 8 : 0 }]), input, "mine");
      }),
      { seed: 5, numRuns: 150 },
    );
  });

  it("gives back what was stored in safetensors", async () => {
    await fc.assert(
      fc.asyncProperty(stored, stored, async (first, second) => {
        const bytes = safetensors({ first, second });
        await expectRead(bytes, first, "first");
        await expectRead(bytes, second, "second");
      }),
      { seed: 6, numRuns: 150 },
    );
  });

  it("never reads a part of a file as the whole", async () => {
    await fc.assert(
      fc.asyncProperty(stored, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), async (input, share) => {
        for (const whole of [npy(input), zip([{ name: "a.npy", content: npy(input) }]), safetensors({ a: input })]) {
          for (const bytes of [whole, new Uint8Array(gzipSync(whole))]) await refusal(bytes.subarray(0, Math.floor(share * bytes.length)));
        }
      }),
      { seed: 7, numRuns: 100 },
    );
  });
});

describe("readEmbeddings() of archives that lie", () => {
  const content = npy(matrix);
  const name = "a.npy";
  const corrupt = "bytes: `a.npy`: expected the size and checksum that the archive says, got others: it is corrupt";
  const broken = "bytes: expected a complete zip archive (.npz), got one that is broken off or corrupt";

  it("reads the same archive told truthfully", async () => {
    await expectRead(zip([{ name, content }]), matrix);
    await expectRead(zip([{ name, content, method: 0 }, { name: "notes.txt", content: ascii("not an array") }]), matrix);
  });

  it.each<[lie: string, entry: Entry, message: string]>([
    ["another checksum", { name, content, crc: 1 }, corrupt],
    ["another checksum of stored bytes", { name, content, crc: 1, method: 0 }, corrupt],
    ["bytes that are not deflated", { name, content, packed: content }, corrupt],
    ["fewer bytes than said", { name, content, size: content.length + 4 }, corrupt],
    ["a head only", { name, content: content.subarray(0, 20), method: 0 }, "bytes: `a`: expected an array as numpy.save writes it, got one that is broken off"],
    ["fewer numbers than the head says", { name, content: content.subarray(0, content.length - 4) }, `bytes: \`a\`: expected ${content.length} bytes for shape (2, 3), got ${content.length - 4}`],
    ["a size that no deflated bytes can have", { name, content, size: 2 ** 31 }, broken],
    ["stored bytes of another size", { name, content, method: 0, size: 5 }, broken],
    ["another method", { name, content, method: 12 }, "bytes: `a.npy`: expected a file that is stored or deflated, got one packed by method 12"],
    ["encryption", { name, content, flags: 1 }, "bytes: `a.npy`: expected a file that is stored or deflated, got an encrypted one"],
  ])("refuses %s", async (_, entry, message) => {
    expect(await refusal(zip([entry]))).toBe(message);
  });

  it("refuses a directory that is not there, and larger archives than it reads", async () => {
    expect(await refusal(zip([{ name, content }], 3))).toBe(broken);
    expect(await refusal(zip([{ name, content }], 0xffff))).toBe("bytes: expected an archive smaller than 4 GiB, got a larger one (zip64)");
    expect(await refusal(zip([]))).toBe("bytes: expected embeddings, numbers in rows and columns, got none");
  });

  it("stops unpacking where a compressed file says that it ends", async () => {
    const { length } = npy(matrix);
    const message = `bytes: expected ${length} bytes, as its header says, got more: the data are followed by something else`;
    expect(await refusal(new Uint8Array(gzipSync(Uint8Array.from([...npy(matrix), 0]))))).toBe(message);
    // 256 MB of zeros in 256 kB.
    const bomb = [gzipSync(npy(matrix)), ...new Array<Uint8Array>(16).fill(gzipSync(new Uint8Array(2 ** 24)))];
    expect(await refusal(new Uint8Array(Buffer.concat(bomb)))).toBe(message);
  });
});
