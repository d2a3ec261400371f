import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toJson } from "../../src/report/toJson.ts";
import { version } from "../../src/report/version.ts";
import { anyString } from "./hostileStrings.ts";

const leaf = fc.oneof(fc.double(), anyString, fc.boolean(), fc.constant(null), fc.float64Array({ maxLength: 4 }), fc.int32Array({ maxLength: 4 }));
const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: "small" }, leaf, fc.array(tie("value"), { maxLength: 4 }), fc.dictionary(anyString, tie("value"), { maxKeys: 4 })),
}));

/** What JSON should give back: arrays for typed arrays, null for NaN, names for infinities. */
function expected(value: unknown): unknown {
  if (typeof value === "number") {
    if (Number.isNaN(value)) return null;
    return Number.isFinite(value) ? value + 0 : String(value); // JSON knows no −0
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return Array.from(value as ArrayLike<unknown>, expected);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, expected(member)]));
}

describe("toJson()", () => {
  it("gives valid JSON that reads back as the same data", () => {
    fc.assert(
      fc.property(value, (data) => {
        expect(JSON.parse(toJson([data]))).toEqual([expected(data)]);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it("puts the version first and keeps the order of keys", () => {
    expect(Object.keys(JSON.parse(toJson({ z: 1, a: 2, m: undefined })) as object)).toEqual(["divlab", "z", "a"]);
    expect((JSON.parse(toJson({})) as { divlab: string }).divlab).toBe(version);
  });

  it("keeps every digit and names what JSON has no number for", () => {
    expect(toJson([0.1 + 0.2, NaN, Infinity, -Infinity, -0])).toBe('[0.30000000000000004, null, "Infinity", "-Infinity", 0]\n');
  });

  it("writes lists of numbers on one line, objects on several", () => {
    expect(toJson([{ k: Int32Array.of(1, 2) }, { k: [] }])).toBe('[\n  {\n    "k": [1, 2]\n  },\n  {\n    "k": []\n  }\n]\n');
  });

  it("escapes lone surrogates, so that the text survives UTF-8", () => {
    expect(toJson("\ud800")).toBe('"\\ud800"\n');
  });

  it.each([
    [() => 1, "a function at result.a[1]"],
    [10n, "10n at result.a[1]"],
    [new Map(), "a Map at result.a[1]"],
    [Symbol("s"), "Symbol(s) at result.a[1]"],
    [new DataView(new ArrayBuffer(1)), "a DataView at result.a[1]"],
    [undefined, "undefined at result.a[1]"],
  ])("refuses %s and says where it is", (bad, message) => {
    expect(() => toJson({ a: [1, bad] })).toThrow(new TypeError(`Cannot write JSON: a result must be plain data, got ${message}`));
  });

  it("refuses a value that contains itself, not one that occurs twice", () => {
    const twice = { x: 1 };
    expect(JSON.parse(toJson([twice, twice]))).toEqual([twice, twice]);
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    expect(() => toJson([loop])).toThrow(/cycle at result\[0\]\.self/);
  });

  it("does not change its argument", () => {
    const data = Object.freeze({ values: Object.freeze([1, NaN]) });
    toJson(data);
    expect(data).toEqual({ values: [1, NaN] });
  });
});
