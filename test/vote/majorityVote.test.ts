import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng } from "../../src/random/index.ts";
import { majorityVote } from "../../src/vote/index.ts";

const answerLists = fc.array(fc.constantFrom("a", "b", "c", "", null, undefined), { minLength: 1, maxLength: 12 });

describe("majorityVote()", () => {
  it("counts as a reader would", () => {
    expect(majorityVote(["b", "a", null, "a", "c", undefined, "a"])).toEqual({
      method: "Majority vote, first of ties",
      answer: "a",
      index: 1,
      votes: 3,
      share: 0.6,
      tied: false,
      margin: 2,
      abstained: false,
      abstentions: 2,
      answers: ["b", "a", "c"],
      counts: Int32Array.of(1, 3, 1),
    });
  });

  it("agrees with the definition on random lists", () => {
    fc.assert(
      fc.property(answerLists, (answers) => {
        const given = answers.filter((answer) => answer !== null && answer !== undefined);
        const votesOf = (answer: string): number => given.filter((other) => other === answer).length;
        const most = Math.max(0, ...given.map(votesOf));
        const winners = [...new Set(given.filter((answer) => votesOf(answer) === most))];
        const runnerUp = Math.max(0, ...given.filter((answer) => votesOf(answer) < most).map(votesOf));
        const result = majorityVote(answers);
        expect(result.answer).toBe(winners[0] ?? null);
        expect(result.index).toBe(winners.length === 0 ? -1 : answers.indexOf(winners[0]));
        expect(result.votes).toBe(most);
        expect(result.share).toBe(most / given.length);
        expect(result.tied).toBe(winners.length > 1);
        expect(result.margin).toBe(winners.length > 1 ? 0 : most - runnerUp);
        expect(result.abstentions).toBe(answers.length - given.length);
        expect(result.abstained).toBe(given.length === 0);
        expect(result.counts.reduce((total, count) => total + count, 0)).toBe(given.length);
      }),
      { seed: 1 },
    );
  });

  it("settles ties as told: the answer seen first, by lot, nobody", () => {
    const answers = ["x", "b", "a", "a", "b", "c", "c"];
    const base = { tied: true, votes: 2, margin: 0 };
    expect(majorityVote(answers)).toMatchObject({ ...base, answer: "b", index: 1, abstained: false });
    expect(majorityVote(answers, { ties: "abstain" })).toMatchObject({ ...base, answer: null, index: -1, abstained: true, method: "Majority vote, no winner of ties" });
    const rng = createRng(5);
    const wins = { a: 0, b: 0, c: 0 };
    for (let i = 0; i < 3000; i++) wins[majorityVote(answers, { ties: "random", rng }).answer as "a"]++;
    // A third of 3000 each; four standard errors are 4·√(3000·2/9) = 103.
    for (const count of Object.values(wins)) expect(Math.abs(count - 1000)).toBeLessThan(104);
  });

  it("draws by lot only where there is a tie, and the same for one seed", () => {
    const never = (): number => expect.fail("drew although there is no tie");
    expect(majorityVote(["a", "a", "b"], { ties: "random", rng: never }).answer).toBe("a");
    const answers = ["a", "b", "c", "d"];
    expect(majorityVote(answers, { ties: "random", rng: 3 })).toEqual(majorityVote(answers, { ties: "random", rng: 3 }));
    expect(majorityVote(answers, { ties: "random", rng: () => 0.99 }).answer).toBe("d");
  });

  it("counts canonical forms, which may be no answer", () => {
    const canonical = (answer: string): string | null => (answer.trim() === "" ? null : answer.trim().toLowerCase());
    const result = majorityVote(["b", " A", "a ", "", "  "], { canonical });
    expect(result).toMatchObject({ answer: "a", index: 1, votes: 2, share: 2 / 3, abstentions: 2, answers: ["b", "a"] });
    expect(majorityVote(["", "x", ""])).toMatchObject({ answer: "", abstentions: 0 });
  });

  it("has no winner where nobody answers", () => {
    const result = majorityVote([null, undefined]);
    expect(result).toMatchObject({ answer: null, index: -1, votes: 0, share: NaN, tied: false, margin: 0, abstained: true, abstentions: 2, answers: [] });
  });

  it("is not misled by names that objects have", () => {
    expect(majorityVote(["__proto__", "constructor", "__proto__"]).answer).toBe("__proto__");
  });

  it("names what is wrong", () => {
    expect(() => majorityVote([])).toThrow("Cannot take a majority vote: answers must hold at least 1 value, got 0");
    expect(() => majorityVote([1 as never])).toThrow("answers must be strings, null or undefined, got 1 at index 0");
    expect(() => majorityVote(["a"], { canonical: () => 7 as never })).toThrow('canonical must return a string, null or undefined, got 7 for "a" at index 0');
    expect(() => majorityVote(["a"], { canonical: "lower" as never })).toThrow("canonical must be a function");
    expect(() => majorityVote(["a"], { ties: "random" })).toThrow("random ties need `rng`");
    expect(() => majorityVote(["a"], { ties: "last" as never })).toThrow('ties must be "first" or "random" or "abstain", got "last"');
    expect(() => majorityVote(["a"], { tie: "first" } as never)).toThrow("unknown option `tie`");
  });
});
