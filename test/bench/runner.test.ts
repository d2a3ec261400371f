import { resolve } from "node:path";
import { describe, expect, it } from "vitest";

const folder = resolve(import.meta.dirname, "../../bench/runner");
const load = (file: string): Promise<Record<string, unknown>> => import(/* @vite-ignore */ resolve(folder, file)) as Promise<Record<string, unknown>>;

type Comparison = { ratio: number | null; ratioOfMinima: number; pairedMedian: number; spread: [number, number]; steady: boolean };
type Entrant = { name: string; batch: (calls: number) => number; start?: () => void; stop?: () => void; result?: () => Float64Array };
type Judged = { against: string | null; measured: number | null; met: string };
type Found = { wrong: boolean; sameBits?: boolean; retries: number; rivals: Record<string, { n: number; ratio?: number | null; skipped?: string }>; goals: Judged[] };

const { compare, describeTimes } = (await load("compare.mjs")) as {
  compare: (ours: number[], theirs: number[]) => Comparison;
  describeTimes: (times: number[]) => { min: number; p25: number; median: number; n: number };
};
const { interleave } = (await load("interleave.mjs")) as {
  interleave: (entrants: Entrant[], options: object) => Promise<{ measured: { times: number[]; calls: number }[]; more: (rounds: number, wanted?: boolean[]) => Promise<{ times: number[] }[]> }>;
};
const { measureCase } = (await load("measureCase.mjs")) as { measureCase: (definition: object, rivals: object, options: { quick: boolean }) => Promise<Found> };

describe("compare", () => {
  it("takes minima and pairs rounds, leaving out those that a rival sat out", () => {
    const found = compare([2, 1, 2, 4], [6, NaN, 3, 12]);
    expect(found.ratioOfMinima).toBe(3);
    expect(found.pairedMedian).toBe(3);
    expect(found.ratio).toBe(3);
    expect(found.spread[0]).toBeCloseTo(1.8, 12);
    expect(found.spread[1]).toBeCloseTo(3, 12);
  });

  it("gives no ratio where minima and medians disagree by more than a tenth", () => {
    const found = compare([1, 1, 1], [2, 2.5, 2.5]);
    expect(found).toMatchObject({ ratio: null, steady: false, ratioOfMinima: 2, pairedMedian: 2.5 });
    expect(compare([1, 1, 1], [2, 2.19, 2.19]).ratio).toBe(2);
  });

  it("describes times", () => {
    expect(describeTimes([4, NaN, 1, 3, 2, 5])).toEqual({ min: 1, p25: 2, median: 3, n: 5 });
  });
});

/** An entrant on a clock of its own: call t takes times[t mod length] milliseconds. */
function scripted(name: string, times: number[], log: string[]): Entrant {
  let call = 0;
  return {
    name,
    start: () => log.push(`+${name}`),
    stop: () => log.push(`-${name}`),
    result: () => Float64Array.of(1, 2),
    batch(calls) {
      let ms = 0;
      for (let i = 0; i < calls; i++) ms += times[call++ % times.length];
      return ms;
    },
  };
}

describe("interleave", () => {
  it("gives everyone a batch of about 9 ms a round, in turn, another one first each time", async () => {
    const log: string[] = [];
    const { measured } = await interleave([scripted("a", [1], log), scripted("b", [20], log)], { rounds: 3, warmMs: 1 });
    expect(measured.map(({ calls }) => calls)).toEqual([9, 1]);
    expect(measured.map(({ times }) => times)).toEqual([[1, 1, 1], [20, 20, 20]]);
    expect(log.slice(-12)).toEqual("+a -a +b -b +b -b +a -a +a -a +b -b".split(" "));
  });

  it("repeats only those it is asked to, and ours with them", async () => {
    const { more } = await interleave([scripted("a", [1], []), scripted("b", [2], []), scripted("c", [3], [])], { rounds: 2, warmMs: 1 });
    const lengths = (await more(3, [false, false, true])).map(({ times }) => times.filter((ms) => !Number.isNaN(ms)).length);
    expect(lengths).toEqual([5, 2, 5]);
  });

  it("lets slow ones sit out, but for the fewest rounds", async () => {
    const { measured, more } = await interleave([scripted("a", [1], []), scripted("slow", [1000], [])], { rounds: 12, warmMs: 1, budgetMs: 2000, fewest: 4 });
    expect(measured[0].times.filter((ms) => !Number.isNaN(ms))).toHaveLength(12);
    expect(measured[1].times.filter((ms) => !Number.isNaN(ms))).toHaveLength(4);
    expect((await more(12))[0].times).toHaveLength(24);
  });
});

describe("measureCase", () => {
  const definition = (ours: Entrant, others: object[], more: object = {}): object => ({
    work: "w",
    sizes: {},
    goals: [
      { against: "rival", floor: 2, aim: 3 },
      { value: ({ rivals }: { rivals: { ours: { min: number } } }) => rivals.ours.min, unit: "ms", floor: 1, aim: 0.5 },
    ],
    prepare: () => ({ ours, others, measure: { rounds: 4, warmMs: 1 }, ...more }),
  });

  it.each([
    [[1], "missed"],
    [[2.5], "floor"],
    [[3.5], "aim"],
  ])("a rival of %j ms: %s", async (times, met) => {
    const { goals, retries } = await measureCase(definition(scripted("ours", [1], []), [scripted("rival", times, [])]), {}, { quick: false });
    expect(goals.map((goal) => goal.met)).toEqual([met, "floor"]);
    expect(retries).toBe(0);
  });

  it.each([
    [15, "unsteady"],
    [20, "floor"],
  ])("tries again and then refuses a ratio that is not steady; judged where both ratios say the same (least time %i ms: %s)", async (least, met) => {
    // One call in sixteen takes a fourth or a third: the least time is not what it usually takes.
    const rival = scripted("rival", [60, 60, 60, least, ...Array<number>(12).fill(60)], []);
    const { goals, retries, rivals } = await measureCase(definition(scripted("ours", [10], []), [rival]), {}, { quick: false });
    expect(goals[0]).toMatchObject({ met, measured: null });
    expect(retries).toBe(2);
    expect(rivals["rival"].n).toBe(4 + 4 + 8);
  });

  it("shows a missing rival as skipped", async () => {
    const { goals, rivals } = await measureCase(definition(scripted("ours", [1], []), [{ name: "rival", skipped: "python3 not found" }]), {}, { quick: false });
    expect(goals[0]).toMatchObject({ met: "skipped", why: "python3 not found", measured: null });
    expect(rivals["rival"]).toEqual({ skipped: "python3 not found" });
  });

  it("calls a result wrong beyond its limit, not a number, or where the twin has other bits", async () => {
    const ours = (): Entrant => scripted("ours", [1], []);
    const rival = scripted("rival", [1], []);
    const judge = async (others: object[], more: object): Promise<boolean> => (await measureCase(definition(ours(), others, more), {}, { quick: true })).wrong;
    const twin = { ...scripted("JS twin", [1], []), result: () => Float64Array.of(1, -2) };
    expect(await judge([rival], { error: () => 0.5, limit: 1 })).toBe(false);
    expect(await judge([rival], { error: () => 2, limit: 1 })).toBe(true);
    expect(await judge([rival], { error: () => NaN, limit: 1 })).toBe(true);
    expect(await judge([rival, twin], {})).toBe(true);
    expect(await judge([rival, { ...twin, result: () => Float64Array.of(1, 2) }], {})).toBe(false);
  });
});
