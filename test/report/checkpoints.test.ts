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
      /^960 sampled answers to 40 problems at 3 checkpoints of <b>sft<\/b>\. Diversity collapses\. From the peak of pass@8 at step 10 to the last checkpoint \(30\), pass@1 rises by [\d.]+ pp \[\+.*\] while pass@8 falls by [\d.]+ pp \[−.*\] \(p = [\d.e-]+\)\.$/,
    );
    // The other way round the last checkpoint is the broad one.
    const reversed = checkpointStudy({ ...sharpening(["m"], [10, 20, 30]), extra: { step: sharpening(["m"], [30, 20, 10]).extra.step } }, { rng: 0 });
    expect(describeResult(reversed).summary).toMatch(/pass@8 is highest at the last checkpoint \(step 30, [\d.]+ %\): no sign of a collapse of diversity\.$/);
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
    expect(histogram.series.map(({ name }) => name)).toEqual(["<b>sft</b> (step 10)", "<b>sft</b> (step 30)"]);
    for (const { counts } of histogram.series) expect(counts.reduce((sum, count) => sum + count, 0)).toBe(40);
  });

  it("does without what the data lack", () => {
    const rollouts = sharpening(["m"], [10, 20]);
    const { correct: _correct, ...unscored } = rollouts;
    expect(describeResult(checkpointStudy(unscored, { rng: 0 })).sections.map(({ id }) => id)).toEqual(["diversity", "methods"]);
    const { answer: _answer, ...answerless } = rollouts;
    expect(describeResult(checkpointStudy(answerless, { rng: 0 })).sections.map(({ id }) => id)).toEqual(["training", "curves", "against-last", "front", "error-rates", "signal", "methods"]);
    const single = checkpointStudy(sharpening(["m"], [10, 20], 40, 1), { rng: 0 });
    checkDocument("test", describeResult(single));
    expect(describeResult(single).sections.map(({ id }) => id)).toEqual(["training", "curves", "against-last", "methods"]);
  });
});
