import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { safetensorsHeader } from "../../src/data/safetensorsHeader.ts";
import { safetensorsIndex } from "../../src/data/safetensorsIndex.ts";
import { DataError } from "../../src/numeric/errors.ts";
import { safetensorsFile, tensorsIn, withHeader } from "./safetensorsFile.ts";

function refusal(file: Uint8Array): string {
  try {
    safetensorsHeader("f", file);
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return (error as Error).message;
  }
  return "read";
}

const tensor = (dtype: string, shape: string, start: number, end: number): string => `{"dtype":"${dtype}","shape":${shape},"data_offsets":[${start},${end}]}`;

describe("safetensorsHeader()", () => {
  it("reads tensors in the order of their bytes, texts of metadata, and names of any kind", () => {
    const file = withHeader(`{"__metadata__":{"format":"pt","__proto__":"x"},"b":${tensor("I64", "[]", 6, 14)},"__proto__":${tensor("BF16", "[3,1]", 0, 6)},"1":${tensor("F4_NEW", "[7]", 14, 18)}}   `, new Uint8Array(18));
    const { tensors, metadata, length, data } = safetensorsHeader("f", file)!;
    expect(tensors.map(({ name, dtype, shape, start, end }) => [name, dtype, shape, start - data, end - data])).toEqual([
      ["__proto__", "BF16", [3, 1], 0, 6],
      ["b", "I64", [], 6, 14],
      ["1", "F4_NEW", [7], 14, 18],
    ]);
    expect(Object.entries(metadata)).toEqual([["format", "pt"], ["__proto__", "x"]]);
    expect(length).toBe(file.length);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  it("takes quotes, brackets and colons inside of texts for what they are", () => {
    const names = ['a"', 'a"[[[[[[[[[[[[', '":"', "a\\", 'a\\"', "{", "__metadata__:"];
    const tensors = Object.fromEntries(names.map((name) => [name, { dtype: "U8", shape: [1], bytes: new Uint8Array(1) }]));
    expect(safetensorsHeader("f", safetensorsFile(tensors, { "a:b": "a:b", c: '"a":[[[[[[[[[[[[' }))?.tensors.map(({ name }) => name)).toEqual(names);
    expect(refusal(withHeader(`{"a\\"":${tensor("U8", "[1]", 0, 1)}, "a\\"" :${tensor("U8", "[1]", 0, 1)}}`))).toMatch(/the name "a\\"" twice/);
  });

  it("reads a hundred thousand tensors, and separators in texts without end", () => {
    const tensors = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`layer.${i}`, { dtype: "U8", shape: [1, 1, 0], bytes: new Uint8Array(0) }]));
    expect(safetensorsHeader("f", safetensorsFile(tensors, { note: ":,".repeat(5_000_000) }))?.tensors).toHaveLength(100_000);
  });

  it("reads what is written, whatever names, types and shapes", () => {
    const types = { F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, U8: 1, BOOL: 1, F8_E5M2: 1 } as const;
    const one = fc.record({ dtype: fc.constantFrom(...(Object.keys(types) as (keyof typeof types)[])), shape: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }) });
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "binary" }), one), fc.integer({ min: 0, max: 9 }), (tensors, blanks) => {
        const file = safetensorsFile(
          Object.fromEntries(Object.entries(tensors).filter(([name]) => name !== "__metadata__").map(([name, { dtype, shape }]) => [name, { dtype, shape, bytes: new Uint8Array(shape.reduce((a, b) => a * b, types[dtype])) }])),
          { a: "b" },
          blanks,
        );
        const header = safetensorsHeader("f", file)!;
        expect(header.length).toBe(file.length);
        const { data } = header;
        expect(new Map(header.tensors.map(({ name, dtype, shape, start, end }) => [name, { dtype, shape, bytes: file.slice(start, end) }]))).toEqual(new Map(Object.entries(tensorsIn(file))));
        for (let short = 8; short < data; short += 7) expect(safetensorsHeader("f", file.subarray(0, short))).toBeUndefined();
      }),
      { seed: 6, numRuns: 200 },
    );
  });

  it.each([
    ["a length of 2^63", withHeader("{}", undefined, 2n ** 63n), /header of at most 100000000 bytes, got one of 9223372036854775808/],
    ["a length whose lower half is small", withHeader("{}", undefined, 2n ** 32n + 2n), /at most 100000000/],
    ["bytes that are not UTF-8", withHeader(Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x7d])), /got bytes that are not UTF-8/],
    ["a byte order mark", withHeader("\ufeff{}"), /got something else/],
    ["a list", withHeader("[]"), /got something else/],
    ["a broken string", withHeader('{"a'), /got something else/],
    ["a name twice", withHeader(`{"a":${tensor("U8", "[1]", 0, 1)},"a":${tensor("U8", "[1]", 0, 1)}}`), /got the name "a" twice/],
    ["a name twice in other letters", withHeader(`{"a":${tensor("U8", "[1]", 0, 1)},"\\u0061" :${tensor("U8", "[1]", 0, 1)}}`), /got the name "a" twice/],
    ["offsets twice", withHeader(`{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"data_offsets":[0,9]}}`), /"data_offsets" twice/],
    ["two lots of metadata", withHeader(`{"__metadata__":{},"__metadata__":{}}`), /"__metadata__" twice/],
    ["ten million brackets", withHeader("[".repeat(10_000_000)), /nested deeper than 8/],
    ["five million values", withHeader(`{"a":[${"0,".repeat(5_000_000)}0]}`), /got one with more than 4194304 commas and colons$/],
    ["no tensor", withHeader('{"a":null}'), /`a`: expected a tensor with dtype/],
    ["an offset below 0", withHeader(`{"a":${tensor("U8", "[1]", -1, 0)}}`), /`a`: expected a tensor with/],
    ["an offset beyond 2^53", withHeader('{"a":{"dtype":"X","shape":[],"data_offsets":[0,9007199254740992]}}'), /`a`: expected a tensor with/],
    ["an end that the head pushes beyond 2^53", withHeader('{"a":{"dtype":"X","shape":[],"data_offsets":[0,9007199254740991]}}'), /fits into memory/],
    ["an end before the start", withHeader(`{"a":${tensor("X", "[]", 1, 0)}}`), /`a`: expected .* got data_offsets 1 to 0/],
    ["too few bytes for the shape", withHeader(`{"a":${tensor("F32", "[2]", 0, 7)}}`), /expected 8 bytes for shape \(2,\) of F32, got data_offsets 0 to 7/],
    ["a shape that overflows", withHeader(`{"a":${tensor("U8", "[4294967296,4294967296]", 0, 0)}}`), /fits into memory/],
    ["a shape that overflows before a 0", withHeader(`{"a":${tensor("U8", "[4294967296,4294967296,0]", 0, 0)}}`), /fits into memory/],
    ["a shape of a fraction", withHeader(`{"a":${tensor("U8", "[0.5]", 0, 0)}}`), /`a`: expected a shape of integers/],
    ["a gap", withHeader(`{"a":${tensor("U8", "[1]", 0, 1)},"b":${tensor("U8", "[1]", 2, 3)}}`), /`b`: expected data_offsets that start at 1, .*got 2/],
    ["a gap at the start", withHeader(`{"a":${tensor("U8", "[1]", 1, 2)}}`), /`a`: expected data_offsets that start at 0/],
    ["an overlap", withHeader(`{"a":${tensor("U8", "[2]", 0, 2)},"b":${tensor("U8", "[2]", 1, 3)}}`), /`b`: expected data_offsets that start at 2/],
    ["one tensor inside another", withHeader(`{"a":${tensor("U8", "[3]", 0, 3)},"b":${tensor("U8", "[1]", 1, 2)}}`), /`b`: expected data_offsets that start at 3/],
    ["metadata that are no texts", withHeader('{"__metadata__":{"a":1}}'), /`__metadata__`: expected an object of texts, got 1 for "a"/],
    ["metadata that are a list", withHeader('{"__metadata__":["a"]}'), /`__metadata__`: expected an object of texts/],
  ])("refuses %s", (_, file, message) => {
    expect(refusal(file)).toMatch(message);
  });

  it("reads or refuses a file with any byte changed, and throws nothing else", () => {
    const file = safetensorsFile({ a: { dtype: "F32", shape: [2], bytes: new Uint8Array(8) }, b: { dtype: "I64", shape: [1], bytes: new Uint8Array(8) } }, { format: "pt" });
    for (let at = 0; at < file.length - 16; at++) {
      for (const byte of [0, 0x22, 0x39, 0x5b, 0x7d, 0xff]) {
        const changed = file.slice();
        changed[at] = byte;
        expect(typeof refusal(changed)).toBe("string");
      }
    }
  });
});

describe("safetensorsIndex()", () => {
  const read = (text: string): ReadonlyMap<string, string> => safetensorsIndex("i", new TextEncoder().encode(text));

  it("reads which file holds which tensor", () => {
    expect([...read('{"metadata":{"total_size":3},"weight_map":{"a":"m-1.safetensors","__proto__":"m-2.safetensors"}}')]).toEqual([
      ["a", "m-1.safetensors"],
      ["__proto__", "m-2.safetensors"],
    ]);
  });

  it.each<readonly [string, string, RegExp]>([
    ["no JSON", "nothing", /got something else/],
    ["no map", '{"metadata":{}}', /weight_map, got undefined for it/],
    ["a list", '{"weight_map":[]}', /got an array of length 0 for it/],
    ["an empty map", '{"weight_map":{}}', /got an empty one/],
    ["a tensor twice", '{"weight_map":{"a":"b.safetensors","a":"c.safetensors"}}', /"a" twice/],
    ["a number", '{"weight_map":{"a":1}}', /`a`: expected the name of a file.* got 1/],
    ...["../b.safetensors", "/etc/b.safetensors", "x/b.safetensors", "x\\\\b.safetensors", "C:b.safetensors", ".safetensors", "..", "", "b.bin", "b\\u0000.safetensors"].map(
      (name) => [name, `{"weight_map":{"a":"${name}"}}`, /`a`: expected the name of a file in the folder of the index/] as const,
    ),
  ])("refuses %s", (_, text, message) => {
    expect(() => read(text)).toThrow(DataError);
    expect(() => read(text)).toThrow(message);
  });
});
