import { describe, expect, it } from "vitest";
import { fromRows } from "@divlab/core/data";
import { createRng } from "@divlab/core/random";
import { describe as describeResult, documentToMarkdown, toHtml, toJson } from "@divlab/core/report";
import { type CheckpointStudy, checkpointStudy, type CheckpointStudyOptions } from "@divlab/core/study";
import { checkDocument } from "../../src/report/checkDocument.ts";

/** Runs that become surer: at first all problems are solved half of the time, in the end half of them always. */
function sharpening(runs: readonly string[], steps: readonly number[], problems = 40, samples = 8) {
  const rng = createRng("checkpoints report");
  const rows = runs.flatMap((run) =>
    steps.flatMap((step, t) =>
      Array.from({ length: problems }, (_, p) => {
        const surer = t / Math.max(1, steps.length - 1);
        const rate = (1 - surer) * 0.4 + surer * (p % 20 < 15 ? 0.98 : 0);
        return Array.from({ length: samples }, (_, sample) => {
          const correct = rng.float() < rate;
          return { problem: `p${p}`, run, step, sample, correct, answer: correct ? "right" : `wrong ${rng.integer(4)}` };
        });
      }).flat(),
    ),
  );
  return fromRows(rows, { problem: "problem", solver: "run", sample: "sample", correct: "correct", answer: "answer", extra: { step: "step" } }, { distinctBy: ["step"] });
}

const studyOf = (runs: readonly string[] = ["<b>sft</b>"], options: Partial<CheckpointStudyOptions> = {}): CheckpointStudy => checkpointStudy(sharpening(runs, [10, 20, 30]), { rng: 0, ...options });
const sectionOf = (study: CheckpointStudy, id: string) => describeResult(study).sections.find((section) => section.id === id)!;

describe("the report on checkpoints", () => {
  it("is a document whose parts fit together, in every face, with hostile names escaped", () => {
    for (const runs of [["<b>sft</b>"], ["<b>sft</b>", "other"]]) {
      const study = studyOf(runs);
      const document = describeResult(study);
      checkDocument("test", document);
      expect(document.sections.map(({ id }) => id)).toEqual(["training", "curves", "against-last", "front", "error-rates", "diversity", "signal", "oracle", "methods"]);
      expect(documentToMarkdown(document)).toContain("Up to which k does the last checkpoint win?");
      expect(toHtml(study)).not.toContain("<b>sft</b>");
      expect(JSON.parse(toJson(study))).toMatchObject({ kind: "checkpoints", positionName: "step" });
    }
  });

  it("says in its first sentences whether diversity collapses, and how sure that is", () => {
    expect(describeResult(studyOf()).summary).toMatch(
      /^960 sampled answers to 40 problems at 3 checkpoints of <b>sft<\/b>\. Diversity collapses\. From the peak of pass@8 at step 10 to the last checkpoint \(step 30\), pass@1 rises by [\d.]+ pp \[\+.*\] while pass@8 falls by [\d.]+ pp \[−.*\] \(p = [\d.e-]+\)\.$/,
    );
    // The other way round the last checkpoint is the broad one.
    const reversed = checkpointStudy({ ...sharpening(["m"], [10, 20, 30]), extra: { step: sharpening(["m"], [30, 20, 10]).extra.step } }, { rng: 0 });
    expect(describeResult(reversed).summary).toMatch(/pass@8 is nowhere higher than at the last checkpoint \(step 30\), [\d.]+ %: no sign that training costs any of it\.$/);
    const two = describeResult(studyOf(["a", "b"])).summary;
    expect(two).toMatch(/ of a, b\. a: Diversity collapses\..* b: [DF]/);
    const few = checkpointStudy(sharpening(["m"], [10, 20], 18), { rng: 0 });
    expect(describeResult(few).summary).toMatch(/pass@8 falls by .*: too little to be sure that it falls\. pass@1 changes by \+/);
    const level = checkpointStudy(sharpening(["m"], [10]), { rng: 0 });
    expect(describeResult(level).notices[0].text).toBe("m has one checkpoint (step 10), so that nothing can be said of its training.");
  });

  it("tells up to which k the last checkpoint wins, against each earlier one", () => {
    const [, , table] = sectionOf(studyOf(), "against-last").blocks;
    if (table.type !== "table") return expect.fail("no table");
    expect(table.rows.map(([name]) => name)).toEqual(["step 10", "step 20"]);
    expect(table.rows[0].at(-1)).toMatch(/^k = \d\.\d \[\d\.\d, \d\.\d\]$/);
  });

  it("shows in its tables what the study holds, under the right heads", () => {
    const study = studyOf(["m"]);
    const [first] = study.checkpoints;
    const tablesOf = (id: string) => sectionOf(study, id).blocks.filter((block) => block.type === "table");
    const cell = (id: string, table: number, column: string) => {
      const { columns, rows } = tablesOf(id)[table];
      const found = rows[0][columns.findIndex(({ name }) => name === column)];
      return typeof found === "object" && found !== null ? found.estimate : found;
    };
    expect(cell("curves", 0, first.label)).toBe(first.passAtK!.estimate[0]);
    expect(["none correct", "some (mixed)", "all correct"].map((name) => cell("signal", 0, name))).toEqual([first.varianceBand!.allZero.estimate, first.varianceBand!.band.estimate, first.varianceBand!.allOne.estimate]);
    expect(["bias²", "variance", "bound at k = 8", "pass@8"].map((name) => cell("error-rates", 0, name))).toEqual([first.moments!.bias2.estimate, first.moments!.variance.estimate, first.bounds.at(-1)!.bound, first.passAtK!.estimate.at(-1)]);
    expect([cell("error-rates", 1, "bias²"), cell("error-rates", 1, "variance")]).toEqual([study.comparisons[0].moments!.bias2.estimate, study.comparisons[0].moments!.variance.estimate]);
    const oracle = first.oracle!.atK.find(({ k }) => k === 2)!;
    expect(["pass@2", "top 2", "difference"].map((name) => cell("oracle", 0, name))).toEqual([oracle.independent.estimate, oracle.optimal.estimate, oracle.gap.estimate]);
    expect([cell("diversity", 0, "answer diversity"), cell("diversity", 1, "answer diversity"), cell("diversity", 1, "p, Holm")]).toEqual([first.diversity[0].estimate, study.comparisons[0].diversity[0].estimate, study.comparisons[0].diversity[0].adjustedPValue]);
    const scatter = sectionOf(study, "front").blocks.find((block) => block.type === "scatter")!;
    expect(scatter.series[0].points[0]).toMatchObject({ x: study.fronts.at(-1)!.points[0].passAt1, y: study.fronts.at(-1)!.points[0].passAtK });
    const curves = sectionOf(studyOf(["m", "n", "o"]), "curves").blocks.find((block) => block.type === "curves")!;
    expect(curves.series.map(({ name }) => name)).toEqual(["m", "n", "o"].flatMap((run) => [`${run} (step 10)`, `${run} (step 30)`]));
  });

  it("draws one line per k for a single run and one per run for several; the path of pass@1 and pass@K", () => {
    const lines = (study: CheckpointStudy) => sectionOf(study, "training").blocks.map((block) => (block.type === "curves" ? block.series.map(({ name }) => name) : []));
    expect(lines(studyOf(["m"]))).toEqual([["pass@1", "pass@2", "pass@8"]]);
    expect(lines(studyOf(["m", "n"]))).toEqual([["m", "n"], ["m", "n"]]);
    const scatter = sectionOf(studyOf(["m", "n"]), "front").blocks.find((block) => block.type === "scatter")!;
    expect(scatter.series.map(({ name, path, points }) => ({ name, path, labels: points.map(({ label }) => label) }))).toEqual([
      { name: "m", path: true, labels: ["m, step 10", "m, step 20", "m, step 30"] },
      { name: "n", path: true, labels: ["n, step 10", "n, step 20", "n, step 30"] },
    ]);
  });

  it("counts every problem once in the histograms of error rates", () => {
    const histogram = sectionOf(studyOf(), "error-rates").blocks.find((block) => block.type === "histogram")!;
    expect(histogram.series.map(({ name }) => name)).toEqual(["<b>sft</b> (step 10)", "<b>sft</b> (step 20)", "<b>sft</b> (step 30)"]);
    for (const { counts } of histogram.series) expect(counts.reduce((sum, count) => sum + count, 0)).toBe(40);
    const many = sectionOf(checkpointStudy(sharpening(["m"], Array.from({ length: 9 }, (_, i) => i)), { rng: 0 }), "error-rates").blocks.find((block) => block.type === "histogram")!;
    expect(many.series.map(({ name }) => name)).toEqual(["m (step 0)", "m (step 8)"]);
    expect(many.caption).toMatch(/^Problems by error rate 1 − c\/n at both ends of each series\. /);
  });

  it("speaks of mixtures and ends along δ, and says whether a mixture is better than both ends", () => {
    const sweep = (rates: readonly [delta: number, wide: number, top: number][], problems = 60): CheckpointStudy => {
      const rng = createRng("sweep report");
      const rows = rates.flatMap(([delta, wide, top]) =>
        Array.from({ length: problems }, (_, p) => Array.from({ length: 8 }, (_, sample) => ({ problem: `p${p}`, delta, sample, correct: rng.float() < (p % 2 === 0 ? wide : top) }))).flat(),
      );
      return checkpointStudy(fromRows(rows, { problem: "problem", sample: "sample", correct: "correct", extra: { delta: "delta" } }, { distinctBy: ["delta"] }), { rng: 0 });
    };
    const study = sweep([[0, 0, 0.95], [0.5, 0.6, 0.9], [1, 0.15, 0.15]]);
    const document = describeResult(study);
    checkDocument("test", document);
    expect(document.summary).toMatch(
      /The sweet spot is delta 0\.5, ahead of both ends, by [\d.]+ pp \[\+.*\] or more at pass@1 and [\d.]+ pp \[\+.*\] or more at pass@8 \(p = [\d.e-]+\)\. From the peak of pass@8 at delta 0\.5 to the trained end \(delta 0\), pass@8 falls by /,
    );
    expect(sectionOf(study, "training").heading).toBe("What does mixing the weights do to pass@1 and pass@k?");
    expect(sectionOf(study, "against-last").heading).toBe("Up to which k does the trained end win?");
    expect(documentToMarkdown(document)).not.toMatch(/last checkpoint win|earlier/);
    expect(describeResult(sweep([[0, 0.1, 0.9], [0.5, 0.15, 0.6], [1, 0.3, 0.3]])).summary).toContain("No delta in between is ahead of both ends at both pass@1 and pass@8.");
    expect(describeResult(sweep([[0, 0.1, 0.1], [0.5, 0.2, 0.2], [1, 0.05, 0.05]], 10)).summary).toMatch(/delta 0\.5 is ahead of both ends, by .*: too little to be sure of a sweet spot \(p = /);
  });

  it("claims nothing where all checkpoints are level", () => {
    const level = (correct: boolean) =>
      describeResult(checkpointStudy(fromRows([1, 2].flatMap((step) => ["a", "b", "c"].flatMap((problem) => [0, 1].map(() => ({ problem, step, correct })))), { problem: "problem", correct: "correct", extra: { step: "step" } }), { rng: 0 })).summary;
    expect(level(false)).toMatch(/pass@2 is nowhere higher than at the last checkpoint \(step 2\), 0\.0 %: no sign/);
    expect(level(true)).toMatch(/pass@2 is nowhere higher than at the last checkpoint \(step 2\), 100\.0 %: no sign/);
  });

  it("tells what many checkpoints share of the first of them", () => {
    const rollouts = sharpening(["m"], [10, 20, 30, 40, 50], 20);
    // The first sample of every problem has no flag.
    const correct = rollouts.correct!.map((flag, row) => (rollouts.sample![row] === 0 ? -1 : flag));
    const { notices } = describeResult(checkpointStudy({ ...rollouts, correct }, { rng: 0 }));
    const unscored = notices.filter(({ text }) => text.includes("without a correctness flag"));
    expect(unscored.map(({ text }) => text)).toEqual(["20 samples of m (step 10) without a correctness flag are not counted, neither as right nor as wrong. The same, with other numbers, goes for 4 other checkpoints."]);
  });

  it("does without what the data lack", () => {
    const rollouts = sharpening(["m"], [10, 20]);
    const { correct: _correct, ...unscored } = rollouts;
    expect(describeResult(checkpointStudy(unscored, { rng: 0 })).sections.map(({ id }) => id)).toEqual(["diversity", "methods"]);
    const { answer: _answer, ...answerless } = rollouts;
    expect(describeResult(checkpointStudy(answerless, { rng: 0 })).sections.map(({ id }) => id)).toEqual(["training", "curves", "against-last", "front", "error-rates", "signal", "methods"]);
    expect(sectionOf(checkpointStudy(answerless, { rng: 0, ks: [1] }), "against-last").heading).toBe("Does the last checkpoint win?");
    const single = checkpointStudy(sharpening(["m"], [10, 20], 40, 1), { rng: 0 });
    checkDocument("test", describeResult(single));
    expect(describeResult(single).sections.map(({ id }) => id)).toEqual(["training", "curves", "against-last", "methods"]);
  });
});
