import { concatRollouts, countsByProblem, fromRows, groupSamples, type Rollouts, splitProblems } from "@divlab/core/data";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkCounts } from "../../src/passk/counts.ts";

interface Row {
  readonly problem: string;
  readonly solver: string;
  readonly correct: boolean | null;
}

const rowsArbitrary = fc.array(
  fc.record<Row>({ problem: fc.constantFrom("a", "b", "c", "d"), solver: fc.constantFrom("x", "y"), correct: fc.constantFrom(true, false, null) }),
  { maxLength: 40 },
);
const columnsOf = (rows: readonly Row[]): Rollouts => fromRows(rows, { problem: "problem", solver: "solver", correct: "correct" });

describe("countsByProblem()", () => {
  it("counts what a plain loop over the rows counts", () => {
    fc.assert(
      fc.property(rowsArbitrary, (rows) => {
        fc.pre(rows.some((row) => row.correct !== null));
        const counts = countsByProblem(columnsOf(rows));
        const solvers = [...new Set(rows.map((row) => row.solver))];
        expect(counts.map((own) => own.solver)).toEqual(solvers);
        for (const own of counts) {
          const mine = rows.filter((row) => row.solver === own.solver);
          const scored = mine.filter((row) => row.correct !== null);
          // Problems are in the order of first appearance in the whole file, whoever answered.
          const order = [...new Set(rows.map((row) => row.problem))].filter((problem) => scored.some((row) => row.problem === problem));
          expect(own.problem).toEqual(order);
          expect(Array.from(own.n)).toEqual(order.map((problem) => scored.filter((row) => row.problem === problem).length));
          expect(Array.from(own.c)).toEqual(order.map((problem) => scored.filter((row) => row.problem === problem && row.correct).length));
          expect(own.unscored).toBe(mine.length - scored.length);
        }
      }),
      { seed: 1 },
    );
  });

  it("gives counts that pass@k takes as they are", () => {
    const [counts] = countsByProblem(columnsOf([{ problem: "a", solver: "x", correct: true }]));
    expect(checkCounts("test", counts).size).toBe(1);
  });

  it("keeps a solver without a scored sample, with empty columns", () => {
    const counts = countsByProblem(columnsOf([{ problem: "a", solver: "x", correct: true }, { problem: "a", solver: "y", correct: null }]));
    expect(counts[1]).toStrictEqual({ solver: "y", problem: [], n: new Int32Array(0), c: new Int32Array(0), unscored: 1 });
  });

  it("refuses rollouts without `correct`", () => {
    const rollouts = fromRows([1], { problem: () => "p", reward: () => 1 });
    expect(() => countsByProblem(rollouts)).toThrow(new RangeError("Cannot count correct samples: rollouts must have a column `correct`, got none"));
  });
});

const numberedRows = fc.array(fc.record({ problem: fc.constantFrom("a", "b", "c"), solver: fc.constantFrom("x", "y"), sample: fc.option(fc.nat(9)) }), { maxLength: 30 });
type NumberedRow = { readonly problem: string; readonly solver: string; readonly sample: number | null };

function repeats(rows: readonly NumberedRow[], row: NumberedRow, index: number): boolean {
  const isSame = (other: NumberedRow): boolean => other.problem === row.problem && other.solver === row.solver && other.sample === row.sample;
  return row.sample !== null && rows.findIndex(isSame) < index;
}

describe("groupSamples()", () => {
  it("puts every row in the group of its solver and problem, ordered by level and sample", () => {
    fc.assert(
      fc.property(numberedRows, (drawn) => {
        const rows = drawn.filter((row, i) => !repeats(drawn, row, i));
        const rollouts = fromRows(rows, { problem: "problem", solver: "solver", sample: "sample" });
        const groups = groupSamples(rollouts);
        const keyed = rows.map((row, i) => ({
          i,
          solver: rollouts.solver.levels.indexOf(row.solver),
          problem: rollouts.problem.levels.indexOf(row.problem),
          sample: row.sample ?? Infinity,
        }));
        keyed.sort((a, b) => a.solver - b.solver || a.problem - b.problem || (a.sample === b.sample ? 0 : a.sample - b.sample) || a.i - b.i);
        expect(Array.from(groups.rows)).toEqual(keyed.map((row) => row.i));
        const starts = keyed.flatMap((row, at) => (at === 0 || row.solver !== keyed[at - 1].solver || row.problem !== keyed[at - 1].problem ? [at] : []));
        expect(Array.from(groups.offsets)).toEqual([...starts, rows.length]);
        expect(Array.from(groups.solver)).toEqual(starts.map((at) => keyed[at].solver));
        expect(Array.from(groups.problem)).toEqual(starts.map((at) => keyed[at].problem));
      }),
      { seed: 1 },
    );
  });

  it("keeps the order of the rollouts where samples are not numbered", () => {
    const rollouts = columnsOf([..."abab"].map((problem) => ({ problem, solver: "x", correct: null })));
    expect(Array.from(groupSamples(rollouts).rows)).toEqual([0, 2, 1, 3]);
  });
});

describe("fromRows()", () => {
  it("refuses the first row that repeats another, in whatever order the samples come", () => {
    const read = (rows: readonly NumberedRow[]): Rollouts => fromRows(rows, { problem: "problem", solver: "solver", sample: "sample" });
    fc.assert(
      fc.property(numberedRows, (rows) => {
        const index = rows.findIndex((row, i) => repeats(rows, row, i));
        if (index === -1) expect(read(rows).size).toBe(rows.length);
        else expect(() => read(rows)).toThrow(new RegExp(`sample ${rows[index].sample} at rows \\d+ and ${index}$`));
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

describe("splitProblems()", () => {
  const problems = Array.from({ length: 101 }, (_, i) => `p${i}`);

  it("puts every problem in exactly one part, indices ascending, the same for the same seed", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.nat(), (share, rng) => {
        const { train, test } = splitProblems(problems, { share, rng });
        expect(train.length).toBe(Math.round(share * 101));
        expect([...train, ...test].toSorted((a, b) => a - b)).toEqual(problems.map((_, i) => i));
        for (const part of [train, test]) expect(part).toEqual(part.toSorted());
        expect(splitProblems(problems, { share, rng })).toEqual({ train, test });
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  it("takes each problem as often as its share", () => {
    const times = new Int32Array(5);
    const splits = 4000;
    for (let rng = 0; rng < splits; rng++) for (const i of splitProblems(["a", "b", "c", "d", "e"], { share: 0.4, rng }).train) times[i]++;
    // Binomial(4000, 0.4) has standard deviation 31; five of them leave a false alarm at one in a million.
    for (const count of times) expect(Math.abs(count - 0.4 * splits)).toBeLessThan(155);
  });

  it("refuses repeated problems, empty parts and a missing seed", () => {
    expect(() => splitProblems(["a", "b", "a"], { rng: 1 })).toThrow(new RangeError('Cannot split problems: problems must be distinct, got "a" at indices 0 and 2'));
    expect(() => splitProblems(["a", "b"], { share: 0.1, rng: 1 })).toThrow("both parts must hold a problem, got 0 and 2 with share 0.1");
    expect(() => splitProblems(["a"], { rng: 1 })).toThrow("problems must hold at least 2 values, got 1");
    expect(() => splitProblems(problems, { share: 1, rng: 1 })).toThrow("share must lie strictly between 0 and 1, got 1");
    expect(() => splitProblems(problems, {} as never)).toThrow("`rng` must be a seed");
  });
});

describe("concatRollouts()", () => {
  it("gives what reading all rows at once gives", () => {
    fc.assert(
      fc.property(rowsArbitrary, fc.nat(40), (rows, cut) => {
        const parts = [columnsOf(rows.slice(0, cut)), columnsOf(rows.slice(cut))];
        expect(concatRollouts(parts)).toStrictEqual(columnsOf(rows));
      }),
      { seed: 1 },
    );
  });

  it("fills columns that one part lacks and turns mixed further columns into labels", () => {
    const a = fromRows([0, 1], { problem: () => "p", tokens: (i) => i, text: () => "t", extra: { level: (i) => (i === 0 ? null : 0.1), note: () => "n" } });
    const b = fromRows([0], { problem: () => "q", answer: () => "x", logProb: () => -1, extra: { level: () => "hard", temperature: () => 1 } });
    expect(concatRollouts([a, b, a])).toStrictEqual({
      size: 5,
      problem: { codes: Int32Array.of(0, 0, 1, 0, 0), levels: ["p", "q"] },
      solver: { codes: Int32Array.of(0, 0, 0, 0, 0), levels: ["samples"] },
      answer: { codes: Int32Array.of(-1, -1, 0, -1, -1), levels: ["x"] },
      logProb: Float64Array.of(NaN, NaN, -1, NaN, NaN),
      tokens: Int32Array.of(0, 1, -1, 0, 1),
      text: ["t", "t", undefined, "t", "t"],
      extra: {
        level: { codes: Int32Array.of(-1, 0, 1, -1, 0), levels: ["0.1", "hard"] },
        note: { codes: Int32Array.of(0, 0, -1, 0, 0), levels: ["n"] },
        temperature: Float64Array.of(NaN, NaN, 1, NaN, NaN),
      },
    });
  });

  it("refuses the same sample in two parts and an empty list", () => {
    const part = fromRows([0], { problem: () => "p", sample: () => 4 });
    expect(() => concatRollouts([part, part])).toThrow(
      new RangeError('Cannot concatenate rollouts: rows must differ in problem, solver or sample, got problem "p", solver "samples", sample 4 at rows 0 and 1'),
    );
    const cold = fromRows([0], { problem: () => "p", sample: () => 4, extra: { temperature: () => 0.2 } });
    const hot = fromRows([0], { problem: () => "p", sample: () => 4, extra: { temperature: () => "high" } });
    expect(concatRollouts([cold, hot], { distinctBy: ["temperature"] }).size).toBe(2);
    expect(() => concatRollouts([cold, hot, hot], { distinctBy: ["temperature"] })).toThrow("rows must differ in problem, solver, temperature or sample");
    expect(() => concatRollouts([])).toThrow("rollouts must hold at least 1 value, got 0");
  });
});
