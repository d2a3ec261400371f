import { fromRows } from "@divlab/core/data";
import { powerMixedModel } from "@divlab/core/lmm";
import { describe as describeResult, describeDiversity, describeEnsembleStudy, describePower, type ReportContext, toHtml } from "@divlab/core/report";
import { diversityStudy, ensembleStudyFromTable, samplingStudy, simulateEnsembleTable } from "@divlab/core/study";
import { describe, expect, it } from "vitest";

const rollouts = fromRows([{ p: "a", correct: true, answer: "1" }, { p: "b", correct: false, answer: "2" }], { problem: "p", correct: "correct", answer: "answer" });
const diversity = diversityStudy(rollouts);
const ensembles = ensembleStudyFromTable(simulateEnsembleTable({ ensembles: 6, splits: 4, effect: 1, rng: 1 }));
const power = powerMixedModel({ ensembles: [6], splits: 4, effect: 1, sd: { ensemble: 1, split: 1, residual: 1 } }, { rng: 1, replicates: 2 });
const wrong = { sead: "1" } as ReportContext;

describe("what is said beside a result", () => {
  it("is refused where its name is not known", () => {
    const message = "Cannot describe a result: unknown option `sead`; the options are command, seed, files, embeddings, tables, fisher";
    const study = samplingStudy(rollouts, { rng: 0 });
    for (const call of [() => describeResult(study, wrong), () => toHtml(study, wrong), () => describeDiversity(diversity, wrong), () => describeEnsembleStudy(ensembles, wrong), () => describePower(power, 0.95, "points", wrong)]) {
      expect(call).toThrow(new TypeError(message));
    }
    expect(() => describeResult(study, null as never)).toThrow("options must be an object, got null");
    expect(() => describeDiversity(diversity, {}, { covrage: 1 } as never)).toThrow("unknown option `covrage`; the options are coverage, selection");
    expect(() => describeEnsembleStudy(ensembles, {}, { powr: power } as never)).toThrow("unknown option `powr`; the options are power, permutation, matchedByLabel");
    expect(() => describePower(power, 0.95, "points", {}, { sd: 1 } as never)).toThrow("unknown option `sd`; the options are edcSd, effectOf, deviationsOf, pool");
  });

  it("is taken where it is", () => {
    expect(describeResult(samplingStudy(rollouts, { rng: 0 }), { command: "mine", seed: "0" }).provenance).toEqual(expect.arrayContaining([["Command", "mine"], ["Seed", "0"]]));
  });
});
