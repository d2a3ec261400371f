import { describe, expect, it } from "vitest";
import { fromRows } from "@divlab/core/data";
import { createRng } from "@divlab/core/random";
import { describe as describeResult, toHtml, toJson, toMarkdown } from "@divlab/core/report";
import { pruningStudy, type PruningStudyOptions } from "@divlab/core/study";
import { checkDocument } from "../../src/report/checkDocument.ts";

const rng = createRng("report");
const rows = Array.from({ length: 60 }, (_, i) => {
  const answer = "aab"[rng.integer(3)];
  return { problem: `p${i % 6}`, model: i % 12 < 6 ? "<b>one</b>" : "two", answer, correct: answer === "a", text: `the sum is ${answer} ${rng.integer(9)} ${rng.integer(9)}` };
});
const rollouts = fromRows(rows, { problem: "problem", solver: "model", answer: "answer", correct: "correct", text: "text" });
const studyOf = (options: Partial<PruningStudyOptions> = {}) => pruningStudy(rollouts, { rng: 0, draws: 5, ...options });

const firstText = (study: ReturnType<typeof studyOf>, section = 0): string => (describeResult(study).sections[section].blocks[0] as { text: string }).text;

describe("the report on pruning", () => {
  it("is a document whose parts fit together, in every face", () => {
    const study = studyOf();
    const document = describeResult(study);
    checkDocument("test", document);
    expect(document.sections.map(({ id }) => id)).toEqual(["pruning-1", "pruning-2", "methods"]);
    expect(toMarkdown(study)).toContain("Pruned by k-medoids, accuracy of the vote weighted by cluster");
    expect(toHtml(study)).not.toContain("<b>one</b>");
    expect(JSON.parse(toJson(study))).toMatchObject({ kind: "pruning", distance: "text" });
  });

  it("has one figure per outcome, the main one first, with the whole batch and the bands of two methods", () => {
    const figures = describeResult(studyOf()).sections[0].blocks.filter((block) => block.type === "curves");
    expect(figures).toHaveLength(studyOf().outcomes.length);
    const [{ series, y }] = figures;
    expect(y.label).toBe("accuracy of the vote weighted by cluster");
    expect(series.map(({ name }) => name)).toEqual(["k-medoids", "DPP, greedy MAP", "DPP, drawn", "farthest first", "random", "whole batch"]);
    expect(series.filter(({ points }) => points.some(({ low }) => low !== undefined)).map(({ name }) => name)).toEqual(["k-medoids", "random"]);
    for (const { points } of series) for (const { y: value, low = value, high = value } of points) expect([low <= value, value <= high, low >= 0, high <= 1]).toEqual([true, true, true, true]);
  });

  it("says in one sentence how far, against chance, and how sure that is", () => {
    expect(firstText(studyOf())).toMatch(/^Pruned by k-medoids, accuracy of the vote weighted by cluster \([\d.]+ % with the whole batch of 5\) falls by no more than 2 points down to \d samples? \([\d.]+ %\); .*at random/);
    expect(firstText(studyOf())).toContain("From 6 batches that is not sure at 95 % for any k.");
    // Nothing lost at all, and much allowed: sure even from six batches.
    expect(firstText(studyOf({ tolerance: 0.9 }))).toContain("That is sure at 95 %.");
    expect(firstText(studyOf({ outcomes: ["spread-explained"], ks: [1], tolerance: 0.5 }))).toMatch(/falls by more than 50 points already at 1 samples?; not even to 1 at random/);
  });

  it("does not praise the highest reward for keeping the highest reward; rewards with their share, equivalents to two digits", () => {
    const rewarded = fromRows(rows.map((row, i) => ({ ...row, model: "m", reward: (i * 7) % 11 })), { problem: "problem", solver: "model", text: "text", reward: "reward" });
    const text = firstText(pruningStudy(rewarded, { rng: 0, draws: 5 }));
    expect(text).toMatch(/^Pruned by k-medoids, highest reward kept \([\d.]+ with the whole batch of 10\) falls by (no )?more than 0\.\d+ \(2\.0 %\)/);
    expect(text).not.toContain("top reward");
    expect(text).not.toMatch(/\d\.\d00 random/);
  });

  it("says where nothing can be lost", () => {
    const rewarded = { ...rollouts, reward: Float64Array.from(rows, (_, i) => (i * 7) % 5) };
    const text = (describeResult(pruningStudy(rewarded, { rng: 0, draws: 5, keepBest: true, outcomes: ["best-reward"] })).sections[0].blocks[0] as { text: string }).text;
    expect(text).toContain("The sample with the highest reward is always kept, so nothing can be lost.");
  });

  it("tells what was allowed for in the limits", () => {
    const caption = (study: ReturnType<typeof studyOf>): string => (describeResult(study).sections[0].blocks[2] as { caption: string }).caption;
    expect(caption(studyOf())).toContain("there are too few batches to be sure of any at 95 %");
    expect(caption(studyOf({ tolerance: 0.9 }))).toContain("in brackets: to be sure of that at 95 %");
  });
});
