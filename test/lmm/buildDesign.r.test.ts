import { readFileSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { buildDesign, type ModelColumns } from "../../src/lmm/design/buildDesign.ts";
import { columnReader } from "../../src/lmm/design/columnReader.ts";
import type { MixedDesign } from "../../src/lmm/mixedDesign.ts";
import { modelLayout } from "../../src/lmm/design/modelLayout.ts";
import { modelMatrix } from "../../src/lmm/design/modelMatrix.ts";
import { parseFormula } from "../../src/lmm/formula/parseFormula.ts";
import { rowsFor } from "../../src/lmm/design/rowsFor.ts";
import { expectWithin } from "../within.ts";

interface RandomPart {
  group: string;
  effects: string | string[];
  levels: string[];
  codes: number[];
  z: (number | number[])[];
}

const fixtures = resolve(import.meta.dirname, "../fixtures");
const read = (file: string): unknown => JSON.parse(readFileSync(resolve(fixtures, file), "utf8"));

/** A design made from its own columns again must be itself. */
function expectSameRows(design: MixedDesign, columns: ModelColumns): void {
  const rows = rowsFor(design, columns);
  expect(rows.x).toEqual(design.x);
  expect(rows.z).toEqual(design.terms.map(({ codes, z }) => ({ codes, z })));
}

describe("buildDesign() makes of lme4's data sets what lme4 does, to the bit", () => {
  interface Fixture {
    formula: string;
    data: Record<string, { type: "numeric"; values: number[] } | { type: "factor"; codes: number[]; levels: string[] }>;
    model?: { y: number[]; x: { names: string | string[]; columns: (number | number[])[] }; weights: number[] | null; random: RandomPart[] };
  }
  const names = readdirSync(resolve(fixtures, "lme4")).filter((file) => file.endsWith(".json") && (read(`lme4/${file}`) as Fixture).model !== undefined);

  it("in all 17 models", () => expect(names.length).toBe(17));

  it.each(names)("%s", (file) => {
    const { formula, data, model } = read(`lme4/${file}`) as Required<Fixture>;
    const columns = Object.fromEntries(
      Object.entries(data).map(([name, column]) => [name, column.type === "numeric" ? column.values : { codes: Int32Array.from(column.codes), levels: column.levels }]),
    );
    const design = buildDesign(formula, columns, model.weights ?? undefined);
    const n = model.y.length;
    /** The fixtures write a column of ones as 1. */
    const full = (column: number | number[]): number[] => (typeof column === "number" ? new Array<number>(n).fill(column) : column);
    expect([...design.y]).toEqual(model.y);
    expect(design.coefficientNames).toEqual([model.x.names].flat());
    expect(columnsOf(design)).toEqual(model.x.columns.map(full));
    expect(design.weights === null ? null : [...design.weights]).toEqual(model.weights);
    expect(design.terms.map(({ codes, z, ...term }) => ({ ...term, codes: [...codes], z: z.map((column) => [...column]) }))).toEqual(
      model.random.map((term) => ({ ...term, effects: [term.effects].flat(), z: term.z.map(full) })),
    );
    expectSameRows(design, columns);
  });
});

describe("formulas mean what they mean to R and lme4", () => {
  interface Case {
    formula: string;
    y: number[];
    names: string[];
    columns: number[][];
    assign: number[];
    labels: string[];
    deficient: boolean;
    random: (RandomPart & { effects: string[]; z: number[][] })[];
  }
  const { columns, cases } = read("r/modelMatrix.json") as { columns: Record<string, number[] | string[] | { codes: number[]; levels: string[] }>; cases: Case[] };
  const data = Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, "codes" in column ? { ...column, codes: Int32Array.from(column.codes) } : column]));

  it("among them some whose columns depend on one another", () => {
    expect(cases.length).toBeGreaterThan(95);
    expect(cases.filter(({ deficient }) => deficient).length).toBeGreaterThan(3);
  });

  it.each(cases)("$formula", (expected) => {
    const { formula } = expected;
    const matrix = modelMatrix(...layoutOf(formula, data));
    expect(matrix.names).toEqual(expected.names);
    expect(matrix.assign).toEqual(expected.assign);
    expect(matrix.labels).toEqual(expected.labels);
    expectColumns(matrix.columns, expected.columns);
    if (expected.deficient) {
      expect(() => buildDesign(formula, data)).toThrow(expect.objectContaining({ name: "NumericalError", code: "singular-design" }));
      return;
    }
    const design = buildDesign(formula, data);
    expectColumns([design.y], [expected.y]);
    expect(design.coefficientNames).toEqual(expected.names);
    expect([...design.assign]).toEqual(expected.assign);
    expect(design.fixedTerms).toEqual(expected.labels);
    expectColumns(columnsOf(design), expected.columns);
    expect(design.terms.map(({ group, effects, levels, codes }) => ({ group, effects, levels, codes: [...codes] }))).toEqual(
      expected.random.map(({ group, effects, levels, codes }) => ({ group: withoutParentheses(group), effects, levels, codes })),
    );
    for (const [t, { z }] of expected.random.entries()) expectColumns(design.terms[t].z, z);
    expectSameRows(design, data);
    expect(structuredClone(design)).toEqual(design);
  });

  /** lme4 keeps the parentheses that `b/(a:h)` was written with and those of `(g)`; so do we, but for outer ones. */
  function withoutParentheses(group: string): string {
    return /^\((?<inner>[^()]*)\)$/.exec(group)?.groups?.["inner"] ?? group;
  }
});

function layoutOf(formula: string, columns: ModelColumns): [ReturnType<typeof columnReader>, ReturnType<typeof modelLayout>] {
  const reader = columnReader("test", formula, columns, null);
  reader.rows = 48;
  return [reader, modelLayout(reader, parseFormula(formula).fixed)];
}

function columnsOf({ x }: MixedDesign): number[][] {
  const [n, p] = x.shape;
  return Array.from({ length: p }, (_, j) => Array.from({ length: n }, (__, i) => x.data[i * p + j]));
}

/** R prints 15 digits; exp, log and powers differ in the last bits. */
function expectColumns(actual: readonly ArrayLike<number>[], expected: readonly (readonly number[])[]): void {
  expect(actual.length).toBe(expected.length);
  for (const [j, column] of expected.entries()) {
    expect(actual[j].length).toBe(column.length);
    column.forEach((value, i) => expectWithin(actual[j][i], value, { rel: 2e-14, abs: 1e-14 }));
  }
}
