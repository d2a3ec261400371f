import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseFormula } from "../../src/lmm/formula/parseFormula.ts";

/** A formula as its parts, one string each. */
function summary(formula: string): { response: string; fixed: string; random: string[] } {
  const { response, fixed, random } = parseFormula(formula);
  const side = ({ intercept, variables, terms }: typeof fixed): string => [intercept ? "1" : "0", ...terms.map((term) => term.map((v) => variables[v].label).join(":"))].join(" + ");
  return { response: response.label, fixed: side(fixed), random: random.map(({ effects, group }) => `${side(effects)} | ${group.label}`) };
}

function message(formula: string): string {
  try {
    parseFormula(formula);
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return (error as Error).message;
  }
  return expect.fail(`${formula} was read`);
}

describe("parseFormula()", () => {
  it("takes a formula apart", () => {
    expect(summary("gain ~ edc + baseline + (1 | ensemble) + (1 | split)")).toEqual({ response: "gain", fixed: "1 + edc + baseline", random: ["1 | ensemble", "1 | split"] });
    expect(summary("I( 100*ds )~edc*model-edc:model+(edc||pool/solver)")).toEqual({
      response: "I(100 * ds)",
      fixed: "1 + edc + model",
      random: ["1 | solver:pool", "1 | pool", "0 + edc | solver:pool", "0 + edc | pool"],
    });
  });

  it("takes spaces, line breaks and tabs as nothing", () => {
    expect(summary("y~a+b*c+(a|g)")).toEqual(summary("  y\n~ a +\tb  * c\r\n+ ( a | g )\u00a0"));
  });

  it("reads names with dots, underscores, digits and other alphabets, and any name in backticks", () => {
    const { response, fixed, random } = summary("log.p_1 ~ .x + größe + `a b` + `c\\`d` + `f~(|` + (1 | `my group`) + (1 | `g h`:k)");
    expect(response).toBe("log.p_1");
    expect(fixed).toBe("1 + .x + größe + `a b` + `c\\`d` + `f~(|`");
    expect(random).toEqual(["1 | my group", "1 | `g h`:k"]);
  });

  it("writes expressions as R does", () => {
    const labels: [string, string][] = [
      ["I(x^2)", "I(x^2)"],
      ["I(x*2+z/3-(-1))", "I(x * 2 + z/3 - (-1))"],
      ["I(-x^2)", "I(-x^2)"],
      ["I( 1e5*x )", "I(1e+05 * x)"],
      ["I(123456*x)", "I(123456 * x)"],
      ["I(0.10*x + .5)", "I(0.1 * x + 0.5)"],
      ["I(0.0001*x)", "I(1e-04 * x)"],
      ["log(`a b`)", "log(`a b`)"],
    ];
    for (const [written, label] of labels) expect(summary(`y ~ ${written} + (1 | g)`).fixed).toBe(`1 + ${label}`);
  });

  it("keeps R's precedence: powers from the right and above signs, sums from the left", () => {
    const { expression } = parseFormula("y ~ I(-x^2^z) + (1 | g)").fixed.variables[0];
    expect(expression).toMatchObject({
      argument: { kind: "sign", operand: { operator: "^", left: { name: "x" }, right: { operator: "^", left: { value: 2 }, right: { name: "z" } } } },
    });
    expect(parseFormula("y ~ I(a/b*c) + (1 | g)").fixed.variables[0].expression).toMatchObject({ argument: { operator: "*", left: { operator: "/" } } });
  });

  it("points at the character that is wrong", () => {
    expect(message("y ~ a + (1 | g")).toBe(
      "Cannot read the formula: an operator or the `)` of the `(` at position 9 must follow, got the end at position 15\n  y ~ a + (1 | g\n                ^",
    );
    expect(message("y ~ a ++* b")).toBe("Cannot read the formula: a column, a number, a function or `(` must stand here, got \"*\" at position 9\n  y ~ a ++* b\n          ^");
    const claims: [string, string, string][] = [
      ["", "must stand here, got the end", "position 1"],
      ["~ x + (1 | g)", "a response must stand left of `~`", "position 1"],
      ["y", "the `~` after the response must follow, got the end", "position 2"],
      ["y x ~ a", "the `~` after the response must follow, got \"x\"", "position 3"],
      ["y ~ x ~ z", "the end must follow, got \"~\"", "position 7"],
      ["y ~ x z", "the end must follow, got \"z\"", "position 7"],
      ["y ~ x", "must have a random term", "position 6"],
      ["y ~ x + 1 | g", "must stand in parentheses", "position 11"],
      ["y ~ x * (1 | g)", "must stand in parentheses", "position 12"],
      ["y ~ x - (1 | g)", "must be added", "position 9"],
      ["y ~ 2 * x + (1 | g)", "must be 0 or 1", "position 5"],
      ["y ~ x + 2 + (1 | g)", "must be 0 or 1", "position 9"],
      ["y ~ x:1 + (1 | g)", "must be 0 or 1", "position 7"],
      ["y ~ a:-b + (1 | g)", "a sign must stand between terms", "position 7"],
      ["y ~ (a + b)^x + (1 | g)", "must be a whole number from 1 to 20", "position 13"],
      ["y ~ (a + b)^2.5 + (1 | g)", "got 2.5", "position 13"],
      ["y ~ sin(x) + (1 | g)", "got `sin()`", "position 5"],
      ["y ~ log(x, 2) + (1 | g)", "must follow, got \",\"", "position 10"],
      ["y ~ log() + (1 | g)", "must stand here, got \")\"", "position 9"],
      ["y ~ log(factor(x)) + (1 | g)", "a factor is no number", "position 9"],
      ["y ~ I(a:b) + (1 | g)", "arithmetic must be made of", "position 8"],
      ["y ~ factor(x + 1) + (1 | g)", "factor() must hold a column", "position 12"],
      ["factor(y) ~ x + (1 | g)", "a factor is no number", "position 1"],
      ["y ~ . + (1 | g)", "named one by one", "position 5"],
      ["y ~ `a + (1 | g)", "a backtick must close", "position 17"],
      ["y ~ `` + (1 | g)", "a name must stand between backticks", "position 6"],
      ["y ~ \"x\" + (1 | g)", "must stand here", "position 5"],
      ["y ~ x + (1 | log(g))", "a grouping factor must be", "position 14"],
      ["y ~ x + (1 | a + b)", "several groups are separate terms", "position 14"],
      ["y ~ x + (1 | a * b)", "crossed factors are separate terms", "position 16"],
      ["y ~ x + (1 | 3)", "a grouping factor must be", "position 14"],
      ["y ~ x + (0 | g)", "something must vary", "position 12"],
      ["y ~ x + (1 | g | h)", "must stand in parentheses", "position 12"],
      ["y ~ x + (1 | g) + (x | g)", "got `1 | g` again", "position 22"],
      ["y ~ x + (1 | a:b) + (1 | a/b)", "got `1 | a:b` again", "position 24"],
      ["y ~ y + (1 | g)", "left of `~` only", "position 5"],
      ["y ~ x + (y | g)", "left of `~` only", "position 10"],
      ["y ~ I(1e999 * x) + (1 | g)", "a number must be finite", "position 7"],
      ["y ~ x\u{1F600} + (1 | g)", "got \"\u{1F600}\"", "position 6"],
    ];
    for (const [formula, expected, position] of claims) {
      expect(message(formula), formula).toContain(expected);
      expect(message(formula), formula).toContain(`at ${position}\n`);
    }
  });

  it("puts the caret below the character, also in a long formula and one of several lines", () => {
    for (const formula of ["y ~ x +\n  % + (1 | g)", `y ~ ${"x + ".repeat(500)}% + (1 | g)`, `y ~ % ${"+ x".repeat(500)}`]) {
      const [, line, caret, ...rest] = message(formula).split("\n");
      expect(rest).toEqual([]);
      expect(line[caret.length - 1]).toBe("%");
      expect(caret.trim()).toBe("^");
      expect(line.length).toBeLessThan(130);
    }
  });

  it("refuses what is no string or too long", () => {
    expect(() => parseFormula(3 as never)).toThrow(TypeError);
    expect(message(`y ~ ${"x + ".repeat(3000)}(1 | g)`)).toContain("at most 10000 characters");
  });

  it("neither overflows nor hangs, however nasty the text", () => {
    const nasty = [
      `y ~ ${"(".repeat(1000)}`,
      `y ~ ${"(".repeat(1000)}x${")".repeat(1000)} + (1 | g)`,
      `y ~ ${"-".repeat(5000)}x + (1 | g)`,
      `y ~ ${"I(".repeat(2000)}x`,
      `y ~ I(${"x^".repeat(3000)}x) + (1 | g)`,
      `y ~ ${"a:".repeat(3000)}a + (1 | g)`,
      `y ~ x + (1 | ${"a/".repeat(3000)}a)`,
      `y ~ x + (1 ${"| g".repeat(3000)})`,
      `y ~ (${Array.from({ length: 60 }, (_, i) => `x${i}`).join("+")})^9 + (1 | g)`,
      `y ~ ${Array.from({ length: 30 }, (_, i) => `x${i}`).join("*")} + (1 | g)`,
      `y ~ x ${`+ (${Array.from({ length: 13 }, (_, i) => `x${i}`).join("*")} || g)`.repeat(150)}`,
      `y ~ x + (1 | ${balanced("/", 0, 512)})`,
      `y ~ x + (1 | ${balanced(":", 0, 512)})`,
      `y ~ ${balanced("*", 0, 512)} + (1 | g)`,
    ];
    for (const formula of nasty) expect(message(formula).length, formula.slice(0, 40)).toBeLessThan(500);
    expect(parseFormula(`y ~ ${Array.from({ length: 1000 }, (_, i) => `x${i}`).join("+")} + (1 | g)`).fixed.terms.length).toBe(1000);
    expect(parseFormula(`y ~ ${balanced("/", 0, 512)} + (1 | g)`).fixed.terms.length).toBe(512);
  });

  it("reads any text or throws the error of a formula", () => {
    const piece = fc.constantFrom(..."y~x+-*/:^|()`.01 2ab,\n\\", "||", "I(", "log(", "factor(", "scale(", "(1|g)", "(x||g/h)", "~", "+", "a", "b", "\u{1F600}");
    const isDocumented = (text: string): void => {
      try {
        parseFormula(text);
      } catch (error) {
        if (!(error instanceof RangeError) || !error.message.startsWith("Cannot read the formula: ")) throw error;
      }
    };
    fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => isDocumented(pieces.join(""))), { seed: 1, numRuns: 3000 });
    fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => isDocumented(`y ~ ${pieces.join("")} + (1 | g)`)), { seed: 2, numRuns: 3000 });
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 60 }), isDocumented), { seed: 3, numRuns: 1000 });
  });
});

/** Names n0, n1, … joined in pairs of pairs. */
function balanced(operator: string, from: number, to: number): string {
  if (to - from === 1) return `n${from}`;
  const middle = (from + to) >> 1;
  return `(${balanced(operator, from, middle)}${operator}${balanced(operator, middle, to)})`;
}
