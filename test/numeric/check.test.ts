import { describe, expect, it } from "vitest";
import {
  checkArray,
  checkBetween,
  checkChoice,
  checkFinite,
  checkFiniteArray,
  checkInteger,
  checkLevel,
  checkOptions,
  checkSameLength,
  show,
} from "../../src/numeric/check.ts";
import { DataError, describeProblem, NumericalError } from "../../src/numeric/errors.ts";

const cases: [string, () => void, typeof TypeError | typeof RangeError, string][] = [
  ["an unknown option", () => checkOptions("f", { kk: 1 }, ["k", "level"]), TypeError, "Cannot f: unknown option `kk`; the options are k, level"],
  ["options that are null", () => checkOptions("f", null as never, ["k"]), TypeError, "Cannot f: options must be an object, got null"],
  ["a fraction for an integer", () => checkInteger("f", "k", 1.5, 1), RangeError, "Cannot f: k must be an integer ≥ 1, got 1.5"],
  ["an integer out of range", () => checkInteger("f", "k", 9, 1, 8), RangeError, "Cannot f: k must be an integer between 1 and 8, got 9"],
  ["an integer above the top", () => checkInteger("f", "k", 9, -Infinity, 8), RangeError, "Cannot f: k must be an integer ≤ 8, got 9"],
  ["a string for an integer", () => checkInteger("f", "k", "4", 1), TypeError, 'Cannot f: k must be an integer, got "4"'],
  ["NaN for a number", () => checkFinite("f", "mu", NaN), RangeError, "Cannot f: mu must be finite, got NaN"],
  ["a bigint for a number", () => checkFinite("f", "mu", 3n), TypeError, "Cannot f: mu must be a number, got 3n"],
  ["a bound for an open interval", () => checkBetween("f", "w", 1, 0, 1), RangeError, "Cannot f: w must lie strictly between 0 and 1, got 1"],
  ["a level of 95", () => checkLevel("f", 95), RangeError, "Cannot f: level must lie strictly between 0 and 1, got 95"],
  ["an unknown choice", () => checkChoice("f", "method", "z", ["a", "b"]), RangeError, 'Cannot f: method must be "a" or "b", got "z"'],
  ["infinity among numbers", () => checkFiniteArray("f", "x", [1, Infinity]), RangeError, "Cannot f: x must be finite numbers, got Infinity at index 1"],
  ["a string among numbers", () => checkFiniteArray("f", "x", [1, "2"] as never), TypeError, 'Cannot f: x must be finite numbers, got "2" at index 1'],
  ["too few values", () => checkFiniteArray("f", "x", [1], 2), RangeError, "Cannot f: x must hold at least 2 values, got 1"],
  ["no values", () => checkArray("f", "x", [], 1), RangeError, "Cannot f: x must hold at least 1 value, got 0"],
  ["a number for an array", () => checkArray("f", "x", 3), TypeError, "Cannot f: x must be an array, got 3"],
  ["a string for an array", () => checkArray("f", "x", "abc"), TypeError, 'Cannot f: x must be an array, got "abc"'],
  ["two lengths", () => checkSameLength("f", "x", 2, "y", 3), RangeError, "Cannot f: x and y must have one length, got 2 and 3"],
];

describe("checks", () => {
  it.each(cases)("refuse %s by name", (_what, check, kind, message) => {
    expect(check).toThrow(kind);
    expect(check).toThrow(message);
  });

  it("let good arguments through", () => {
    checkOptions("f", { k: 1 }, ["k"]);
    checkInteger("f", "k", 3, 1, 3);
    checkFinite("f", "mu", -1e300);
    checkLevel("f", 0.95);
    checkChoice("f", "method", "a", ["a", "b"]);
    checkFiniteArray("f", "x", Float32Array.of(1, 2), 2);
    checkSameLength("f", "x", 2, "y", 2);
  });
});

describe("show()", () => {
  it("names values on one line", () => {
    expect(show("a\nb")).toBe('"a\\nb"');
    expect(show("x".repeat(70))).toBe(`"${"x".repeat(60)}…"`);
    expect([show([1, 2]), show({ a: 1 }), show(new Map()), show(() => 0), show(undefined), show(null), show(2n)]).toEqual([
      "an array of length 2",
      "an object",
      "a Map",
      "a function",
      "undefined",
      "null",
      "2n",
    ]);
  });
});

describe("errors", () => {
  it("DataError lists what it knows, with places, and counts the rest", () => {
    const error = new DataError("a.jsonl", [{ line: 3, column: "correct", message: "must be 0 or 1" }, { message: "is empty" }], 12);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe("DataError");
    expect(error.message).toBe("a.jsonl:3: `correct`: must be 0 or 1\na.jsonl: is empty\n… and 10 more");
    expect([error.file, error.count, error.problems.length]).toEqual(["a.jsonl", 12, 2]);
    expect(describeProblem("f", { line: 1, message: "m" })).toBe("f:1: m");
  });

  it("what a hostile file says drives no terminal, breaks no line and is cut", () => {
    expect(describeProblem("f\u001b[2J", { column: "\u001b]0;x\u0007\u202e", message: "got a\nf: all is well\u009b" })).toBe("f\ufffd[2J: `\ufffd]0;x\ufffd\ufffd`: got a\ufffdf: all is well\ufffd");
    const { message } = new DataError("f", [{ column: "c".repeat(1e6), message: "m".repeat(1e6) }]);
    expect(message).toBe(`f: \`${"c".repeat(1000)}…\`: ${"m".repeat(1000)}…`);
  });

  it("NumericalError carries its code", () => {
    const error = new NumericalError("no-variation", "flat");
    expect([error.name, error.code, error.message]).toEqual(["NumericalError", "no-variation", "flat"]);
  });
});
