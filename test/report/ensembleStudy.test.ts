import { describe, expect, it } from "vitest";
import { powerDesignFrom, powerMixedModel } from "@divlab/core/lmm";
import { describe as describeResult, toHtml, toJson, toMarkdown } from "@divlab/core/report";
import { type EnsembleFinding, ensembleStudyFromTable, simulateEnsembleTable } from "@divlab/core/study";
import { checkDocument } from "../../src/report/checkDocument.ts";
import { describeEnsembleStudy } from "../../src/report/describeEnsembleStudy.ts";
import { describePower } from "../../src/report/describePower.ts";

const study = ensembleStudyFromTable(simulateEnsembleTable({ ensembles: 50, splits: 5, effect: 40, rng: 2 }));
const tables = (document: ReturnType<typeof describeResult>) => document.sections.flatMap(({ blocks }) => blocks).filter((block) => block.type === "table");

describe("the report on an ensemble study", () => {
  it("is a document whose parts fit together, in every face", () => {
    const document = describeResult(study);
    checkDocument("test", document);
    expect(document.sections.map(({ id }) => id)).toEqual(["diversity-and-gain", "variances", "random-effects", "ensembles", "methods"]);
    expect(toMarkdown(study)).toContain("diversity (EDC) β₁");
    expect(toHtml(study)).toContain("<!doctype html>");
    expect(JSON.parse(toJson(study))).toMatchObject({ kind: "ensemble-study", gainOf: "supplied" });
  });

  it("says what the test says, and that it is an association", () => {
    const answer = (own: typeof study) => describeResult(own).sections[0].blocks[0];
    const text = (own: typeof study) => (answer(own) as { text: string }).text;
    expect(text(study)).toMatch(/^More diverse ensembles gained more: 0\.1 more EDC .* goes with \+\d/);
    expect(text(study)).toContain("association");
    const turned = ensembleStudyFromTable(simulateEnsembleTable({ ensembles: 50, splits: 5, effect: -40, rng: 2 }));
    expect(text(turned)).toMatch(/^More diverse ensembles gained less: .* −\d/);
    const nothing = ensembleStudyFromTable(simulateEnsembleTable({ ensembles: 12, splits: 5, effect: 0, rng: 3 }));
    expect(nothing.fit!.fixedEffects[1].pValue).toBeGreaterThan(0.05);
    expect(text(nothing)).toMatch(/^These data do not tell whether/);
  });

  it("shows the largest and smallest 20 of 50 ensembles, and all of 5 splits, in falling order", () => {
    const dots = describeResult(study).sections.flatMap(({ blocks }) => blocks).filter((block) => block.type === "dots");
    const [, ensembles, splits] = dots;
    expect([ensembles.rows.length, splits.rows.length]).toEqual([40, 5]);
    expect(ensembles.caption).toContain("the 20 largest and the 20 smallest of 50");
    for (const { rows } of [ensembles, splits]) {
      const estimates = rows.map(({ estimate }) => estimate);
      expect(estimates).toEqual(estimates.toSorted((a, b) => b - a));
    }
  });

  it("reports the permutation test where there is one, and goes by it", () => {
    const permutation = { method: "Permutation of solvers", statistic: 9, pValue: 0.4, permutations: 999, solvers: 12 };
    const { text } = describeEnsembleStudy(study, {}, { permutation }).sections[0].blocks[0] as { text: string };
    expect(text).toMatch(/^These data do not tell/);
    expect(text).toContain("distances of the 12 solvers permuted 999 times, p = 0.40");
    expect(text).toContain("the interval is too narrow");
  });

  it("does not take a t test on shared members at its word", () => {
    const shared: EnsembleFinding = { code: "shared-members", solvers: 6, size: 3, ensembles: 20, shared: 1.5 };
    const { text } = describeResult({ ...study, findings: [shared] }).sections[0].blocks[0] as { text: string };
    expect(text).toMatch(/^By a t test that rejects too easily here, since ensembles share members, more diverse ensembles gained more: /);
    expect(describeResult({ ...study, fit: null, findings: [shared] }).notices).toEqual([]); // nothing was tested
  });

  it("speaks of steps of EDC that lie within its range", () => {
    const table = simulateEnsembleTable({ ensembles: 50, splits: 5, effect: 40, rng: 2 });
    const narrow = ensembleStudyFromTable({ ...table, edc: Float64Array.from(table.edc, (edc) => 0.9 + edc / 1000) });
    const { text } = describeResult(narrow).sections[0].blocks[0] as { text: string };
    expect(text).toContain(": 0.0001 more EDC at the same baseline accuracy goes with +4.");
  });

  it("notes where accuracies after training were matched by label alone", () => {
    expect(describeEnsembleStudy(study, {}, { matchedByLabel: true }).notices.map(({ text }) => text).join()).toContain("by label alone");
    expect(describeEnsembleStudy(study, {}, {}).notices).toEqual([]);
  });

  it("gives standard errors given the variances beside Kenward and Roger's, and not where they are the same", () => {
    const names = (own: typeof study) => tables(describeResult(own)).find(({ caption }) => caption.startsWith("gain ~ edc"))!.columns.map(({ name }) => name);
    expect(names(study)).toContain("given the variances");
    expect(names(ensembleStudyFromTable(simulateEnsembleTable({ ensembles: 12, splits: 5, effect: 40, rng: 2 }), { df: "satterthwaite" }))).not.toContain("given the variances");
  });

  it("goes without a fit where there is none, and says why", () => {
    const two = ensembleStudyFromTable(simulateEnsembleTable({ ensembles: 2, splits: 5, effect: 40, rng: 2 }));
    const document = describeResult(two);
    checkDocument("test", document);
    expect(document.notices[0].text).toContain("too few to fit anything");
    expect(document.sections.map(({ id }) => id)).toEqual(["diversity-and-gain", "ensembles", "methods"]);
  });

  it("puts every finding into a sentence", () => {
    const findings: EnsembleFinding[] = [
      { code: "few-ensembles", ensembles: 7, needed: 10, fitted: true },
      { code: "few-splits", splits: 1 },
      { code: "constant-edc", edc: 0.25 },
      { code: "constant-baseline", baseline: 0.5 },
      { code: "no-fit", reason: "Cannot fit: that." },
      { code: "not-converged" },
      { code: "singular-fit", groups: ["ensemble"] },
      { code: "missing-cells", cells: 2, of: 10, examples: ["e1/s1"] },
      { code: "shared-members", solvers: 6, size: 3, ensembles: 20, shared: 1.5 },
      { code: "no-outcomes", solver: "m1" },
      { code: "no-diversity", solver: "m2" },
      { code: "unscored", solver: "m3", rows: 4 },
      { code: "incomplete-problems", problems: 3, of: 9, examples: ["p1"] },
      { code: "nothing-to-learn", cells: 5, of: 50 },
      { code: "noisy-embeddings", uncorrected: 0.2, floor: 0.15 },
    ];
    const { notices } = describeResult({ ...study, findings });
    expect(notices.length).toBe(findings.length);
    const all = notices.map(({ text }) => text).join("\n");
    for (const part of ["7 ensembles", "1 split:", "0.2500", "50.0 %", "Cannot fit: that.", "certified", "ensembles is estimated as exactly 0", "e1/s1", "1.500 members", "m1", "m2", "m3", "p1", "5 of 50", "0.1500 apart"]) expect(all).toContain(part);
    expect(all).not.toMatch(/NaN|\[object/);
  });
});

describe("the report on power", () => {
  it("shows power against ensembles per number of splits, stands in a study's report, and says whether splits help", () => {
    const pilot = powerDesignFrom(study.fit!, "edc", { baseline: "baseline" });
    const power = powerMixedModel({ ...pilot, ensembles: [10, 20], splits: [2, 5] }, { rng: 1, replicates: 50 });
    const document = describePower(power, 0.95, "percentage points", {});
    checkDocument("test", document);
    const curves = document.sections[0].blocks.find((block) => block.type === "curves")!;
    expect(curves.series.map(({ name }) => name)).toEqual(["2 splits", "5 splits"]);
    expect(describeEnsembleStudy(study, {}, { power }).sections.map(({ id }) => id)).toContain("power");
    const noisy = powerMixedModel({ ensembles: 10, splits: 2, effect: 1, sd: { ensemble: 0.1, split: 1, residual: 3 } }, { rng: 1, replicates: 50 });
    expect((describePower(noisy, 0.95, "points", {}).sections[0].blocks[0] as { text: string }).text).toContain("more splits help, too");
  });

  it("says what is an estimate, how EDC is taken to vary, and how many ensembles the solvers make", () => {
    const power = powerMixedModel({ ensembles: [10, 21], splits: 2, effect: 1, sd: { ensemble: 1, split: 1, residual: 3 } }, { rng: 1, replicates: 50 });
    const text = (...premises: Parameters<typeof describePower>[4][]) => (describePower(power, 0.95, "points", {}, ...premises).sections[0].blocks.at(-1) as { text: string }).text;
    expect(text()).toBe("Ensembles are simulated as independent. Where they share members, more are needed than this.");
    const whole = text({ edcSd: 0.05, effectOf: "the pilot", deviationsOf: "the pilot", pool: { solvers: 6, size: 3 } });
    for (const part of ["0.05000 between ensembles", "Estimates of the pilot stand for the effect and the standard deviations", "smallest effect that would matter", "only 20 ensembles of 3"]) expect(whole).toContain(part);
    const given = text({ deviationsOf: "the pilot", pool: { solvers: 7, size: 3 } });
    expect(given).toContain("Estimates of the pilot stand for the standard deviations,");
    expect(given).not.toMatch(/smallest effect|only 35/);
  });
});
