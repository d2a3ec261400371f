import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type TokenDistribution, truncateDistribution, type TruncateDistributionOptions } from "../../src/collapse/decoding/truncateDistribution.ts";
import oracle from "../fixtures/mpmath/truncate-distribution.json" with { type: "json" };
import { expectWithin } from "../within.ts";

/** Exponents of up to a few hundred lose that many units in the last place. */
const rounding = { rel: 2e-13, abs: 1e-15 };

interface Case {
  readonly input: { readonly logits?: (number | null)[]; readonly probabilities?: number[] };
  readonly options: { readonly temperature?: number | null; readonly topK?: number; readonly topP?: number; readonly minP?: number };
  readonly expected: { readonly kept: number[]; readonly probabilities: number[]; readonly keptMass: number; readonly entropy: number; readonly inputEntropy: number };
}

const distributions = fc
  .array(fc.constantFrom(0, 1, 1, 2, 3, 7, 20), { minLength: 1, maxLength: 12 })
  .filter((weights) => weights.some((weight) => weight > 0))
  .map((weights) => weights.map((weight) => weight / weights.reduce<number>((total, each) => total + each, 0)));

const temperatures = fc.constantFrom(0, 0.1, 0.7, 1, 2, Infinity);
const shares = fc.double({ min: 0, max: 1, noNaN: true });
const cuts: fc.Arbitrary<TruncateDistributionOptions> = fc
  .tuple(temperatures, fc.constantFrom(1, 2, 3, 5, 13, Infinity), fc.oneof(fc.constant(1), shares), fc.oneof(fc.constant(0), shares))
  .map(([temperature, topK, topP, minP]) => ({ temperature, topK, topP, minP }));

const keptBy = (p: TokenDistribution, options: TruncateDistributionOptions): number[] => Array.from(truncateDistribution(p, options).kept);
const expectSame = (actual: Float64Array, expected: ArrayLike<number>): void => actual.forEach((value, i) => expectWithin(value, expected[i], { rel: 1e-14 }));

describe("truncateDistribution()", () => {
  it("gives what the definitions give in 60 digits, with ties, masks and temperatures 0 to Infinity", () => {
    for (const { input, options, expected } of oracle.cases as Case[]) {
      const { temperature = 1, ...rest } = options;
      const distribution = input.probabilities ?? { logits: input.logits!.map((logit) => logit ?? -Infinity) };
      const result = truncateDistribution(distribution, { temperature: temperature ?? Infinity, ...rest });
      expect(Array.from(result.kept)).toEqual(expected.kept);
      expected.probabilities.forEach((probability, i) => expectWithin(result.probabilities[i], probability, rounding));
      expectWithin(result.keptMass, expected.keptMass, rounding);
      expectWithin(result.entropy, expected.entropy, rounding);
      expectWithin(result.inputEntropy, expected.inputEntropy, rounding);
    }
    expect(oracle.cases).toHaveLength(400);
  });

  it("without temperature and cuts gives back what it got, and logits as softmax", () => {
    fc.assert(
      fc.property(distributions, (p) => {
        const result = truncateDistribution(p);
        expectSame(result.probabilities, p);
        expect(Array.from(result.kept)).toEqual(p.flatMap((value, i) => (value > 0 ? [i] : [])));
        expect(result.keptMass).toBe(1);
        expect(result.entropy).toBeCloseTo(result.inputEntropy, 14);
        // The logits are near 700: their last digit is 1e-13.
        truncateDistribution({ logits: p.map((value) => Math.log(value) + 700) }).probabilities.forEach((value, k) => expectWithin(value, p[k], { rel: 4e-13 }));
      }),
      { seed: 1 },
    );
  });

  it("sums to 1, keeps nothing masked, and is blind to the order of the entries", () => {
    fc.assert(
      fc.property(distributions, cuts, fc.integer({ min: 0, max: 11 }), (p, options, shift) => {
        const { probabilities, kept, keptMass, entropy } = truncateDistribution(p, options);
        expectWithin(probabilities.reduce((total, value) => total + value, 0), 1, { rel: 1e-14 });
        expect(kept.length).toBeGreaterThan(0);
        expect(Array.from(kept).every((i) => p[i] > 0)).toBe(true);
        expect(probabilities.every((value, i) => value === 0 || kept.includes(i))).toBe(true);
        expect(keptMass).toBeGreaterThan(0);
        expect(keptMass).toBeLessThanOrEqual(1);
        expect(entropy).toBeLessThanOrEqual(Math.log(kept.length) + 1e-14);
        const turned = p.map((_, i) => p[(i + shift) % p.length]);
        const again = truncateDistribution(turned, options);
        again.probabilities.forEach((value, i) => expectWithin(value, probabilities[(i + shift) % p.length], { rel: 1e-14 }));
      }),
      { seed: 1 },
    );
  });

  it("temperatures multiply, and cuts can be taken one call at a time", () => {
    fc.assert(
      fc.property(distributions, cuts, fc.constantFrom(0.5, 0.8, 1.3, 2), (p, { topK = Infinity, topP = 1, minP = 0 }, temperature) => {
        const twice = truncateDistribution(truncateDistribution(p, { temperature }).probabilities, { temperature: 1 / temperature });
        // Tempering to 1/2 squares a probability: the small ones lose digits on the way back.
        twice.probabilities.forEach((value, i) => expectWithin(value, p[i], { rel: 1e-13 }));
        const whole = truncateDistribution(p, { temperature, topK, topP, minP });
        const steps: TruncateDistributionOptions[] = [{ temperature }, { topK }, { topP }, { minP }];
        const last = steps.reduce<Float64Array>((distribution, step) => truncateDistribution(distribution, step).probabilities, Float64Array.from(p));
        expectSame(last, whole.probabilities);
      }),
      { seed: 1 },
    );
  });

  it("kept sets shrink with top-k and top-p and grow with a smaller min-p; the mass follows", () => {
    fc.assert(
      fc.property(distributions, temperatures, shares, shares, fc.integer({ min: 1, max: 12 }), (p, temperature, x, y, k) => {
        const [low, high] = [Math.min(x, y), Math.max(x, y)];
        const within = (inner: TruncateDistributionOptions, outer: TruncateDistributionOptions): void => {
          const [small, large] = [inner, outer].map((cut) => truncateDistribution(p, { temperature, ...cut }));
          expect(Array.from(small.kept).every((i) => large.kept.includes(i))).toBe(true);
          expect(small.keptMass).toBeLessThanOrEqual(large.keptMass * (1 + 1e-15));
        };
        within({ topP: low }, { topP: high });
        within({ topK: k }, { topK: k + 1 });
        within({ minP: high }, { minP: low });
      }),
      { seed: 1 },
    );
  });

  it("top-k with k = 1, top-p 0, min-p 1 and temperature 0 are all greedy, ties sharing", () => {
    fc.assert(
      fc.property(distributions, fc.constantFrom(0.5, 1, 1.5), (p, temperature) => {
        const greedy = truncateDistribution(p, { temperature: 0 });
        const winners = p.flatMap((value, i) => (value === Math.max(...p) ? [i] : []));
        expect(Array.from(greedy.kept)).toEqual(winners);
        expectWithin(greedy.probabilities[winners[0]], 1 / winners.length, { rel: 1e-15 });
        for (const cut of [{ topK: 1 }, { topP: 0 }, { minP: 1 }]) expectSame(truncateDistribution(p, { temperature, ...cut }).probabilities, greedy.probabilities);
      }),
      { seed: 1 },
    );
  });

  it("the token that crosses p stays; rounding alone does not add another", () => {
    expect(keptBy([0.5, 0.3, 0.15, 0.05], { topP: 0.8 })).toEqual([0, 1]);
    expect(keptBy([0.5, 0.3, 0.15, 0.05], { topP: 0.81 })).toEqual([0, 1, 2]);
    expect(0.4 + 0.3 + 0.2).toBeLessThan(0.9);
    expect(keptBy([0.4, 0.3, 0.2, 0.1], { topP: 0.9 })).toEqual([0, 1, 2]);
    expect(0.8 * 0.1).toBeGreaterThan(0.08);
    expect(keptBy([0.8, 0.08, 0.12], { minP: 0.1 })).toEqual([0, 1, 2]);
    expect(keptBy([0.25, 0.25, 0.25, 0.25], { topP: 0.3 })).toEqual([0, 1, 2, 3]);
    expect(keptBy([0.4, 0.2, 0.2, 0.2], { topK: 2 })).toEqual([0, 1, 2, 3]);
  });

  it("cuts in the order top-k, top-p, min-p, each on what is left", () => {
    // After top-2 the first entry alone holds 0.4/0.7 of the mass; of the whole it holds 0.4.
    expect(keptBy([0.4, 0.3, 0.2, 0.1], { topK: 2, topP: 0.55 })).toEqual([0]);
    expect(keptBy([0.4, 0.3, 0.2, 0.1], { topP: 0.55 })).toEqual([0, 1]);
    // min-p first, as in vLLM, leaves 0.4 and 0.3, of which the nucleus then is the first alone.
    expect(keptBy([0.4, 0.3, 0.2, 0.1], { topP: 0.55, minP: 0.7 })).toEqual([0, 1]);
    expect(keptBy(truncateDistribution([0.4, 0.3, 0.2, 0.1], { minP: 0.7 }).probabilities, { topP: 0.55 })).toEqual([0]);
  });

  it("judges min-p after the temperature, top-k in the order of the input", () => {
    expect(keptBy([0.9, 0.08, 0.02], { minP: 0.1 })).toEqual([0]);
    expect(keptBy([0.9, 0.08, 0.02], { minP: 0.1, temperature: 2 })).toEqual([0, 1, 2]);
    expect(truncateDistribution([0.5, 0.3, 0.2, 0], { temperature: Infinity, topK: 2 }).probabilities).toEqual(Float64Array.of(0.5, 0.5, 0, 0));
    expect(keptBy([0.4, 0.3, 0.2, 0.1], { temperature: Infinity, topP: 0.75 })).toEqual([0, 1, 2]);
  });

  it("stays exact for extreme logits and temperatures", () => {
    expect(truncateDistribution({ logits: [1e308, -1e308, -Infinity] }).probabilities).toEqual(Float64Array.of(1, 0, 0));
    const wide = truncateDistribution({ logits: [1e308, -1e308] }, { temperature: 1e308 });
    expectWithin(wide.probabilities[1], 0.11920292202211755, { rel: 1e-14 }); // 1/(1 + e²)
    expect(truncateDistribution({ logits: [1e308, 1e308, 5] }, { temperature: 1e-300 }).probabilities).toEqual(Float64Array.of(0.5, 0.5, 0));
    expect(Array.from(truncateDistribution({ logits: [0, -2000, -3000] }, { topK: 2 }).kept)).toEqual([0, 1]);
    expect(truncateDistribution([1 - 5e-324, 5e-324], { temperature: 1e300 }).probabilities[1]).toBeCloseTo(0.5, 12);
    const logits = Float64Array.from({ length: 100_000 }, (_, i) => -(i % 1000));
    const { kept, keptMass, entropy } = truncateDistribution({ logits }, { topP: 0.9 });
    // A hundred entries at each level: 1 − e⁻³ of the mass in three levels.
    expect(kept.length).toBe(300);
    expectWithin(keptMass, 0.9502129316321360, { rel: 1e-13 });
    expectWithin(entropy, Math.log(100) + 0.8323955818399389, { rel: 1e-12 });
  });

  it("leaves its input alone", () => {
    const p = Float64Array.of(0.2, 0.8);
    truncateDistribution(p, { topK: 1, temperature: 0.5 });
    expect(p).toEqual(Float64Array.of(0.2, 0.8));
  });

  it("accepts the rounding of single precision, and says what is wrong otherwise", () => {
    expectWithin(truncateDistribution([0.5, 0.5000005]).probabilities[0], 0.5 / 1.0000005, { rel: 1e-15 });
    const p = [0.5, 0.5];
    expect(() => truncateDistribution([0.5, 0.4])).toThrow("Cannot truncate a distribution: probabilities must sum to 1 within 0.000001, got a sum of 0.9");
    expect(() => truncateDistribution([1.5, -0.5])).toThrow("probabilities must be ≥ 0 and finite, got -0.5 at index 1");
    expect(() => truncateDistribution([NaN, 1])).toThrow(RangeError);
    expect(() => truncateDistribution({ logits: [0, NaN] })).toThrow("logits must be finite or -Infinity, got NaN at index 1");
    expect(() => truncateDistribution({ logits: [Infinity, 0] })).toThrow("got Infinity at index 0");
    expect(() => truncateDistribution({ logits: [-Infinity, -Infinity] })).toThrow("at least one of the logits must be greater than -Infinity, got none");
    expect(() => truncateDistribution([0, 0])).toThrow("at least one of the probabilities must be greater than 0, got none");
    expect(() => truncateDistribution([])).toThrow("probabilities must hold at least 1 value, got 0");
    expect(() => truncateDistribution(["1"] as unknown as number[])).toThrow(TypeError);
    expect(() => truncateDistribution(null as unknown as number[])).toThrow(TypeError);
    expect(() => truncateDistribution(p, { temperature: -1 })).toThrow("temperature must be ≥ 0, got -1");
    expect(() => truncateDistribution(p, { temperature: NaN })).toThrow(RangeError);
    expect(() => truncateDistribution(p, { topK: 0 })).toThrow("topK must be an integer ≥ 1, got 0");
    expect(() => truncateDistribution(p, { topK: 1.5 })).toThrow(RangeError);
    expect(() => truncateDistribution(p, { topP: 1.1 })).toThrow("topP must be between 0 and 1, got 1.1");
    expect(() => truncateDistribution(p, { minP: "x" as unknown as number })).toThrow(TypeError);
    expect(() => truncateDistribution(p, { top_p: 0.9 } as object)).toThrow("unknown option `top_p`");
  });
});
