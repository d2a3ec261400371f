import { fromRows } from "@divlab/core/data";
import { describe, expect, it } from "vitest";

describe("fromRows()", () => {
  it("turns every kind of column into its array, missing values marked", () => {
    const rows = [
      { p: "a", m: "x", s: 0, ok: true, a: "1", r: 0.5, l: -1, t: 3, txt: "one", temp: 0.7, source: "web" },
      { p: 7, m: "y", s: 1, ok: 0, a: 42, r: -2, l: 0, t: 0, txt: "two", temp: 1, source: true },
      { p: "a", m: null, s: undefined, ok: null, a: null, r: null, l: null, t: null, txt: null, temp: null, source: null },
    ];
    const rollouts = fromRows(rows, {
      problem: "p",
      solver: "m",
      sample: "s",
      correct: "ok",
      answer: "a",
      reward: "r",
      logProb: "l",
      tokens: "t",
      text: (row) => row.txt,
      extra: { temperature: "temp", source: (row) => row.source },
    });
    expect(rollouts).toStrictEqual({
      size: 3,
      problem: { codes: Int32Array.of(0, 1, 0), levels: ["a", "7"] },
      solver: { codes: Int32Array.of(0, 1, 2), levels: ["x", "y", "samples"] },
      sample: Int32Array.of(0, 1, -1),
      correct: Int8Array.of(1, 0, -1),
      answer: { codes: Int32Array.of(0, 1, -1), levels: ["1", "42"] },
      reward: Float64Array.of(0.5, -2, NaN),
      logProb: Float64Array.of(-1, 0, NaN),
      tokens: Int32Array.of(3, 0, -1),
      text: ["one", "two", undefined],
      extra: { temperature: Float64Array.of(0.7, 1, NaN), source: { codes: Int32Array.of(0, 1, -1), levels: ["web", "true"] } },
    });
    expect(structuredClone(rollouts)).toStrictEqual(rollouts);
  });

  it("leaves columns out that no row has, and takes any iterable", () => {
    function* rows() {
      yield { p: "a", ok: null };
      yield { p: "b" };
    }
    expect(Object.keys(fromRows(rows(), { problem: "p", correct: "ok" as never }))).toEqual(["size", "problem", "solver", "extra"]);
    const none = fromRows([] as { p: string }[], { problem: "p" });
    expect(none).toStrictEqual({ size: 0, problem: { codes: new Int32Array(0), levels: [] }, solver: { codes: new Int32Array(0), levels: [] }, extra: {} });
  });

  it("calls accessors once per row with the row and its index", () => {
    const seen: unknown[] = [];
    fromRows(["x", "y"], { problem: (row, i) => (seen.push([row, i]), row) });
    expect(seen).toEqual([
      ["x", 0],
      ["y", 1],
    ]);
  });

  it("keeps a further column numeric until a label comes, and loses no number then", () => {
    const values = [1, null, 0.1, "x", 2];
    const { extra } = fromRows(values, { problem: () => "p", extra: { v: (value) => value } });
    expect(extra["v"]).toStrictEqual({ codes: Int32Array.of(0, -1, 1, 2, 3), levels: ["1", "0.1", "x", "2"] });
  });

  it("treats a column named __proto__ like any other", () => {
    const { extra } = fromRows([1, 2], { problem: () => "p", extra: Object.fromEntries([["__proto__", (row: number) => row]]) });
    expect(Object.keys(extra)).toEqual(["__proto__"]);
    expect(Object.getOwnPropertyDescriptor(extra, "__proto__")?.value).toEqual(Float64Array.of(1, 2));
    expect(Object.getPrototypeOf(extra)).toBe(Object.prototype);
  });

  it("takes rounding above 0 out of a log-probability", () => {
    expect(fromRows([1e-7, -1e-7], { problem: () => "p", logProb: (value) => value }).logProb).toEqual(Float64Array.of(0, -1e-7));
  });

  it.each([
    ["problem", "", TypeError, 'problem must be a non-empty text or an integer (quoted, if beyond 2^53 − 1), got "" at row 1'],
    ["problem", null, TypeError, "problem must not be missing, got none at row 1"],
    ["problem", 1.5, RangeError, "got 1.5 at row 1"],
    ["problem", 2 ** 53, RangeError, "got 9007199254740992 at row 1"],
    ["solver", true, TypeError, "got true at row 1"],
    ["sample", -1, RangeError, "sample must be an integer from 0 to 2^31 − 1, got -1 at row 1"],
    ["sample", 2 ** 31, RangeError, "got 2147483648 at row 1"],
    ["correct", "yes", TypeError, 'correct must be true, false, 0 or 1, got "yes" at row 1'],
    ["correct", 0.5, RangeError, "got 0.5 at row 1"],
    ["answer", [1], TypeError, "got an array of length 1 at row 1"],
    ["answer", 2 ** 60, RangeError, "quoted, if an integer beyond 2^53 − 1"],
    ["answer", NaN, RangeError, "got NaN at row 1"],
    ["reward", Infinity, RangeError, "reward must be a finite number, got Infinity at row 1"],
    ["reward", "1", TypeError, 'got "1" at row 1'],
    ["logProb", 0.01, RangeError, "logProb must be a log-probability, a finite number ≤ 0, got 0.01 at row 1"],
    ["tokens", 1.5, RangeError, "tokens must be an integer from 0 to 2^31 − 1, got 1.5 at row 1"],
    ["text", 5, RangeError, "text must be a text, got 5 at row 1"],
  ])("refuses %s = %s", (column, value, kind, message) => {
    const good = { problem: "p", solver: "m", sample: 0, correct: true, answer: "a", reward: 0, logProb: 0, tokens: 0, text: "t" };
    const accessors = { problem: "problem", solver: "solver", sample: "sample", correct: "correct", answer: "answer", reward: "reward", logProb: "logProb", tokens: "tokens", text: "text" } as const;
    const call = () => fromRows([good, { ...good, sample: 1, [column]: value }], accessors);
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
    expect(fromRows([good, { ...good, sample: 1 }], accessors).size).toBe(2);
  });

  it("refuses objects in further columns, repeated samples, unknown accessors and what is no row", () => {
    expect(() => fromRows([1], { problem: () => "p", extra: { x: () => ({}) } })).toThrow(new TypeError("Cannot read rows: x must be a text, a finite number, true or false, got an object at row 0"));
    expect(() => fromRows([1, 1], { problem: () => "p", sample: () => 3 })).toThrow(
      new RangeError('Cannot read rows: rows must differ in problem, solver or sample, got problem "p", solver "samples", sample 3 at rows 0 and 1'),
    );
    expect(fromRows([1, 2], { problem: () => "p", sample: () => 3, extra: { step: (row) => row } }, { distinctBy: ["step"] }).size).toBe(2);
    expect(() => fromRows([1, 1], { problem: () => "p", sample: () => 3, extra: { step: (row) => row } }, { distinctBy: ["step"] })).toThrow("problem, solver, step or sample");
    expect(() => fromRows([1], { problem: () => "p", rewards: () => 1 } as never)).toThrow("unknown option `rewards`");
    expect(() => fromRows([1], {} as never)).toThrow("an accessor for problem is needed");
    expect(() => fromRows([null] as never, { problem: "p" as never })).toThrow("rows must be objects, got null at row 0");
    expect(() => fromRows(5 as never, { problem: "p" as never })).toThrow("rows must be an iterable of objects, got 5");
    expect(() => fromRows([{}], { problem: 5 as never })).toThrow("the accessor for problem must be a name or a function, got 5");
  });
});
