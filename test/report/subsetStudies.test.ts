import { describe as suite, expect, it } from "vitest";
import { fromRows, type Rollouts } from "../../src/data/index.ts";
import { createRng, normal } from "../../src/random/index.ts";
import { describe } from "../../src/report/describe.ts";
import type { Block, Dots, ReportDocument, Table } from "../../src/report/document.ts";
import { documentToHtml } from "../../src/report/documentToHtml.ts";
import { documentToMarkdown } from "../../src/report/documentToMarkdown.ts";
import { documentToText } from "../../src/report/documentToText.ts";
import { diversityCoverage, selectionScaling } from "../../src/study/index.ts";

/** Two solvers on eight problems, ten samples each at two temperatures. */
function demo(solvers: readonly string[], n = 10): Rollouts {
  const rng = createRng("report");
  const rows = solvers.flatMap((model) =>
    Array.from({ length: 8 }, (_, p) => p).flatMap((p) =>
      [0.2, 1].flatMap((temperature) =>
        Array.from({ length: n }, () => {
          const correct = rng.float() < (p + 1) / 10;
          return { model, problem: `p${p}`, temperature, correct, answer: correct ? "right" : `${rng.integer(4)}`, reward: normal(rng) + Number(correct), logProb: -5 * temperature - rng.float(), tokens: 5 + rng.integer(90) };
        }),
      ),
    ),
  );
  return fromRows(rows, {
    problem: "problem",
    solver: "model",
    correct: "correct",
    answer: "answer",
    reward: "reward",
    logProb: "logProb",
    tokens: "tokens",
    extra: { temperature: "temperature" },
  });
}

/** Every face of a document; none of them may show what is no number. */
function faces(document: ReportDocument): string[] {
  const [text, markdown] = [documentToText(document, { width: 100 }), documentToMarkdown(document)];
  for (const face of [text, markdown]) expect(face).not.toMatch(/NaN|undefined|Infinity|\[object/);
  expect(documentToHtml(document)).toContain("</html>");
  return [text, markdown];
}

const tables = (document: ReportDocument): Table[] => document.sections.flatMap(({ blocks }) => blocks.filter((block: Block): block is Table => block.type === "table"));
const captioned = (document: ReportDocument, words: string): Table => {
  const [table, ...others] = tables(document).filter(({ caption }) => caption.startsWith(words));
  expect(others).toEqual([]);
  return table;
};

suite("the report on selection scaling", () => {
  it("shows accuracy by size and by size and value, and differences, as the study has them", () => {
    const study = selectionScaling(demo(["m"]), { rng: 0, by: "temperature", sizes: [2, 4, 8, 10] });
    const document = describe(study);
    faces(document);
    const overall = tables(document)[0];
    expect(overall.rows.map(([n]) => n)).toEqual([2, 4, 8, 10]);
    const vote = overall.columns.findIndex(({ name }) => name === "majority vote");
    const expected = study.estimates.filter(({ group, rule }) => group === undefined && rule === "majority-vote");
    expect(overall.rows.map((row) => row[vote])).toEqual(expected.map(({ estimate, confidenceInterval }) => ({ estimate, confidenceInterval })));
    expect(captioned(document, "Share of problems answered right by the sample kept of n, by temperature").rows.map(([label]) => label)).toEqual(
      ["2, 0.2", "2, 1", "4, 0.2", "4, 1", "8, 0.2", "8, 1", "10, 0.2", "10, 1"],
    );
    const differences = captioned(document, "Differences between rules");
    expect(differences.columns.map(({ name }) => name)).toEqual(["rules", "n = 2", "n = 8", "n = 10", "p, Holm"]);
    expect(differences.rows.map(([pair]) => pair)).toContain("majority vote − highest reward");
    expect(document.sections.map(({ id }) => id)).toEqual(["selection-scaling-1", "methods"]);
  });

  it("has a section per solver, no figure for a single size, no differences without a choice", () => {
    const two = describe(selectionScaling(demo(["m", "w"]), { rng: 0, sizes: [4] }));
    faces(two);
    expect(two.sections.map(({ heading }) => heading)).toEqual(["Keeping one of n samples: m", "Keeping one of n samples: w", "Methods"]);
    expect(two.sections.flatMap(({ blocks }) => blocks).some(({ type }) => type === "curves")).toBe(false);
    const frame = describe(selectionScaling(demo(["m"]), { rng: 0, rules: ["coverage"] }));
    expect(tables(frame)).toHaveLength(1);
    expect(faces(frame)[0]).not.toContain("Minimum Bayes");
  });

  it("warns of samples without a value and of problems left out", () => {
    const rollouts = demo(["m"]);
    const { temperature } = rollouts.extra;
    const gaps = { ...rollouts, extra: { temperature: (temperature as Float64Array).map((value, i) => (i < 3 ? NaN : value)) } };
    const { notices } = describe(selectionScaling(gaps, { rng: 0, by: "temperature", sizes: [10] }));
    expect(notices.map(({ text }) => text)).toEqual([
      "3 samples have no value of temperature and are left out.",
      expect.stringContaining("1 problem of m is left out for having fewer samples (p0)"),
    ]);
  });
});

suite("the report on diversity and coverage", () => {
  const study = diversityCoverage(demo(["m"]), { rng: 0, by: "temperature", sizes: [2, 4, 8], measures: ["unique-answers", "length-variation"] });
  const document = describe(study);

  it("shows correlations by measure and size, by value, and all of them in one long table", () => {
    faces(document);
    const pooled = captioned(document, "Pooled Pearson correlation with any correct, 95 %");
    expect(pooled.rows.map(([measure]) => measure)).toEqual(["unique-answers", "length-variation", "mean-log-prob"]);
    const records = study.correlations.filter(({ group, outcome, scope, kind, measure }) => group === undefined && outcome === "coverage" && scope === "pooled" && kind === "pearson" && measure === "length-variation");
    expect(pooled.rows[1].slice(1)).toEqual(records.map(({ estimate, confidenceInterval }) => ({ estimate, confidenceInterval })));
    // The log-probability is not held fixed against itself.
    expect(captioned(document, "Pooled partial correlation").rows.map(([measure]) => measure)).toEqual(["unique-answers", "length-variation"]);
    expect(captioned(document, "Pearson correlation within problems with any correct in sets of k = 4 samples by temperature").columns.map(({ name }) => name)).toEqual(["measure", "0.2", "1"]);
    const all = captioned(document, "All correlations");
    expect(all.detail).toBe(true);
    expect(all.rows).toHaveLength(study.correlations.length);
  });

  it("draws every measure's intervals by scope at the middle size", () => {
    const figure = document.sections[0].blocks.find((block: Block): block is Dots => block.type === "dots") as Dots;
    expect(figure.reference).toBe(0);
    expect(figure.caption).toContain("k = 4");
    expect(figure.rows.map(({ label, group }) => `${label}: ${group}`)).toEqual([
      ...["unique-answers", "length-variation"].flatMap((measure) => ["pooled", "pooled, given log-probability", "within problems", "between problem means"].map((group) => `${measure}: ${group}`)),
      ...["pooled", "within problems", "between problem means"].map((group) => `mean-log-prob: ${group}`),
    ]);
  });

  it("shows buckets of the middle size, one table open and the others folded", () => {
    const buckets = document.sections[1];
    expect(buckets.heading).toBe("Outcomes by diversity");
    const own = buckets.blocks.filter((block): block is Table => block.type === "table");
    expect(own.map(({ detail = false }) => detail)).toEqual([false, true, true]);
    expect(own[0].columns.map(({ name }) => name)).toEqual(["from", "to", "any correct", "share correct", "majority vote", "highest reward", "least", "largest", "mean", "sets", "problems"]);
    expect(own[0].rows).toHaveLength(8);
  });

  it("says less where there is less: the first samples alone, no log-probability", () => {
    const { logProb: _logProb, ...rollouts } = demo(["m", "w"]);
    const first = describe(diversityCoverage(rollouts, { rng: 0, sizes: [4], subsets: "first", measures: ["unique-answers"] }));
    const [text] = faces(first);
    expect(text).toContain("The first k samples of each problem are one set.");
    expect(text).not.toContain("log-probability");
    expect(text).not.toContain("within problems");
    expect(tables(first).some(({ caption }) => caption.includes("within problems"))).toBe(false);
    expect(first.sections.map(({ id }) => id)).toEqual(["diversity-coverage-1", "diversity-buckets-1", "diversity-coverage-2", "diversity-buckets-2", "methods"]);
  });
});
