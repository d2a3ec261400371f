import { describe, expect, it } from "vitest";
import { fromRows } from "../../src/data/index.ts";
import { powerMixedModel } from "../../src/lmm/index.ts";
import { passAtK, passAtKCurve } from "../../src/passk/index.ts";
import { describePower, toJupyter, type ToJupyterOptions } from "../../src/report/index.ts";
import { wilcoxonSignedRank } from "../../src/stats/index.ts";
import { compareArms, diversityCoverage, diversityStudy, pruningStudy, samplingStudy, selectionScaling } from "../../src/study/index.ts";

function html(value: unknown, options?: ToJupyterOptions): string {
  return toJupyter(value, options)[Symbol.for("Jupyter.display")]()["text/html"];
}

function plain(value: unknown, options?: ToJupyterOptions): string {
  return toJupyter(value, options)[Symbol.for("Jupyter.display")]()["text/plain"];
}

/** Texts of the cells, row by row, of every table. */
function tables(value: unknown, options?: ToJupyterOptions): string[][][] {
  const texts = (row: string): string[] => [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, text]) => text);
  return html(value, options).split("<table>").slice(1).map((table) => [...table.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row]) => texts(row)));
}

describe("toJupyter of plain results", () => {
  it("shows single values under their names, numbers as reports write them, an interval in one cell", () => {
    const [table] = tables(wilcoxonSignedRank([1, 2, 3, 4, -1.5, 3]));
    expect(table).toContainEqual(["method", "Wilcoxon signed-rank test, exact"]);
    expect(table).toContainEqual(["pValue", "0.094"]);
    expect(table).toContainEqual(["confidenceInterval, 95 %", "[−1.500, 4]"]);
    expect(tables(0.1234)).toEqual([[["name", "value"], ["value", "0.1234"]]]);
    expect(tables(null)).toEqual([[["name", "value"], ["value", "–"]]]);
    expect(tables([])).toEqual([[["name", "value"], ["value", "empty"]]]);
    expect(tables({ deep: { yes: true, left: undefined, few: [1, 2], none: [] } })).toEqual([[["name", "value"], ["deep.yes", "true"], ["deep.none", "empty"], ["deep.few", "1, 2"]]]);
  });

  it("shows lists of one length as columns", () => {
    const [fields, curve] = tables(passAtKCurve({ n: [4, 4, 4], c: [0, 2, 3] }, [1, 2]));
    expect(fields[1][0]).toBe("method");
    expect(curve[0].slice(0, 2)).toEqual(["k", "estimate"]);
    expect(curve[1].slice(0, 2)).toEqual(["1", "0.4167"]);
    expect(curve.length).toBe(3);
  });

  it("shows columns of rollouts as a row per sample, labels decoded, and what is missing as a dash", () => {
    const rows = [{ p: "p1", a: "4", t: 1 }, { p: "p2", a: undefined, t: 0.5 }, { p: "p1", a: "4", t: undefined }];
    const rollouts = fromRows(rows, { problem: "p", answer: "a", extra: { t: (row: (typeof rows)[number]) => row.t } });
    const [, table] = tables(rollouts);
    expect(table).toEqual([["problem", "solver", "answer", "extra.t"], ["p1", "samples", "4", "1"], ["p2", "samples", "–", "0.5000"], ["p1", "samples", "4", "–"]]);
  });

  it("shows records of an array as rows under all their names, records within them by dotted names, long lists by their size", () => {
    const interval = { low: 0.25, high: 0.75, level: 0.9 };
    const [table] = tables([{ k: 1, inner: { p: 1e-9 }, values: new Float64Array(80) }, { k: 2, confidenceInterval: interval, none: null }]);
    expect(table).toEqual([["k", "inner.p", "values", "confidenceInterval, 90 %", "none"], ["1", "1.0e-9", "80 values", "–", "–"], ["2", "–", "–", "[0.2500, 0.7500]", "–"]]);
  });

  it("shows the members asked for, in that order, of one result or of all in an array", () => {
    const results = [{ k: 1, inner: { p: 0.5 }, left: 3 }, { k: 2, inner: { p: 0.25 } }];
    expect(tables(results, { keys: ["inner", "k"] })).toEqual([[["inner.p", "k"], ["0.50", "1"], ["0.25", "2"]]]);
    expect(tables(results, { keys: ["left"] })[0].slice(1)).toEqual([["3"], ["–"]]);
    expect(tables(results[0], { keys: ["k"] })).toEqual([[["name", "value"], ["k", "1"]]]);
    expect(() => toJupyter(results, { keys: ["k", "nothing"] })).toThrow('Cannot show a result: keys must be names of members, got "nothing", which the result does not have');
    expect(tables([null, { k: 1 }], { keys: ["k"] })[0].slice(1)).toEqual([["–"], ["1"]]);
    expect(() => toJupyter(1, { keys: ["k"] })).toThrow(RangeError);
    expect(() => toJupyter(results, { keys: [] })).toThrow(RangeError);
    expect(() => toJupyter(results, { keys: "k" as unknown as string[] })).toThrow(TypeError);
  });

  it("shows a matrix by its rows, through its strides, and rows of numbers alike", () => {
    const expected = [["row", "0", "1"], ["0", "1", "3"], ["1", "2", "4"]];
    expect(tables({ data: [9, 1, 2, 3, 4], shape: [2, 2], stride: [1, 2], offset: 1 })[0]).toEqual(expected);
    expect(tables([[1, 3], Float64Array.of(2, 4)])[0]).toEqual(expected);
    const wide = tables({ data: new Float64Array(24), shape: [2, 12] })[0];
    expect(wide[0].at(-1)).toBe("… 12 columns");
    expect(wide[1].length).toBe(10);
  });

  it("cuts long tables and says how many rows there are", () => {
    const [table] = tables(Float64Array.from({ length: 1234 }, (_, i) => i));
    expect(table.length).toBe(1 + 20 + 1);
    expect(table.at(-1)).toEqual(["… the first 20 of 1,234 rows"]);
    expect(tables(Float64Array.of(1, 2, 3), { rows: 2 })[0].at(-1)).toEqual(["… the first 2 of 3 rows"]);
    expect(tables(Float64Array.of(1, 2, 3), { rows: 3 })[0].length).toBe(4);
    expect(plain(new Float64Array(21)).split("\n").at(-1)).toBe("… the first 20 of 21 rows");
  });

  it("escapes hostile texts and names, keeps dollars from becoming formulas, cuts long texts whole characters at a time", () => {
    const hostile = `<img src=x onerror="alert(1)">&\u001b[2J`;
    const text = html([{ [hostile]: hostile, text: "😀".repeat(200) }]);
    expect(text).not.toContain("<img");
    expect(text).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;");
    expect(text).toContain(`>${"😀".repeat(120)}…<`);
    expect(text).toMatch(/^<div class="tex2jax_ignore mathjax_ignore">/);
    expect(plain([{ [hostile]: hostile }])).not.toContain("\u001b");
    expect(html({ [hostile]: [{ a: 1 }] })).not.toContain("<img");
  });

  it("refuses what is no plain data, naming the place, and leaves the result as it is", () => {
    const cyclic: Record<string, unknown> = { a: 1 };
    cyclic.self = { again: cyclic };
    expect(() => toJupyter(cyclic)).toThrow("Cannot show a result: a value must not contain itself, got a cycle at self.again");
    expect(() => toJupyter([{ a: cyclic }])).toThrow("contain itself");
    expect(() => toJupyter({ f: () => 1 })).toThrow("Cannot show a result: it must be plain data, got a function at f");
    expect(() => toJupyter(new Map())).toThrow(TypeError);
    expect(() => toJupyter([{ when: new Date(0) }])).toThrow("[0].when");
    expect(() => toJupyter(1, { rows: 0 })).toThrow(RangeError);
    expect(() => toJupyter(1, { lines: 3 } as unknown as ToJupyterOptions)).toThrow("unknown option `lines`");
    expect(() => toJupyter(1, null as unknown as ToJupyterOptions)).toThrow("Cannot show a result: options must be an object, got null");
    const result = passAtK({ n: 4, c: [1, 2] }, 2);
    const before = structuredClone(result);
    toJupyter(result);
    expect(result).toEqual(before);
  });
});

describe("toJupyter of studies", () => {
  const rows = Array.from({ length: 48 }, (_, i) => ({ p: `p${i % 6}<b>`, m: i < 24 ? "a" : "b", ok: (i * 7) % 5 < 2, answer: String((i * 7) % 5), text: `${i % 4} + 1 = ${(i * 7) % 5}`, reward: i % 3 }));
  const rollouts = fromRows(rows, { problem: "p", solver: "m", correct: "ok", answer: "answer", text: "text", reward: "reward" });
  const studies = {
    sampling: () => samplingStudy(rollouts, { rng: 1 }),
    comparison: () => compareArms(rollouts, { rng: 1 }),
    diversity: () => diversityStudy(rollouts),
    coverage: () => diversityCoverage(rollouts, { rng: 1, sizes: [2], subsets: 4 }),
    selection: () => selectionScaling(rollouts, { rng: 1, sizes: [2, 4], subsets: 5 }),
    pruning: () => pruningStudy(rollouts, { rng: 1, ks: [2], draws: 10 }),
    power: () => describePower(powerMixedModel({ ensembles: [10, 20], splits: 5, effect: 1, sd: { ensemble: 1, split: 0.5, residual: 2 } }, { rng: 1, replicates: 20 }), 0.95, "points"),
  };

  it.each(Object.entries(studies))("shows the report of a %s study: title, sections, tables; neither script nor style sheet", (_, study) => {
    const text = html(study());
    expect(text).toMatch(/<h3>[^<]+<\/h3>\n<p>/);
    expect(text).toContain("<h4>");
    expect(text).toContain("<table>");
    expect(text).not.toMatch(/<script|<style|<b>|<iframe| on\w+=/);
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
    expect(plain(study()).length).toBeGreaterThan(200);
  });

  it("cuts detail tables only, not the others", () => {
    const study = samplingStudy(rollouts, { rng: 1 });
    expect(html(study, { rows: 2 })).toContain("… the first 2 of ");
    expect(html(study, { rows: 1000 })).not.toContain("… the first");
    const [short] = html(study, { rows: 2 }).split("<details>");
    expect(short).toContain("<table>");
    expect(short).not.toContain("… the first");
    expect(html(study, { keys: ["solvers", "rows"] })).not.toContain("<h3>");
  });
});
