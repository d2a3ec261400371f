import { concatRollouts, countsByProblem, filterRollouts, fromRows, joinRollouts, type Rollouts } from "@divlab/core/data";
import { splitSolvers } from "@divlab/core/study";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

interface Row {
  readonly problem: string;
  readonly solver: string;
  readonly correct: boolean | null;
  readonly heat: number | null;
  readonly source: string | null;
}

const rowsArbitrary = fc.array(
  fc.record<Row>({
    problem: fc.constantFrom("a", "b", "c"),
    solver: fc.constantFrom("x", "y"),
    correct: fc.constantFrom(true, false, null),
    heat: fc.constantFrom(0, 0.7, 1, null),
    source: fc.constantFrom("s", "t", null),
  }),
  { minLength: 1, maxLength: 30 },
);
const columnsOf = (rows: readonly Row[]): Rollouts => fromRows(rows, { problem: "problem", solver: "solver", correct: "correct", extra: { heat: "heat", source: "source" } });

describe("filterRollouts()", () => {
  it("leaves what there would be if the other rows had never been", () => {
    fc.assert(
      fc.property(rowsArbitrary, fc.func(fc.boolean()), (rows, keep) => {
        const kept = rows.filter((_, i) => keep(i));
        fc.pre(kept.length > 0);
        expect(filterRollouts(columnsOf(rows), keep)).toEqual(columnsOf(kept));
      }),
      { seed: 1 },
    );
  });

  it("keeps texts and embeddings beside their rows", () => {
    const rows = [0, 1, 2].map((i) => ({ problem: `p${i}`, text: `t${i}`, vector: [i, -i] }));
    const kept = filterRollouts(fromRows(rows, { problem: "problem", text: "text", embedding: "vector" }), (row) => row > 0);
    expect(kept.text).toEqual(["t1", "t2"]);
    expect(Array.from(kept.embedding!.data)).toEqual([1, -1, 2, -2]);
  });

  it("refuses to leave nothing, and what is no test", () => {
    const rollouts = fromRows([{ p: "a" }], { problem: "p" });
    expect(() => filterRollouts(rollouts, () => false)).toThrow("Cannot filter rollouts: at least one of the 1 rows must be kept, got none");
    expect(() => filterRollouts(rollouts, [true] as never)).toThrow(TypeError);
  });
});

describe("joinRollouts()", () => {
  const of = (solver: string, problem: string, step?: number): Rollouts => fromRows([{ solver, problem, step, sample: 0 }], { problem: "problem", solver: "solver", sample: "sample", ...(step !== undefined && { extra: { step: "step" } }) });

  it("makes two solvers of one name in two sources, and leaves the others alone", () => {
    const joined = joinRollouts([{ name: "one", rollouts: concatRollouts([of("m", "p"), of("k", "p")]) }, { name: "two", rollouts: of("m", "p") }]);
    expect(joined.solver.levels).toEqual(["one: m", "k", "two: m"]);
    expect(joined.size).toBe(3);
  });

  it("leaves names alone that only one source has, and one source as it is", () => {
    const alone = of("m", "p");
    expect(joinRollouts([{ name: "one", rollouts: alone }])).toBe(alone);
    expect(joinRollouts([{ name: "one", rollouts: alone }, { name: "two", rollouts: of("n", "p") }]).solver.levels).toEqual(["m", "n"]);
  });

  it("goes on with a solver in another source where a column says so", () => {
    const sources = [{ name: "one", rollouts: of("m", "p", 1) }, { name: "two", rollouts: of("m", "p", 2) }];
    const columns = ["step"];
    expect(joinRollouts(sources, { joinedBy: columns, distinctBy: columns }).solver.levels).toEqual(["m"]);
    expect(joinRollouts([sources[0], { name: "two", rollouts: of("m", "p", 1) }], { joinedBy: columns, distinctBy: columns }).solver.levels).toEqual(["one: m", "two: m"]);
  });

  it("refuses two sources of one name where that would mix solvers, only there", () => {
    const twice = (a: string, b: string): Rollouts => joinRollouts([{ name: "same", rollouts: of(a, "p") }, { name: "same", rollouts: of(b, "p") }]);
    expect(() => twice("m", "m")).toThrow('Cannot join rollouts: sources that share a solver must have distinct names, got "same" twice');
    expect(twice("m", "n").solver.levels).toEqual(["m", "n"]);
    expect(() => joinRollouts([])).toThrow(RangeError);
  });
});

describe("splitSolvers()", () => {
  it("makes each value of a column a solver, and loses no row", () => {
    fc.assert(
      fc.property(rowsArbitrary, (rows) => {
        fc.pre(rows.some(({ heat }) => heat !== null) && rows.some(({ correct }) => correct !== null));
        const split = splitSolvers(columnsOf(rows), "heat");
        const names = rows.map(({ solver, heat }) => `${solver} (${heat === null ? "no heat" : `heat ${heat}`})`);
        expect(Array.from(split.solver.codes, (code) => split.solver.levels[code])).toEqual(names);
        expect(new Set(split.solver.levels)).toEqual(new Set(names));
        const scored = countsByProblem(split).flatMap(({ n }) => Array.from(n));
        expect(scored.reduce((sum, n) => sum + n, 0)).toBe(rows.filter(({ correct }) => correct !== null).length);
      }),
      { seed: 2 },
    );
  });
});
