import { describe, expect, it } from "vitest";
import { fromRows, type Rollouts } from "../../src/data/index.ts";
import { createRng, normal } from "../../src/random/index.ts";
import { type SelectionEstimate, type SelectionRuleName, selectionScaling, selectionScalingAsync } from "../../src/study/index.ts";
import { sentenceBleu } from "../../src/text/index.ts";
import { expectWithin } from "../within.ts";

interface Sample {
  readonly answer: string;
  readonly reward: number;
  readonly text: string;
  readonly embedding: readonly number[];
  readonly correct: boolean;
}

/** Problems with all columns that rules read; few words and rewards, so that there are ties. */
function draw(seed: string, problems: number, n: number): Sample[][] {
  const rng = createRng(seed);
  return Array.from({ length: problems }, () =>
    Array.from({ length: n }, () => {
      const answer = "abc"[rng.integer(3)];
      const text = Array.from({ length: 5 }, () => "uvw"[rng.integer(3)]).join(" ");
      return { answer, reward: rng.integer(4), text, embedding: [1 + normal(rng), normal(rng), normal(rng)], correct: answer === "a" };
    }),
  );
}

function rolloutsOf(problems: readonly (readonly Sample[])[]): Rollouts {
  const rows = problems.flatMap((own, i) => own.map((sample) => ({ problem: `p${i}`, ...sample })));
  const rollouts = fromRows(rows, { problem: "problem", answer: "answer", reward: "reward", text: "text", correct: "correct" });
  return { ...rollouts, embedding: { data: Float64Array.from(rows.flatMap(({ embedding }) => embedding)), shape: [rows.length, 3] } };
}

/** The samples tied for the highest score count as their mean. */
function chosen(own: readonly Sample[], scores: readonly number[]): number {
  const best = Math.max(...scores);
  const tied = own.filter((_, i) => scores[i] >= best - 1e-11);
  return tied.filter(({ correct }) => correct).length / tied.length;
}

const dot = (x: readonly number[], y: readonly number[]): number => x.reduce((total, value, i) => total + value * y[i], 0);
const cosine = (x: readonly number[], y: readonly number[]): number => dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
/** Each pair of texts is compared once, however many subsets it is in. */
const known = new Map<string, number>();
function bleu(text: string, other: string): number {
  const key = `${text}/${other}`;
  const value = known.get(key) ?? sentenceBleu(text, [other]).estimate;
  known.set(key, value);
  return value;
}
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** What each rule makes of one subset, by its definition. */
const rules: Record<SelectionRuleName, (own: readonly Sample[]) => number> = {
  coverage: (own) => (own.some(({ correct }) => correct) ? 1 : 0),
  "share-correct": (own) => own.filter(({ correct }) => correct).length / own.length,
  "majority-vote": (own) => {
    const count = (answer: string): number => own.filter((other) => other.answer === answer).length;
    const answers = [...new Set(own.map(({ answer }) => answer))];
    const winners = answers.filter((answer) => count(answer) === Math.max(...answers.map(count)));
    return winners.includes("a") ? 1 / winners.length : 0;
  },
  "best-of-n": (own) => chosen(own, own.map(({ reward }) => reward)),
  "semantic-mbr": (own) => chosen(own, own.map(({ embedding }) => total(own.map((other) => cosine(embedding, other.embedding))))),
  "lexical-mbr": (own) => chosen(own, own.map(({ text }) => total(own.map((other) => bleu(text, other.text))))),
};

function subsets<Item>(items: readonly Item[], size: number): Item[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, i) => subsets(items.slice(i + 1), size - 1).map((rest) => [item, ...rest]));
}

const mean = (values: readonly number[]): number => total(values) / values.length;
const find = (estimates: readonly SelectionEstimate[], rule: SelectionRuleName, size: number): SelectionEstimate => estimates.find((own) => own.rule === rule && own.size === size && own.group === undefined)!;

describe("selectionScaling()", () => {
  const problems = draw("enumeration", 5, 7);
  const names = Object.keys(rules) as SelectionRuleName[];

  it("gives for every rule the mean over all subsets, one by one", () => {
    const study = selectionScaling(rolloutsOf(problems), { rng: 0, sizes: [1, 2, 3, 5, 7] });
    expect(study.rules).toEqual(names);
    for (const size of study.sizes) {
      for (const rule of names) {
        const own = find(study.estimates, rule, size);
        // C(7, 3) = 35 subsets are no more than 200: nothing is left to chance.
        expectWithin(own.estimate, mean(problems.map((samples) => mean(subsets(samples, size).map(rules[rule])))), { abs: 1e-12 });
        expect(own.method).toBe(rule.endsWith("mbr") ? "enumerated" : "exact");
        expect(own.monteCarloError).toBe(0);
      }
    }
  });

  it("with size = n is each rule applied once to all samples: the plain vote, the best reward, the medoid", () => {
    const { estimates } = selectionScaling(rolloutsOf(problems), { rng: 0, sizes: [7] });
    for (const rule of names) expectWithin(find(estimates, rule, 7).estimate, mean(problems.map(rules[rule])), { abs: 1e-12 });
  });

  it("takes random subsets where there are many, off by the error it states", () => {
    const many = draw("random", 6, 12);
    const errors = [2, 4, 6, 9].flatMap((size) => {
      const { estimates } = selectionScaling(rolloutsOf(many), { rng: 5, sizes: [size], subsets: 60 });
      return (["semantic-mbr", "lexical-mbr"] as const).map((rule) => {
        const own = find(estimates, rule, size);
        expect(own.method).toBe("subsets");
        expect(own.monteCarloError).toBeGreaterThan(0);
        return (own.estimate - mean(many.map((samples) => mean(subsets(samples, size).map(rules[rule]))))) / own.monteCarloError;
      });
    });
    for (const error of errors) expect(Math.abs(error)).toBeLessThan(4);
    // Eight standardised errors, not all independent: root mean square about 1.
    expect(Math.sqrt(mean(errors.map((error) => error * error)))).toBeLessThan(2);
  });

  it("gives common subsets to both utilities: rules that choose alike do not differ, not even by chance", () => {
    // Texts and embeddings say the same: each of three kinds has a direction and words of its own.
    const kinds = [
      { text: "p q r s t", embedding: [1, 0, 0] },
      { text: "u v w x y", embedding: [0, 1, 0] },
      { text: "k l m n o", embedding: [0, 0, 1] },
    ];
    const rng = createRng("alike");
    const alike = draw("alike", 8, 14).map((own) => own.map((sample) => ({ ...sample, ...kinds[rng.integer(3)] })));
    const { differences, estimates } = selectionScaling(rolloutsOf(alike), { rng: 1, sizes: [5], subsets: 30, tokenize: (text) => text.split(" ") });
    const own = differences.find(({ a, b }) => a === "semantic-mbr" && b === "lexical-mbr")!;
    expect(find(estimates, "semantic-mbr", 5).monteCarloError).toBeGreaterThan(0.005);
    expectWithin(own.estimate, 0, { abs: 1e-12 });
    expectWithin(own.monteCarloError, 0, { abs: 1e-12 });
  });

  it("does not depend on which rules and sizes are asked for", () => {
    const many = rolloutsOf(draw("subsets", 4, 15));
    const all = selectionScaling(many, { rng: 2, sizes: [4, 8], subsets: 20 });
    const one = selectionScaling(many, { rng: 2, sizes: [8], subsets: 20, rules: ["lexical-mbr"] });
    expect(one.estimates).toEqual([find(all.estimates, "lexical-mbr", 8)]);
    expect(selectionScaling(many, { rng: 3, sizes: [8], subsets: 20, rules: ["lexical-mbr"] }).estimates).not.toEqual(one.estimates);
  });

  it("refuses bad input", () => {
    const input = rolloutsOf(problems);
    const bad = (options: object, message: RegExp, from: Rollouts = input): void => expect(() => selectionScaling(from, { rng: 0, ...options })).toThrow(message);
    bad({ subsets: 1 }, /Cannot study selection: subsets/);
    bad({ level: 0 }, /level/);
    bad({ sizes: [0] }, /sizes\[0\]/);
    bad({ sizes: [8] }, /8 scored samples/);
    bad({ rules: [] }, /rules/);
    bad({ rules: ["best"] }, /rules\[0\]/);
    bad({ rule: ["coverage"] }, /rule/);
    bad({ by: "temperature" }, /temperature/);
    bad({}, /correct/, fromRows([{ p: 1, a: "x" }], { problem: "p", answer: "a" }));
    bad({ rules: ["best-of-n"] }, /best-of-n/, fromRows([{ p: 1, c: true }, { p: 1, c: false }], { problem: "p", correct: "c" }));
  });

  it("gives the same bits in slices, with progress that never falls", async () => {
    const input = rolloutsOf(draw("slices", 4, 12));
    const options = { rng: 3, sizes: [3, 6], subsets: 20 };
    const progress: number[] = [];
    expect(await selectionScalingAsync(input, { ...options, sliceMs: 0, onProgress: (done) => progress.push(done) })).toEqual(selectionScaling(input, options));
    expect(progress.length).toBeGreaterThan(1);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    await expect(selectionScalingAsync(input, { ...options, signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });
});
