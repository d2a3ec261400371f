import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildDesign, type ModelColumns } from "../../src/lmm/design/buildDesign.ts";
import type { MixedDesign } from "../../src/lmm/mixedDesign.ts";
import { rowsFor } from "../../src/lmm/design/rowsFor.ts";
import { NumericalError } from "../../src/numeric/errors.ts";
import { expectWithin } from "../within.ts";

/** Twelve rows: three groups of two models, two of each. */
const columns = {
  y: [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8],
  x: [2.5, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4, 5],
  z: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13],
  model: ["b", "b", "a", "a", "b", "b", "a", "a", "b", "b", "a", "a"],
  g: ["k", "l", "m", "k", "l", "m", "k", "l", "m", "k", "l", "m"],
  h: { codes: Int32Array.from([2, 2, 2, 2, 0, 0, 0, 0, 3, 3, 3, 3]), levels: ["low", "unused", "middle", "high"] },
  day: [10, 9, 10, 9, 100, 100, 10, 9, 100, 10, 9, 100],
};

const column = ({ x }: MixedDesign, j: number): number[] => Array.from({ length: x.shape[0] }, (_, i) => x.data[i * x.shape[1] + j]);

function failure(formula: string, data: ModelColumns = columns, weights?: ArrayLike<number> | string): Error {
  try {
    buildDesign(formula, data, weights);
  } catch (error) {
    return error as Error;
  }
  return expect.fail(`${formula} was built`);
}

describe("buildDesign() reads columns", () => {
  it("of strings with levels sorted by code unit, of codes in the order of their levels without those that do not occur", () => {
    const design = buildDesign("y ~ model + h + (1 | g)", columns);
    expect(design.coefficientNames).toEqual(["(Intercept)", "modelb", "hmiddle", "hhigh"]);
    expect(design.factors).toEqual({ model: ["a", "b"], h: ["low", "middle", "high"], g: ["k", "l", "m"] });
    expect(column(design, 1)).toEqual([1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0]);
    expect(column(design, 3)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1]);
    const shout = { ...columns, g: columns.g.map((level) => ({ k: "Z", l: "a", m: "É" })[level]!) };
    expect(buildDesign("y ~ x + (1 | g)", shout).terms[0].levels).toEqual(["Z", "a", "É"]);
  });

  it("of numbers as groups sorted by size, beside their use as numbers", () => {
    const design = buildDesign("y ~ day + factor(day):x + (1 | day) + (1 | g)", columns);
    expect(design.terms[0].levels).toEqual(["9", "10", "100"]);
    expect([...design.terms[0].codes]).toEqual([1, 0, 1, 0, 2, 2, 1, 0, 2, 1, 0, 2]);
    expect(design.coefficientNames).toEqual(["(Intercept)", "day", "factor(day)9:x", "factor(day)10:x", "factor(day)100:x"]);
    expect(design.recipe!.numeric).toEqual(["day", "x"]);
  });

  it("of any kind of numbers, and only those of the formula, leaving them alone", () => {
    const reference = buildDesign("y ~ z + (1 | day)", columns);
    for (const kind of [Float64Array, Float32Array, Int32Array, Uint8Array]) {
      expect(buildDesign("y ~ z + (1 | day)", { y: kind.from(columns.y), z: kind.from(columns.z), day: kind.from(columns.day) })).toEqual(reference);
    }
    const traps = Object.defineProperties({ ...columns }, { trap: { enumerable: true, get: () => expect.fail("read") } }) as unknown as ModelColumns;
    expect(buildDesign("y ~ z + (1 | day)", traps)).toEqual(reference);
    const y = Float64Array.from(columns.y);
    const copy = buildDesign("y ~ z + (1 | day)", { ...columns, y });
    copy.y[0] = 99;
    expect(y[0]).toBe(3);
    const frozen = Object.freeze({ ...columns, z: Object.freeze([...columns.z]), g: Object.freeze([...columns.g]) });
    expect(buildDesign("y ~ z + (z || g)", frozen).terms.length).toBe(2);
  });

  it("named like members of every object only if they are there", () => {
    expect(failure("y ~ x + (1 | constructor)").message).toContain("got `constructor` at position 14");
    const odd = JSON.parse(`{ "__proto__": ${JSON.stringify(columns.g)}, "y": ${JSON.stringify(columns.y)} }`) as ModelColumns;
    expect(buildDesign("y ~ 1 + (1 | `__proto__`)", odd).terms[0].levels).toEqual(["k", "l", "m"]);
  });

  it("of weights by value or by name; weights of 1 are none", () => {
    const byName = buildDesign("y ~ x + (1 | g)", columns, "z");
    expect([...byName.weights!]).toEqual(columns.z);
    expect(buildDesign("y ~ x + (1 | g)", columns, columns.z)).toEqual(byName);
    expect(buildDesign("y ~ x + (1 | g)", columns, new Float64Array(12).fill(1)).weights).toBeNull();
    expect(buildDesign("y ~ x + (1 | g)", columns).weights).toBeNull();
  });
});

describe("buildDesign() says what is wrong", () => {
  it("with names: where, what there is, and what may be meant", () => {
    const error = failure("y ~ X + (1 | g)");
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toBe(
      "Cannot build the design: names in the formula must be columns (did you mean `x`? They are y, x, z, model, g, h, day), got `X` at position 5\n  y ~ X + (1 | g)\n      ^",
    );
    expect(failure("y ~ x + (1 | modell)").message).toContain("did you mean `model`?");
    expect(failure("y ~ x + (1 | mdoel)").message).toContain("(they are y, x,");
    expect(failure("y ~ w + (1 | g)", Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`column${i}`, columns.y]).concat([["y", columns.y]])) as ModelColumns).message).toContain(
      "column11 and 39 more",
    );
  });

  it("with a value: column and row, counted from 0", () => {
    const at5 = (name: keyof typeof columns, value: unknown): ModelColumns => ({ ...columns, [name]: (columns[name] as unknown[]).with(5, value) }) as ModelColumns;
    const claims: [keyof typeof columns, unknown, ErrorConstructor | RangeErrorConstructor | TypeErrorConstructor, string][] = [
      ["x", NaN, RangeError, "`x` must be finite numbers, got NaN at row 5; rows with missing values are never left out unasked"],
      ["x", null, RangeError, "`x` must be finite numbers, got null at row 5"],
      ["y", Infinity, RangeError, "`y` must be finite numbers, got Infinity at row 5"],
      ["x", "8", TypeError, "`x` must be finite numbers, got \"8\" at row 5"],
      ["model", undefined, RangeError, "`model` must be strings or finite numbers, got undefined at row 5"],
      ["model", 3, TypeError, "`model` must hold strings or numbers, not both, got \"b\" at row 0 and 3 at row 5"],
      ["model", true, TypeError, "`model` must be strings or finite numbers, got true at row 5"],
      ["g", null, RangeError, "`g` must be strings or finite numbers, got null at row 5"],
      ["day", NaN, RangeError, "`day` must be strings or finite numbers, got NaN at row 5"],
    ];
    for (const [name, value, kind, expected] of claims) {
      const error = failure("y ~ x + model + (1 | g) + (1 | day)", at5(name, value));
      expect(error.message).toContain(`Cannot build the design: ${expected}`);
      expect(error).toBeInstanceOf(kind);
    }
    expect(failure("log(y - 2) ~ x + (1 | g)").message).toContain("`log(y - 2)` must be finite, got NaN at row 1");
    expect(failure("y ~ I(1/(x - 7)) + (1 | g)").message).toContain("`I(1/(x - 7))` must be finite, got Infinity at row 1");
  });

  it("with codes and levels", () => {
    const h = (codes: number[], levels: unknown[]): ModelColumns => ({ ...columns, h: { codes: Int32Array.from(codes), levels } }) as ModelColumns;
    const codes = [...columns.h.codes];
    const claims: [ModelColumns, string][] = [
      [h(codes.with(3, -1), columns.h.levels), "`h` must be complete, got code -1, a missing value at row 3; rows with missing values"],
      [h(codes.with(3, 4), columns.h.levels), "codes of `h` must be whole numbers from 0 to 3, got 4 at row 3"],
      [h(codes.with(3, -2), columns.h.levels), "got -2 at row 3"],
      [{ ...columns, h: { codes: codes.with(3, 0.5) as unknown as Int32Array, levels: columns.h.levels } }, "got 0.5 at row 3"],
      [h(codes, ["a", "b", "a", "c"]), "levels of `h` must be distinct, got \"a\" again at index 2"],
      [h(codes, ["a", "b", 3, "c"]), "levels of `h` must be strings, got 3 at index 2"],
    ];
    for (const [data, expected] of claims) {
      expect(failure("y ~ h + (1 | g)", data).message).toContain(expected);
      expect(failure("y ~ x + (1 | h)", data).message).toContain(expected);
    }
  });

  it("with lengths and kinds of columns", () => {
    expect(failure("y ~ x + (1 | g)", { ...columns, g: ["a"] }).message).toContain("columns must have one length, got 12 in `y` and 1 in `g`");
    expect(failure("y ~ x + (1 | g)", { ...columns, y: [] }).message).toContain("at least 1 row");
    for (const wrong of ["text", 3, null, undefined, {}]) {
      const error = failure("y ~ x + (1 | g)", { ...columns, x: wrong } as never);
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toContain("`x` must be numbers, strings or { codes, levels }");
    }
    expect(failure("y ~ x + (1 | g)", null as never)).toBeInstanceOf(TypeError);
    expect(failure("model ~ x + (1 | g)").message).toContain("`model` must be finite numbers, got \"b\" at row 0");
    expect(failure("h ~ x + (1 | g)").message).toContain("`h` must be numbers, got a factor");
    expect(failure("y ~ log(model) + (1 | g)").message).toContain("`model` must be finite numbers");
    expect(failure("y ~ x + (1 | g)", columns, "wt").message).toContain("weights must be numbers or the name of a column, got \"wt\"");
    expect(failure("1 ~ x + (1 | g)").message).toContain("the response must be made of a column");
  });

  it("with weights", () => {
    const weights = new Array<number>(12).fill(2);
    expect(failure("y ~ x + (1 | g)", columns, weights.with(3, 0)).message).toContain("weights must be > 0, got 0 at row 3");
    expect(failure("y ~ x + (1 | g)", columns, weights.with(3, -1)).message).toContain("got -1 at row 3");
    expect(failure("y ~ x + (1 | g)", columns, weights.with(3, NaN)).message).toContain("got NaN at index 3");
    expect(failure("y ~ x + (1 | g)", columns, weights.slice(1)).message).toContain("one weight per row, got 11 for 12 rows");
    expect(failure("y ~ x + (1 | g)", columns, "g").message).toContain("`g` must be finite numbers");
  });

  it("with factors of too few and too many levels", () => {
    const one = { ...columns, one: new Array<string>(12).fill("only"), row: columns.z.map(String) };
    expect(failure("y ~ one + (1 | g)", one).message).toContain("the factor `one` must have at least 2 levels, got 1");
    expect(failure("y ~ x + (one | g)", one).message).toContain("the factor `one` must have at least 2 levels, got 1");
    expect(failure("y ~ x + (1 | one)", one).message).toContain("the grouping factor `one` must have at least 2 levels, got 1");
    expect(failure("y ~ x + (1 | row)", one).message).toContain("more rows than random effects of `row`");
    expect(failure("y ~ x + (1 | row)", one).message).toContain("got 12 rows and 12 levels");
    expect(failure("y ~ x + (x + z + h | g)", one).message).toContain("got 12 rows and 3 levels with 5 effects each");
    expect(failure("y ~ h * factor(day) * model + (1 | g)").message).toContain("more rows than coefficients, got 12 rows and 18");
    expect(failure("y ~ 0 + (1 | g)").message).toContain("there must be a fixed effect");
  });

  it("with interactions whose levels could not be told apart by name", () => {
    const data = { ...columns, a: ["p", "p:q", "p", "p:q", "p", "p:q", "p", "p:q", "p", "p:q", "p", "p:q"], b: ["q:r", "r", "q:r", "r", "q:r", "r", "q:r", "r", "s", "s", "s", "s"] };
    expect(failure("y ~ x + (1 | a:b)", data).message).toContain("levels of `a:b` must be distinct when joined by \":\", got \"p:q:r\" for two combinations");
  });

  it("with a response or a scaled column that is constant", () => {
    const constant = { ...columns, y: new Float64Array(12).fill(3), c: new Float64Array(12).fill(2) };
    expect(failure("y ~ x + (1 | g)", constant)).toMatchObject({ code: "no-variation", message: "Cannot build the design: the response must vary, got `y` = 3 in every row" });
    expect(failure("x ~ scale(c) + (1 | g)", constant)).toMatchObject({ code: "no-variation" });
  });

  it("with columns that depend on others: which, and on which", () => {
    const data = { ...columns, sum: columns.x.map((x, i) => x - 3 * columns.z[i]), copy: columns.x, five: new Float64Array(12).fill(5), zero: new Float64Array(12), small: columns.x.map((x) => x * 1e-12 + 3e-12) };
    const claims: [string, string][] = [
      ["y ~ x + z + sum + (1 | g)", "got `sum`, which is a combination of `x`, `z`;"],
      ["y ~ x + z + copy + (1 | g)", "got `copy`, which is a combination of `x`;"],
      ["y ~ x + five + (1 | g)", "got `five`, which is constant;"],
      ["y ~ z + small + x + (1 | g)", "got `x`, which is a combination of `(Intercept)`, `small`;"],
      ["y ~ 0 + x + x:model + (1 | g)", "got `x:modelb`, which is a combination of `x`, `x:modela`;"],
      ["y ~ x + zero + (1 | g)", "`zero` must not be 0 in every row"],
      ["y ~ factor(day) * h + (1 | g)", "`factor(day)100:hhigh`"],
    ];
    for (const [formula, expected] of claims) {
      const error = failure(formula, data);
      expect(error).toBeInstanceOf(NumericalError);
      expect(error).toMatchObject({ code: "singular-design" });
      if (!formula.includes("*")) expect(error.message).toContain(expected);
    }
  });

  it("but not with columns that only nearly do, whatever their units", () => {
    const far = { ...columns, year: columns.z.map((z) => 1e6 + z), tiny: columns.x.map((x) => x * 1e-50), huge: columns.z.map((z) => z * 1e50) };
    expect(buildDesign("y ~ year + tiny + (1 | g)", far).coefficientNames.length).toBe(3);
    expect(buildDesign("y ~ tiny + huge + (1 | g)", far).coefficientNames.length).toBe(3);
  });
});

describe("rowsFor() makes rows of new columns", () => {
  const formula = "y ~ scale(x) + model:z + h + (z | g) + (1 | g:day) + (1 | h)";
  const design = buildDesign(formula, columns);

  it("with the levels, contrasts, means and deviations of the fit", () => {
    const rows = [7, 2, 11];
    const pick = <T>(values: ArrayLike<T>): T[] => rows.map((row) => values[row]);
    const some = { x: pick(columns.x), z: pick(columns.z), model: pick(columns.model), g: pick(columns.g), day: pick(columns.day), h: pick(columns.h.codes).map((code) => columns.h.levels[code]) };
    const { x, z } = rowsFor(design, some);
    const p = design.x.shape[1];
    expect(x.shape).toEqual([3, p]);
    expect([...x.data]).toEqual(rows.flatMap((row) => Array.from(design.x.data.subarray(row * p, (row + 1) * p))));
    design.terms.forEach((term, t) => {
      expect([...z[t].codes]).toEqual(pick(term.codes));
      expect(z[t].z.map((values) => [...values])).toEqual(term.z.map(pick));
    });
    const one = rowsFor(design, { ...some, ...Object.fromEntries(Object.entries(some).map(([name, values]) => [name, values.slice(0, 1)])) });
    expectWithin(one.x.data[1], (columns.x[7] - 56.5 / 12) / design.recipe!.scales["scale(x)"].scale, { rel: 1e-14 });
  });

  it("with code −1 for groups that the fit did not see, also as a combination", () => {
    const { z } = rowsFor(design, { x: [1, 2, 3], z: [1, 2, 3], model: ["a", "a", "b"], h: ["low", "low", "high"], g: ["k", "new", "l"], day: [9, 10, 10] });
    const terms = Object.fromEntries(design.terms.map(({ group }, t) => [group, [...z[t].codes]]));
    expect(terms["g"]).toEqual([0, -1, 1]);
    expect(terms["h"]).toEqual([0, 0, 2]);
    expect(terms["g:day"]).toEqual([design.terms.find(({ group }) => group === "g:day")!.levels.indexOf("k:9"), -1, -1]);
  });

  it("of a formula that takes a variable away again", () => {
    const odd = buildDesign("y ~ x + model - x + z - model + (1 | g)", columns);
    expect(odd.coefficientNames).toEqual(["(Intercept)", "z"]);
    expect(rowsFor(odd, columns).x).toEqual(odd.x);
  });

  it("of new groups without columns of groups", () => {
    const { x, z } = rowsFor(design, { other: [1, 2, 3], x: [1], z: [2], model: ["a"], h: ["high"] }, "new");
    expect(x.shape).toEqual([1, design.x.shape[1]]);
    expect(z.map(({ codes }) => [...codes])).toEqual(design.terms.map(() => [-1]));
    expect(z[design.terms.findIndex(({ group }) => group === "g")].z.map((values) => [...values])).toEqual([[1], [2]]);
    expect(rowsFor(buildDesign("y ~ 1 + (z | g)", columns), { other: [1, 2], z: [3] }, "new").x.shape).toEqual([1, 1]);
    expect(rowsFor(buildDesign("y ~ 1 + (1 | g)", columns), { other: [1, 2] }, "new").x).toEqual({ data: Float64Array.of(1, 1), shape: [2, 1] });
    expect(() => rowsFor(buildDesign("y ~ 1 + (1 | g)", columns), {}, "new")).toThrow("a column to count rows by");
  });

  it("but not of levels that have no coefficient, nor of missing columns and values", () => {
    const row = { x: [1], z: [2], model: ["a"], h: ["low"], g: ["k"], day: [9] };
    expect(() => rowsFor(design, { ...row, model: ["c"] })).toThrow(new RangeError("Cannot read the new rows: `model` must have the levels of the fit (\"a\", \"b\"), got \"c\" at row 0"));
    expect(() => rowsFor(design, { ...row, h: ["unused"] })).toThrow("got \"unused\" at row 0");
    expect(() => rowsFor(design, { ...row, x: [NaN] })).toThrow("`x` must be finite numbers, got NaN at row 0");
    expect(() => rowsFor(design, { ...row, g: [null] as never })).toThrow("got null at row 0");
    expect(() => rowsFor(design, { x: [1], z: [2], model: ["a"], h: ["low"], day: [9] })).toThrow("got `g` at position");
    expect(() => rowsFor(design, { ...row, z: ["2"] })).toThrow(TypeError);
    expect(() => rowsFor({ ...design, recipe: undefined } as never, row)).toThrow("must have been made from a formula");
  });
});

describe("designs", () => {
  const formula = "y ~ model * x + h + (x || g) + (1 | h:g) + (1 | day)";
  const names = Object.keys(columns) as (keyof typeof columns)[];
  const design = buildDesign(formula, columns);
  const p = design.x.shape[1];

  it("of permuted rows are permuted designs", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...columns.y.keys()], { minLength: 12 }), (order) => {
        const pick = <T>(values: ArrayLike<T>): T[] => order.map((row) => values[row]);
        const data = Object.fromEntries(names.map((name) => [name, name === "h" ? { codes: Int32Array.from(pick(columns.h.codes)), levels: columns.h.levels } : pick(columns[name] as number[])]));
        const permuted = buildDesign(formula, data as ModelColumns);
        expect([...permuted.x.data]).toEqual(order.flatMap((row) => Array.from(design.x.data.subarray(row * p, (row + 1) * p))));
        expect([...permuted.y]).toEqual(pick(design.y));
        expect(permuted.factors).toEqual(design.factors);
        permuted.terms.forEach(({ codes, z, levels }, t) => {
          expect([...codes]).toEqual(pick(design.terms[t].codes));
          expect(z.map((values) => [...values])).toEqual(design.terms[t].z.map(pick));
          expect(levels).toEqual(design.terms[t].levels);
        });
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it("do not depend on what levels are called, if their order stays", () => {
    const renamed = buildDesign(formula, { ...columns, model: columns.model.map((level) => `solver ${level}`), g: columns.g.map((level) => `${level}${level}`) });
    expect(renamed.x).toEqual(design.x);
    expect(renamed.terms.map(({ codes }) => codes)).toEqual(design.terms.map(({ codes }) => codes));
    expect(renamed.coefficientNames[1]).toBe("modelsolver b");
  });

  it("of a factor as strings, numbers or codes are one design", () => {
    const asCodes = { codes: Int32Array.from(columns.day.map((day) => [9, 10, 100].indexOf(day))), levels: ["9", "10", "100"] };
    expect(buildDesign(formula, { ...columns, day: asCodes })).toEqual(design);
  });

  it("come, or an error that is documented, from any formula", () => {
    const piece = fc.constantFrom("x", "z", "model", "g", "h", "day", "1", "0", "+", "+", "-", "*", ":", "/", "^2", "(", ")", "I(x^2)", "log(z)", "factor(day)", "scale(x)", "(1 | g)", "(x || h)", "(model | g)", "| g)");
    let built = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        try {
          const made = buildDesign(`y ~ ${pieces.join(" ")} + (1 | day)`, columns);
          built++;
          expect(made.x.shape).toEqual([12, made.coefficientNames.length]);
          expect(made.x.data.every(Number.isFinite)).toBe(true);
          expect(rowsFor(made, columns)).toEqual({ x: made.x, z: made.terms.map(({ codes, z }) => ({ codes, z })) });
        } catch (error) {
          const isDocumented = error instanceof TypeError || error instanceof RangeError || error instanceof NumericalError;
          if (!isDocumented || !/^Cannot (?:build|read) the (?:design|formula): /.test(error.message)) throw error;
        }
      }),
      { seed: 4, numRuns: 4000 },
    );
    expect(built).toBeGreaterThan(100);
  });
});
