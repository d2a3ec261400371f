import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { MixedDesign } from "../../src/lmm/mixedDesign.ts";
import type { Categorical } from "../../src/numeric/types.ts";

const folder = new URL("../fixtures/lme4/", import.meta.url);

/** A column of numbers, as the fixtures write it: a bare 1 is a column of ones. */
type Column = 1 | readonly number[];

/** A model as numbers. */
export interface ReferenceModel {
  readonly y: readonly number[];
  readonly x: { readonly names: readonly string[]; readonly columns: readonly Column[] };
  readonly weights: readonly number[] | null;
  readonly random: readonly ReferenceTerm[];
}

interface ReferenceTerm {
  readonly group: string;
  readonly effects: readonly string[];
  readonly levels: readonly string[];
  readonly codes: readonly number[];
  readonly z: readonly Column[];
}

type ReferenceColumn = { readonly type: "numeric"; readonly values: readonly number[] } | { readonly type: "factor"; readonly levels: readonly string[]; readonly codes: readonly number[] };

/** One file of test/fixtures/lme4; its README says what the fields mean. Fields beside these are read as they are. */
export interface Reference {
  readonly name: string;
  readonly formula: string;
  readonly n: number;
  readonly p: number;
  readonly q: number;
  readonly data: Readonly<Record<string, ReferenceColumn>>;
  readonly model: ReferenceModel;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly [field: string]: any;
}

/** Names of the models with data and certified values (without `stress_a` and `insteval`). */
export const referenceNames: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith(".json") && !["stress_a.json", "insteval.json"].includes(file))
  .map((file) => file.slice(0, -".json".length))
  .toSorted();

/** Reads one file of the fixtures. */
export function loadReference(name: string): Reference {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8")) as Reference;
}

/** The 60 small hard problems. */
export function loadStress(): readonly Reference[] {
  return loadReference("stress_a").problems as Reference[];
}

/** The model block of a reference as a design. */
export function designOf({ y, x, weights, random }: ReferenceModel, formula: string = ""): MixedDesign {
  const n = y.length;
  const p = x.columns.length;
  const data = new Float64Array(n * p);
  x.columns.forEach((column, j) => {
    for (let i = 0; i < n; i++) data[i * p + j] = column === 1 ? 1 : column[i];
  });
  return {
    formula,
    response: "y",
    y: Float64Array.from(y),
    x: { data, shape: [n, p] },
    coefficientNames: x.names,
    assign: Int32Array.from(x.names, (_, j) => j - 1),
    fixedTerms: x.names.slice(1),
    terms: random.map(({ group, effects, levels, codes, z }) => ({
      group,
      levels,
      codes: Int32Array.from(codes),
      effects,
      z: z.map((column) => (column === 1 ? new Float64Array(n).fill(1) : Float64Array.from(column))),
    })),
    weights: weights === null ? null : Float64Array.from(weights),
    factors: {},
  };
}

/** The data of a reference as columns for a formula. */
export function columnsOf(data: Reference["data"]): Record<string, Float64Array | Categorical> {
  return Object.fromEntries(
    Object.entries(data).map(([name, column]) => [
      name,
      column.type === "numeric" ? Float64Array.from(column.values) : { codes: Int32Array.from(column.codes), levels: column.levels },
    ]),
  );
}

/** InstEval, 73,421 ratings: columns as read from the csv.gz. */
export function instEvalColumns(): Record<string, string[] | Float64Array> {
  const text = gunzipSync(readFileSync(new URL("insteval.csv.gz", folder))).toString("utf8");
  const [header, ...lines] = text.trim().split("\n");
  const rows = lines.map((line) => line.split(","));
  return Object.fromEntries(
    header.split(",").map((name, j) => {
      const values = rows.map((row) => row[j].replaceAll('"', ""));
      return [name.replaceAll('"', ""), name.includes("y") && name.length <= 3 ? Float64Array.from(values, Number) : values];
    }),
  );
}

/** InstEval as a design: y ~ 1 + service + (1 | s) + (1 | d) + (1 | dept). */
export function instEvalDesign(): MixedDesign {
  const columns = instEvalColumns();
  const n = columns.y.length;
  const { dept_levels: departments } = loadReference("insteval") as unknown as { dept_levels: string[] };
  const term = (name: string, levels: readonly string[]) => {
    const index = new Map(levels.map((level, code) => [level, code]));
    const codes = Int32Array.from(columns[name] as string[], (level) => index.get(level) ?? -1);
    return { group: name, levels, codes, effects: ["(Intercept)"], z: [new Float64Array(n).fill(1)] };
  };
  const numeric = (name: string): string[] => [...new Set(columns[name] as string[])].toSorted((a, b) => Number(a) - Number(b));
  const data = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    data[2 * i] = 1;
    data[2 * i + 1] = Number((columns.service as string[])[i]);
  }
  return {
    formula: "y ~ 1 + service + (1 | s) + (1 | d) + (1 | dept)",
    response: "y",
    y: columns.y as Float64Array,
    x: { data, shape: [n, 2] },
    coefficientNames: ["(Intercept)", "service1"],
    assign: new Int32Array([-1, 0]),
    fixedTerms: ["service"],
    terms: [term("s", numeric("s")), term("d", numeric("d")), term("dept", departments)],
    weights: null,
    factors: {},
  };
}
