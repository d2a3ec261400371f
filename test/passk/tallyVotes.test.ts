import { describe, expect, it } from "vitest";
import { majAtK } from "../../src/passk/majAtK.ts";
import { tallyVotes } from "../../src/passk/tallyVotes.ts";

describe("tallyVotes()", () => {
  it("counts answers in order of first appearance and sets abstentions apart", () => {
    expect(tallyVotes(Int32Array.of(4, 7, 4, -1, 4), [true, false, true, true, true])).toEqual({
      answers: Int32Array.of(4, 7),
      counts: Int32Array.of(3, 1),
      correct: Float64Array.of(1, 0),
      abstentions: 1,
      inconsistent: 0,
    });
  });

  it("credits an answer marked both ways with the share that calls it correct, and says how many there are", () => {
    const tally = tallyVotes([0, 0, 0, 0, 1, 2, 2], [1, 1, 1, 0, 0, 1, 0]);
    expect(tally.correct).toEqual(Float64Array.of(0.75, 0, 0.5));
    expect(tally.inconsistent).toBe(2);
    expect(majAtK(tally, 7).estimate).toBe(0.75);
  });

  it("does not read the mark of a sample without an answer", () => {
    expect(tallyVotes([-1, 0], [-1, 1])).toMatchObject({ counts: Int32Array.of(1), correct: Float64Array.of(1), abstentions: 1 });
    expect(tallyVotes([-1, -1], [0, 0])).toMatchObject({ counts: new Int32Array(0), abstentions: 2 });
  });

  it("refuses codes below −1, marks outside [0, 1] and lists of different lengths", () => {
    expect(() => tallyVotes([0, -2], [1, 1])).toThrow("Cannot tally votes: answers[1] must be an integer ≥ -1, got -2");
    expect(() => tallyVotes([0, 1], [1, -1])).toThrow("correct must lie between 0 and 1, got -1 at the problem, sample 1");
    expect(() => tallyVotes([0, 1], [1])).toThrow("answers and correct must have one length, got 2 and 1");
    expect(() => tallyVotes([], [])).toThrow(RangeError);
    expect(() => tallyVotes(["a" as unknown as number], [1])).toThrow(TypeError);
  });
});
