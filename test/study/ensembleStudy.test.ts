/** The study of seed 000 from supplied outcomes: against the derived table of GSM8K, brute force on small pools, and awkward data. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { fromRows, readRollouts, type Rollouts } from "../../src/data/index.ts";
import { majorityVote } from "../../src/vote/index.ts";
import { ensembleStudy, type EnsembleStudy } from "../../src/study/ensembleStudy.ts";
import { ensembleStudyFromTable, type EnsembleTable } from "../../src/study/ensembleStudyFromTable.ts";
import { fineTuningList } from "../../src/study/fineTuningList.ts";
import { simulateEnsembleStudy } from "../../src/study/simulateEnsembleStudy.ts";
import { simulateEnsembleTable } from "../../src/study/simulateEnsembleTable.ts";
import { expectWithin } from "../within.ts";

const data = process.env["DIVLAB_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data");
const gsm8k = join(data, "gsm8k-models");
const present = existsSync(gsm8k);

describe.skipIf(!present)(`GSM8K ensembles${present ? "" : " (SKIPPED: ../shared/data is not here)"}`, () => {
  const table = present ? readTable(join(gsm8k, "ensembles.csv")) : undefined;
  const expected = { logLikelihood: -320.7759844942691, edc: -6.107562032225306, s0: -7.713019331546458, variances: [1.9817449018586495, 0.053037379491151004, 0.21142502771621654] };

  it("the table gives the regression of reference_mixed.json", () => {
    const study = ensembleStudyFromTable(table!);
    // The reference is a dense REML fit whose optimiser stopped at 1e-9 or so of the criterion: variances to 1e-5.
    expectWithin(study.fit!.logLikelihood, expected.logLikelihood, { abs: 1e-7 });
    const [, edc, baseline] = study.fit!.fixedEffects;
    expectWithin(edc.estimate, expected.edc, { rel: 1e-5 });
    expectWithin(baseline.estimate, expected.s0, { rel: 1e-5 });
    study.fit!.varianceComponents.forEach(({ variance }, i) => expectWithin(variance, expected.variances[i], { rel: 1e-4 }));
    expectWithin(study.effectSizes!.estimate, -0.2177492901136198, { rel: 1e-5 });
    expectWithin(study.effectSizes!.full.r2Marginal, 0.4307600010814181, { rel: 1e-4 });
    expect(study.ensembles[0].members).toEqual(["openai-6b_finetuning", "openai-6b_verification", "openai-175b_finetuning"]);
    expect(study.gainOf).toBe("supplied");
    // Two different triples of six have 3·3/6 = 1.5 in common if drawn with repetition; 20 without: (1.5 · 20 − 3)/19.
    expect(study.findings).toEqual([{ code: "shared-members", solvers: 6, size: 3, ensembles: 20, shared: 27 / 19 }]);
  });

  it("outcomes give every edc, s0, s1 and ds of the table, given its splits, and then the same regression", async () => {
    const { rollouts } = await readRollouts(join(gsm8k, "samples.jsonl.gz"));
    const rows = readRows(join(gsm8k, "ensembles.csv"));
    const ensembles = [...new Map(rows.map(({ ensemble, members }) => [ensemble, { ensemble, members: members.split("+") }])).values()];
    const masks = (JSON.parse(readFileSync(resolve(import.meta.dirname, "../fixtures/numpy/gsm8k_splits.json"), "utf8")) as { test: string[] }).test;
    const problems = rollouts.problem.levels.toSorted();
    const splits = masks.map((mask, s) => {
      const inTest = (_: string, p: number) => ((Number.parseInt(mask[p >> 2], 16) >> (3 - (p & 3))) & 1) === 1;
      return { split: `s${String(s).padStart(2, "0")}`, train: problems.filter((name, p) => !inTest(name, p)), test: problems.filter(inTest) };
    });
    const study = ensembleStudy({ outcomes: rollouts }, { ensembles, splits });
    expect(study.gainOf).toBe("vote-over-best-member");
    expect(study.pool!.distance).toBe("disagreement");
    rows.forEach(({ edc, s0, s1, ds }, i) => {
      // Quotients of small integers on both sides.
      expectWithin(study.cells.edc[i], edc, { rel: 1e-14 });
      expectWithin(study.cells.baseline[i], s0, { rel: 1e-14 });
      expectWithin(study.cells.after[i], s1, { rel: 1e-14 });
      expectWithin(study.cells.gain[i], 100 * ds, { abs: 1e-12 });
    });
    expectWithin(study.fit!.logLikelihood, expected.logLikelihood, { abs: 1e-7 });
    expect(study.findings.map(({ code }) => code)).toEqual(["shared-members"]);
  });
});

/** Outcomes of solvers given as strings of 1 and 0 per problem, answers "r" where right, else a letter of their own or a shared one. */
function outcomesOf(flags: Record<string, string>, answers?: Record<string, string>): Rollouts {
  const rows = Object.entries(flags).flatMap(([solver, own]) =>
    [...own].map((flag, p) => ({ solver, problem: `p${p}`, correct: flag === "1", answer: answers?.[solver][p] === "-" ? undefined : answers?.[solver][p], text: `${solver} on p${p}` })),
  );
  return fromRows(rows, { solver: "solver", problem: "problem", correct: "correct", answer: "answer", text: "text" });
}

function codes(study: EnsembleStudy): string[] {
  return study.findings.map(({ code }) => code);
}

describe("accuracies and lists by hand", () => {
  const flags = { a: "110010", b: "101010", c: "000110" };
  const split = { split: "half", train: ["p0", "p1", "p2"], test: ["p3", "p4", "p5"] };

  it("counts members, any and the vote on Test B, and lists what exactly one member solves on Train A", () => {
    const outcomes = outcomesOf(flags);
    const study = ensembleStudy({ outcomes }, { size: 3, splits: [split] });
    const pool = study.pool!;
    expect(Array.from(pool.memberAccuracy.data)).toEqual([1 / 3, 1 / 3, 2 / 3]);
    expectWithin(pool.any[0], 2 / 3, { rel: 1e-15 });
    expectWithin(pool.majority[0], 1 / 3, { rel: 1e-15 }); // p4 only: p3 has one right of three
    expectWithin(study.cells.edc[0], (2 + 3 + 3) / 18, { rel: 1e-14 });
    expect([...fineTuningList(study, outcomes)]).toEqual([
      { ensemble: "e00", split: "half", problem: "p1", teacher: "a", learners: ["b", "c"], text: "a on p1" },
      { ensemble: "e00", split: "half", problem: "p2", teacher: "b", learners: ["a", "c"], text: "b on p2" },
    ]);
    expect(codes(study)).toEqual(["few-ensembles", "few-splits"]);
  });

  it("votes by answers; ties go by the rule", () => {
    const answers = { a: "rrx-rx", b: "rxryrw", c: "xxyrrz" };
    const outcomes = outcomesOf(flags, answers);
    const majority = (ties: "best-member" | "first" | "abstain") => ensembleStudy({ outcomes }, { size: 3, splits: [split], ties }).pool!.majority[0];
    // p3: y and r tie, a has no answer and is the best member on Train A (first of equals); p4: r; p5: all wrong.
    expectWithin(majority("best-member"), 1 / 3, { rel: 1e-15 });
    expectWithin(majority("first"), 1 / 3, { rel: 1e-15 });
    expectWithin(majority("abstain"), 1 / 3, { rel: 1e-15 });
    const firstRight = outcomesOf({ a: "000", b: "100", c: "010" }, { a: "-xx", b: "ryy", c: "xrx" });
    const two = [{ split: "s", train: ["p1"], test: ["p0", "p2"] }];
    // p0: r and x tie. c is best on p1, so the ensemble says x; first in order of members is b's r. p2: x wins, wrong.
    const share = (ties: "best-member" | "first" | "abstain") => ensembleStudy({ outcomes: firstRight }, { size: 3, splits: two, ties }).pool!.majority[0];
    expect([share("best-member"), share("first"), share("abstain")]).toEqual([0, 0.5, 0]);
  });

  it("agrees with majorityVote on random answers, ties to the first and abstaining", () => {
    const sim = simulateEnsembleStudy({ effect: 0, solvers: 5, problems: 60, ensembles: 10, splits: 2, size: 4, rng: 5 });
    for (const ties of ["first", "abstain"] as const) {
      const study = ensembleStudy({ outcomes: sim.outcomes }, { ensembles: sim.ensembles, splits: sim.splits, ties });
      const { answer, correct, solver, problem } = sim.outcomes;
      const rowOf = new Map(Array.from(solver.codes, (code, row) => [`${solver.levels[code]} ${problem.levels[problem.codes[row]]}`, row]));
      study.ensembles.forEach(({ members }, e) => {
        sim.splits.forEach(({ test }, s) => {
          let right = 0;
          for (const name of test) {
            const rows = members.map((member) => rowOf.get(`${member} ${name}`)!);
            const vote = majorityVote(rows.map((row) => answer!.levels[answer!.codes[row]]), { ties });
            if (!vote.abstained) right += correct![rows[vote.index]];
          }
          expectWithin(study.pool!.majority[e * 2 + s], right / test.length, { rel: 1e-14 });
        });
      });
    }
  });

  it("several samples count as any or as their mean", () => {
    const rows = [
      ["a", "p0", 1], ["a", "p0", 0], ["b", "p0", 0], ["b", "p0", 0], ["a", "p1", 0], ["b", "p1", 1], ["b", "p1", 0], ["b", "p1", 0],
    ].map(([solver, problem, correct]) => ({ solver, problem, correct }));
    const outcomes = fromRows(rows, { solver: "solver", problem: "problem", correct: "correct" });
    const splits = [{ split: "s", train: ["p0"], test: ["p1"] }, { split: "t", train: ["p1"], test: ["p0"] }];
    const any = ensembleStudy({ outcomes }, { size: 2, splits, samples: "any" });
    expect(Array.from(any.pool!.memberAccuracy.data)).toEqual([0, 1, 1, 0]);
    expect(Array.from(any.pool!.any)).toEqual([1, 1]);
    expect(any.cells.edc[0]).toBe(1);
    const mean = ensembleStudy({ outcomes }, { size: 2, splits, samples: "mean" });
    expectWithin(mean.pool!.memberAccuracy.data[1], 1 / 3, { rel: 1e-15 });
    expectWithin(mean.pool!.any[0], 1 / 3, { rel: 1e-15 });
    expect(mean.pool!.any[1]).toBe(0.5);
    expectWithin(mean.cells.edc[0], (1 / 2 + 1 / 3) / 2, { rel: 1e-15 });
    expect(mean.pool!.unique.counts).toEqual(Int32Array.of(1, 1));
  });
});

describe("plans", () => {
  const sim = simulateEnsembleStudy({ effect: 10, solvers: 7, problems: 30, ensembles: 5, splits: 3, rng: 1 });

  it("takes all ensembles where there are few, else distinct ones, and does not depend on the order of rows", () => {
    const all = ensembleStudy({ outcomes: sim.outcomes }, { size: 3, ensembles: 35, splits: 2, rng: 4 });
    expect(all.pool!.ensembleMethod).toBe("all");
    expect(new Set(all.ensembles.map(({ members }) => members.join())).size).toBe(35);
    const some = ensembleStudy({ outcomes: sim.outcomes }, { size: 3, ensembles: 34, splits: 2, rng: 4 });
    expect(some.pool!.ensembleMethod).toBe("sampled");
    expect(new Set(some.ensembles.map(({ members }) => members.join())).size).toBe(34);
    const { solver, problem, correct, answer } = sim.outcomes;
    const rows = Array.from({ length: sim.outcomes.size }, (_, i) => sim.outcomes.size - 1 - i).map((row) => ({
      solver: solver.levels[solver.codes[row]],
      problem: problem.levels[problem.codes[row]],
      correct: correct![row],
      answer: answer!.levels[answer!.codes[row]],
    }));
    const turned = fromRows(rows, { solver: "solver", problem: "problem", correct: "correct", answer: "answer" });
    const again = ensembleStudy({ outcomes: turned }, { size: 3, ensembles: 34, splits: 2, rng: 4 });
    expect(again.cells).toEqual(some.cells);
    expect(again.fit!.fixedEffects).toEqual(some.fit!.fixedEffects);
  });

  it("the same seed and sizes draw the plan of the simulation", () => {
    const seed = "plans/1";
    const { outcomes, ensembles, splits } = simulateEnsembleStudy({ effect: 10, problems: 30, rng: seed });
    const study = ensembleStudy({ outcomes }, { size: 3, ensembles: 30, splits: 20, rng: seed });
    expect(study.ensembles.map(({ ensemble, members }) => ({ ensemble, members }))).toEqual(ensembles);
    const { problems, splits: drawn } = study.pool!;
    const names = (part: Int32Array) => Array.from(part, (p) => problems[p]);
    expect(drawn.map(({ train, test }, s) => ({ split: study.splits[s], train: names(train), test: names(test) }))).toEqual(splits);
  });

  it("sampled ensembles are uniform over the subsets", () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 700; seed++) {
      const { ensembles } = ensembleStudy({ outcomes: sim.outcomes }, { size: 3, ensembles: 1, splits: 1, rng: seed });
      const key = ensembles[0].members.join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const chi = [...counts.values()].reduce((total, count) => total + (count - 20) ** 2 / 20, (35 - counts.size) * 20);
    expect(chi).toBeLessThan(74.9); // χ²₃₄ upper 10⁻⁴ quantile; the seeds are fixed
  });

  it("halves problems the same for all ensembles, and refuses what it must", () => {
    const { pool } = ensembleStudy({ outcomes: sim.outcomes }, { size: 2, splits: 3, rng: 1 });
    for (const { train, test } of pool!.splits) expect([...train, ...test].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i));
    const input = { outcomes: sim.outcomes };
    expect(() => ensembleStudy(input, { size: 3 })).toThrow(/random splits need `rng`/);
    expect(() => ensembleStudy(input, { size: 3, ensembles: 5, splits: sim.splits })).toThrow(/sampled ensembles need `rng`/);
    expect(() => ensembleStudy(input, { rng: 1 })).toThrow(/a size or a list of ensembles/);
    expect(() => ensembleStudy(input, { size: 8, rng: 1 })).toThrow(/must not exceed the number of solvers in the pool, got 8 of 7/);
    expect(() => ensembleStudy(input, { size: 1, rng: 1 })).toThrow(/size must be an integer ≥ 2/);
    expect(() => ensembleStudy(input, { rng: 1, ensembles: [{ ensemble: "x", members: ["solver-00", "nobody"] }] })).toThrow(/got "nobody" at ensemble "x"/);
    expect(() => ensembleStudy(input, { rng: 1, ensembles: [{ ensemble: "x", members: ["solver-00", "solver-00"] }] })).toThrow(/must be distinct/);
    expect(() => ensembleStudy(input, { size: 2, splits: [{ split: "s", train: ["problem-00"], test: ["problem-00"] }] })).toThrow(/once in a split/);
    expect(() => ensembleStudy(input, { size: 2, rng: 1, seed: 2 } as never)).toThrow(/unknown option `seed`/);
    const { correct: _, ...without } = sim.outcomes;
    expect(() => ensembleStudy({ outcomes: without }, { size: 2, rng: 1 })).toThrow(/must have a column `correct`/);
  });
});

describe("after training", () => {
  const sim = simulateEnsembleStudy({ effect: 10, solvers: 5, problems: 24, ensembles: 6, splits: 3, rng: 2 });
  const plan = { ensembles: sim.ensembles, splits: sim.splits };

  /** Every member after training is right on a problem if it was before, or if the number of the problem is a multiple of 3. */
  function trained(leaveOut: (ensemble: string, split: string, solver: string, problem: string) => boolean = () => false): Rollouts {
    const { solver, problem, correct, answer } = sim.outcomes;
    const before = new Map(Array.from(solver.codes, (code, row) => [`${solver.levels[code]} ${problem.levels[problem.codes[row]]}`, row]));
    const rows = sim.ensembles.flatMap(({ ensemble, members }) =>
      sim.splits.flatMap(({ split, test }) =>
        members.flatMap((member) =>
          test
            .filter((name) => !leaveOut(ensemble, split, member, name))
            .map((name) => {
              const row = before.get(`${member} ${name}`)!;
              const taught = Number(name.slice(-2)) % 3 === 0;
              return { ensemble, split, solver: member, problem: name, correct: taught || correct![row] === 1, answer: taught ? "taught" : answer!.levels[answer!.codes[row]] };
            }),
        ),
      ),
    );
    return fromRows(rows, { solver: "solver", problem: "problem", correct: "correct", answer: "answer", extra: { ensemble: "ensemble", split: "split" } });
  }

  it("accuracies from a table become gains in percentage points", () => {
    const study = ensembleStudy({ outcomes: sim.outcomes, diversity: sim.diversity, after: sim.after }, plan);
    expect(study.pool!.distance).toBe("task2vec, cosine");
    study.cells.gain.forEach((gain, i) => expectWithin(gain, 100 * (sim.after.accuracy[i] - study.pool!.any[i]), { abs: 1e-12 }));
    expect(study.gainOf).toBe("training");
  });

  it.each(["any", "majority", "mean"] as const)("rollouts after training give S₁ by %s, as brute force does", (score) => {
    const after = trained();
    const study = ensembleStudy({ outcomes: sim.outcomes, after }, { ...plan, score });
    expect(study.score).toBe(score);
    const { solver, problem, correct, extra } = after;
    const label = (name: string, row: number) => (extra[name] as { codes: Int32Array; levels: string[] }).levels[(extra[name] as { codes: Int32Array }).codes[row]];
    sim.ensembles.forEach(({ ensemble, members }, e) =>
      sim.splits.forEach(({ split, test }, s) => {
        const rows = Array.from({ length: after.size }, (_, row) => row).filter((row) => label("ensemble", row) === ensemble && label("split", row) === split);
        const right = (member: string, name: string) => correct![rows.find((row) => solver.levels[solver.codes[row]] === member && problem.levels[problem.codes[row]] === name)!];
        if (score === "any") expectWithin(study.cells.after[e * 3 + s], test.filter((name) => members.some((m) => right(m, name) === 1)).length / 12, { rel: 1e-14 });
        if (score === "mean") expectWithin(study.cells.after[e * 3 + s], test.reduce((t, name) => t + members.reduce((u, m) => u + right(m, name), 0), 0) / 36, { rel: 1e-14 });
        if (score === "majority") expect(study.cells.after[e * 3 + s]).toBeGreaterThanOrEqual(study.cells.baseline[e * 3 + s] - 1e-12);
      }),
    );
  });

  it("takes an accuracy of NaN for a row that is not there, and refuses a second for the same cell all the same", () => {
    const accuracy = sim.after.accuracy.map((value, row) => (row === 4 ? NaN : value));
    const study = ensembleStudy({ outcomes: sim.outcomes, after: { ...sim.after, accuracy } }, plan);
    expect(study.findings.find(({ code }) => code === "missing-cells")).toMatchObject({ cells: 1, examples: [`${sim.after.ensemble[4]}/${sim.after.split[4]}`] });
    const twice = { ensemble: [...sim.after.ensemble, sim.after.ensemble[4]], split: [...sim.after.split, sim.after.split[4]], accuracy: [...accuracy, 0.5] };
    expect(() => ensembleStudy({ outcomes: sim.outcomes, after: twice }, plan)).toThrow(/one accuracy per ensemble and split, got a second at row/);
  });

  it("a member without rows keeps its outcomes if it had nothing to learn, else the cell is missing", () => {
    const half = ensembleStudy({ outcomes: sim.outcomes, after: trained((e, s, m) => e === "e02" && s === "s01" && m === sim.ensembles[2].members[0]) }, plan);
    expect(half.cells.after[2 * 3 + 1]).toBeNaN();
    expect(half.findings).toContainEqual({ code: "missing-cells", cells: 1, of: 18, examples: ["e02/s01"] });
    expect(half.fit!.n).toBe(17);
    expect(half.ensembles[2].splits).toBe(2);
    const one = ensembleStudy({ outcomes: sim.outcomes, after: trained((e, s, _, p) => e === "e00" && s === "s00" && p === sim.splits[0].test[0]) }, plan);
    expect(one.cells.after[0]).toBeNaN();

    // b solves nothing and a nothing alone on Train A: nothing to learn for anybody, nobody was trained.
    const none = outcomesOf({ a: "0011", b: "0010" });
    const splits = [{ split: "s", train: ["p0", "p1"], test: ["p2", "p3"] }];
    const empty = { ...trained(() => true), correct: new Int8Array(0), extra: { ensemble: { codes: new Int32Array(0), levels: [] }, split: { codes: new Int32Array(0), levels: [] } } };
    const still = ensembleStudy({ outcomes: none, after: empty }, { size: 2, splits });
    expect(Array.from(still.cells.gain)).toEqual([0]);
    expect(codes(still)).toContain("nothing-to-learn");
  });

  it("refuses strange rows", () => {
    const study = (after: object) => ensembleStudy({ outcomes: sim.outcomes, after: after as never }, plan);
    expect(() => study({ ...sim.after, accuracy: [1] })).toThrow(/ensemble and accuracy must have one length/);
    expect(() => study({ ensemble: ["e77"], split: ["s00"], accuracy: [0.5] })).toThrow(/must name an ensemble of the study, got "e77"/);
    expect(() => study({ ensemble: ["e00"], split: ["s99"], accuracy: [0.5] })).toThrow(/must name a split of the study, got "s99"/);
    expect(() => study({ ensemble: ["e00"], split: ["s00"], accuracy: [1.5] })).toThrow(/between 0 and 1, got 1.5/);
    expect(() => study({ ensemble: ["e00", "e00"], split: ["s00", "s00"], accuracy: [0.5, 0.5] })).toThrow(/a second at row 1/);
    expect(() => study(sim.outcomes)).toThrow(/must have a further column `ensemble`/);
  });
});

describe("pools and findings", () => {
  it("leaves out solvers without outcomes or diversity and problems not tried by all, and says so", () => {
    const rows = [
      ...["a", "b", "c"].flatMap((solver) => ["p0", "p1", "p2"].map((problem) => ({ solver, problem, correct: problem === "p1" ? 1 : 0 }))),
      { solver: "a", problem: "p3", correct: 1 },
      { solver: "b", problem: "p3", correct: null },
      { solver: "d", problem: "p0", correct: null },
    ];
    const outcomes = fromRows(rows, { solver: "solver", problem: "problem", correct: "correct" });
    const distances = [[0, 1, 2, 3], [1, 0, 4, 5], [2, 4, 0, 6], [3, 5, 6, 0]];
    const study = ensembleStudy({ outcomes, diversity: { solvers: ["d", "b", "a", "e"], distances } }, { size: 2, splits: 2, rng: 1 });
    expect(study.pool!.solvers).toEqual(["a", "b"]);
    expect(study.cells.edc[0]).toBe(4);
    expect(study.pool!.problems).toEqual(["p0", "p1", "p2"]);
    expect(study.findings.slice(0, 6)).toEqual([
      { code: "unscored", solver: "b", rows: 1 },
      { code: "unscored", solver: "d", rows: 1 },
      { code: "no-outcomes", solver: "d" },
      { code: "no-outcomes", solver: "e" },
      { code: "no-diversity", solver: "c" },
      { code: "incomplete-problems", problems: 1, of: 4, examples: ["p3"] },
    ]);
  });

  it("an EDC, a baseline or a gain that does not vary", () => {
    const table = simulateEnsembleTable({ effect: 20, rng: 1, ensembles: 12, splits: 5 });
    const constant = ensembleStudyFromTable({ ...table, edc: Array.from(table.edc, () => 0.4) });
    expect(codes(constant)).toEqual(["constant-edc"]);
    expect(constant.fit).toBeNull();
    const flat = ensembleStudyFromTable({ ...table, s0: Array.from(table.s0, () => 0.5) });
    expect(codes(flat)).toEqual(["constant-baseline"]);
    expect(flat.fit!.fixedEffects.map(({ name }) => name)).toEqual(["(Intercept)", "edc"]);
    const still = ensembleStudyFromTable({ ...table, ds: Array.from(table.ds, () => 0.125) });
    expect(codes(still)).toContain("no-fit");
    const dependent = ensembleStudyFromTable({ ...table, s0: Array.from(table.edc, (edc) => edc / 2) });
    expect(codes(dependent)).toEqual(["no-fit"]);
  });

  it("few ensembles, few splits, singular fits, missing rows", () => {
    expect(ensembleStudyFromTable(simulateEnsembleTable({ effect: 20, rng: 1, ensembles: 2, splits: 5 })).findings).toEqual([
      { code: "few-ensembles", ensembles: 2, needed: 10, fitted: false },
    ]);
    const six = ensembleStudyFromTable(simulateEnsembleTable({ effect: 20, rng: 1, ensembles: 6, splits: 5 }));
    expect(six.findings).toContainEqual({ code: "few-ensembles", ensembles: 6, needed: 10, fitted: true });
    expect(six.fit).not.toBeNull();
    expect(codes(ensembleStudyFromTable(simulateEnsembleTable({ effect: 20, rng: 1, ensembles: 12, splits: 1 })))).toEqual(["few-splits"]);
    const singular = ensembleStudyFromTable(simulateEnsembleTable({ effect: 20, rng: 3, ensembleSd: 0, splitSd: 0, ensembles: 12, splits: 5 }));
    expect(singular.fit!.singular).toBe(codes(singular).includes("singular-fit"));
    const table = simulateEnsembleTable({ effect: 20, rng: 1, ensembles: 12, splits: 5 });
    const without = (row: number): EnsembleTable => {
      const keep = <T>(column: ArrayLike<T>): T[] => Array.from(column).filter((_, i) => i !== row);
      return { ensemble: keep(table.ensemble as string[]), split: keep(table.split as string[]), edc: keep(table.edc), s0: keep(table.s0), ds: keep(table.ds) };
    };
    const missing = ensembleStudyFromTable(without(7));
    expect(missing.findings).toEqual([{ code: "missing-cells", cells: 1, of: 60, examples: ["e01/s02"] }]);
    expect(missing.fit!.n).toBe(59);
  });

  it("tables that cannot be: two rows of a cell, two values of EDC, accuracies out of range, lengths", () => {
    const table = { ensemble: [1, 1, 2], split: ["a", "b", "a"], edc: [0.1, 0.1, 0.2], s0: [0.5, 0.5, 0.5], ds: [0, 0.1, 0.2] };
    expect(() => ensembleStudyFromTable({ ...table, split: ["a", "a", "a"] })).toThrow(/got a second at ensemble "1", split "a" \(row 1\)/);
    expect(() => ensembleStudyFromTable({ ...table, edc: [0.1, 0.3, 0.2] })).toThrow(/one number per ensemble, got 0.1 and 0.3/);
    expect(() => ensembleStudyFromTable({ ...table, s0: [50, 50, 50] })).toThrow(/s0 must be between 0 and 1, got 50/);
    expect(() => ensembleStudyFromTable({ ...table, ds: [0, 7, 0] })).toThrow(/ds must be between -1 and 1, got 7/);
    expect(() => ensembleStudyFromTable({ ...table, ds: [0] })).toThrow(/ensemble and ds must have one length, got 3 and 1/);
    expect(() => ensembleStudyFromTable({ ...table, edc: [0.1, NaN, 0.2] })).toThrow(/edc must be a number, got NaN/);
    expect(() => ensembleStudyFromTable({ ensemble: [], split: [], edc: [], s0: [], ds: [] })).toThrow(/must have rows/);
  });
});

describe("recovery of a known effect", () => {
  it("table: the mean of β̂₁ over seeds is the effect, and intervals cover it", () => {
    const effect = 40;
    const runs = Array.from({ length: 200 }, (_, seed) => {
      const { fit } = ensembleStudyFromTable(simulateEnsembleTable({ effect, ensembles: 14, splits: 6, rng: seed }));
      return fit!.fixedEffects[1];
    });
    const estimates = runs.map(({ estimate }) => estimate);
    const mean = estimates.reduce((a, b) => a + b) / runs.length;
    const sd = Math.sqrt(estimates.reduce((total, value) => total + (value - mean) ** 2, 0) / (runs.length - 1));
    // Four standard errors of the mean; 95 % ± four binomial standard errors.
    expect(Math.abs(mean - effect)).toBeLessThan((4 * sd) / Math.sqrt(runs.length));
    const covered = runs.filter(({ confidenceInterval: { low, high } }) => low <= effect && effect <= high).length;
    expect(Math.abs(covered / runs.length - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / runs.length));
  });

  it("data set: gains follow the model exactly, without noise β₁ and β₂ come back to rounding", () => {
    const sim = simulateEnsembleStudy({ effect: 12, baselineEffect: -8, ensembleSd: 0, splitSd: 0, residualSd: 1e-3, rng: 7 });
    expect(sim.clipped).toBe(0);
    const { outcomes, diversity, after, ensembles, splits } = sim;
    const { fit } = ensembleStudy({ outcomes, diversity, after }, { ensembles, splits });
    // The noise of 0.001 points over 600 cells leaves errors of about 0.001 in β₁ (EDC varies by some hundredths).
    expectWithin(fit!.fixedEffects[1].estimate, 12, { abs: 6 * fit!.fixedEffects[1].standardError });
    expect(fit!.fixedEffects[1].standardError).toBeLessThan(0.01);
    expectWithin(fit!.fixedEffects[2].estimate, -8, { abs: 6 * fit!.fixedEffects[2].standardError });
  });

  it("data set: the mean of β̂₁ over seeds is the effect", () => {
    const errors = Array.from({ length: 30 }, (_, rng) => {
      const { outcomes, diversity, after, ensembles, splits, effect } = simulateEnsembleStudy({ effect: 25, problems: 80, ensembles: 12, splits: 5, entries: 16, rng });
      return ensembleStudy({ outcomes, diversity, after }, { ensembles, splits }).fit!.fixedEffects[1].estimate - effect;
    });
    const mean = errors.reduce((a, b) => a + b) / errors.length;
    const sd = Math.sqrt(errors.reduce((total, value) => total + (value - mean) ** 2, 0) / (errors.length - 1));
    expect(Math.abs(mean)).toBeLessThan((4 * sd) / Math.sqrt(errors.length));
  });
});

interface CsvRow {
  ensemble: string;
  split: string;
  members: string;
  edc: number;
  s0: number;
  s1: number;
  ds: number;
}

function readRows(path: string): CsvRow[] {
  const [, ...lines] = readFileSync(path, "utf8").trim().split("\n");
  return lines.map((line) => {
    const [ensemble, split, members, edc, s0, s1, ds] = line.split(",");
    return { ensemble, split, members, edc: Number(edc), s0: Number(s0), s1: Number(s1), ds: Number(ds) };
  });
}

function readTable(path: string): EnsembleTable {
  const rows = readRows(path);
  const column = <Name extends keyof CsvRow>(name: Name): CsvRow[Name][] => rows.map((row) => row[name]);
  return { ensemble: column("ensemble"), split: column("split"), members: column("members"), edc: column("edc"), s0: column("s0"), ds: column("ds") };
}

describe("noisy embeddings", () => {
  it("bring a finding where two embeddings of one solver differ as much as those of two, and none where they do not", () => {
    const { outcomes, diversity } = simulateEnsembleStudy({ effect: 15, problems: 30, ensembles: 12, splits: 3, rng: 4 });
    const { data, shape } = diversity.embeddings;
    let state = 5;
    const noise = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    const codes = (embeddings: Float64Array, replicates: Float64Array) =>
      ensembleStudy({ outcomes, diversity: { solvers: diversity.solvers, embeddings: { data: embeddings, shape }, replicates: { data: replicates, shape } } }, { size: 3, ensembles: 12, splits: 3, rng: 4 }).findings.map(({ code }) => code);
    const alike = () => data.map(() => 1 + noise());
    expect(codes(alike(), alike())).toContain("noisy-embeddings");
    expect(codes(data, data.map((value) => value * (1 + 0.001 * noise())))).not.toContain("noisy-embeddings");
  });
});
