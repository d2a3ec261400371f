import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { attachEmbeddings, concatRollouts, readEmbeddings, readRollouts } from "../../src/data/index.ts";
import { createRng, type Rng } from "../../src/random/index.ts";
import { compareArms } from "../../src/study/index.ts";
import { expectWithin } from "../within.ts";

const folder = resolve(import.meta.dirname, "../../docs/examples");

describe("the demo's rollouts", () => {
  it("are what the documented generator writes, byte for byte, and are labelled as simulated", async () => {
    const { simulate, demoSeed } = (await import(/* @vite-ignore */ `${folder}/simulate.mjs`)) as { simulate: (seed: string) => string; demoSeed: string };
    const text = readFileSync(`${folder}/rollouts.jsonl`, "utf8");
    expect(simulate(demoSeed)).toBe(text);
    expect(text.trim().split("\n").every((line) => line.includes("(simulated)"))).toBe(true);
  });

  it("include two arms with embeddings that are what their generator writes, byte for byte", async () => {
    const { simulateArms, armsSeed } = (await import(/* @vite-ignore */ `${folder}/simulateArms.mjs`)) as { simulateArms: (seed: string) => Map<string, string | Buffer>; armsSeed: string };
    const files = simulateArms(armsSeed);
    expect([...files.keys()]).toEqual(["panel.jsonl", "panel.npy", "thinking.jsonl", "thinking.safetensors"]);
    for (const [name, content] of files) expect(Buffer.from(content as string).equals(readFileSync(`${folder}/${name}`)), name).toBe(true);
  });

  it("include a pool of solvers whose files are what their generator writes, byte for byte", async () => {
    const { simulateEnsembles, ensemblesSeed } = (await import(/* @vite-ignore */ `${folder}/simulateEnsembles.mjs`)) as { simulateEnsembles: (seed: string) => Map<string, string | Buffer>; ensemblesSeed: string };
    const files = simulateEnsembles(ensemblesSeed);
    expect([...files.keys()]).toEqual(["solvers.jsonl", "fisher.npy", "after-training.csv"]);
    for (const [name, content] of files) expect(Buffer.from(content as string).equals(readFileSync(`${folder}/${name}`)), name).toBe(true);
  });

  it("include checkpoints that are what their generator writes, byte for byte", async () => {
    const { simulateCheckpoints, checkpointsSeed } = (await import(/* @vite-ignore */ `${folder}/simulateCheckpoints.mjs`)) as { simulateCheckpoints: (seed: string) => string; checkpointsSeed: string };
    expect(simulateCheckpoints(checkpointsSeed)).toBe(readFileSync(`${folder}/checkpoints.jsonl`, "utf8"));
  });

  it("include samples at four temperatures that are what their generator writes, byte for byte", async () => {
    const { simulateTemperatures, temperaturesSeed } = (await import(/* @vite-ignore */ `${folder}/simulateTemperatures.mjs`)) as { simulateTemperatures: (seed: string) => Map<string, string | Buffer>; temperaturesSeed: string };
    const files = simulateTemperatures(temperaturesSeed);
    expect([...files.keys()]).toEqual(["temperatures.jsonl", "temperatures.npy"]);
    for (const [name, content] of files) expect(Buffer.from(content as string).equals(readFileSync(`${folder}/${name}`)), name).toBe(true);
    expect((files.get("temperatures.jsonl") as string).trim().split("\n").every((line) => line.includes("(simulated)"))).toBe(true);
  });

  it("tell the story of seed 002: wider, shorter, catching up with k", async () => {
    const read = async (arm: string, embeddings: string) =>
      attachEmbeddings((await readRollouts(`${folder}/${arm}.jsonl`, { text: true })).rollouts, await readEmbeddings(`${folder}/${embeddings}`));
    const rollouts = concatRollouts([await read("panel", "panel.npy"), await read("thinking", "thinking.safetensors")]);
    const [comparison] = compareArms(rollouts, { rng: 0 }).comparisons;
    const cosine = comparison.diversity.find(({ measure }) => measure === "cosine-distance")!;
    expect(cosine.relative).toBeGreaterThan(0.4);
    expect(cosine.tTest!.pValue).toBeLessThan(1e-4);
    expect(comparison.passAtK!.closure!.confidenceInterval.low).toBeGreaterThan(0);
    expect(comparison.bands!.a.band).toBeGreaterThan(comparison.bands!.b.band);
    expect(comparison.tokens!.tokensPerCorrectRatio!.confidenceInterval.low).toBeGreaterThan(2);
  });

  it("have the true pass@k that the demo states: 1 − B(α, β + k)/B(α, β)", async () => {
    const { truePassAtK } = (await import(/* @vite-ignore */ `${folder}/simulate.mjs`)) as { truePassAtK: (arm: { alpha: number; beta: number }, k: number) => number };
    // Beta(1, 1): E[1 − (1 − ρ)^k] = k/(k + 1).
    for (const k of [1, 2, 7]) expectWithin(truePassAtK({ alpha: 1, beta: 1 }, k), k / (k + 1), { rel: 1e-14 });
    expectWithin(truePassAtK({ alpha: 0.221, beta: 0.761 }, 1), 0.221 / 0.982, { rel: 1e-14 });
  });
});

describe("what the examples print, against the truth of the simulation", () => {
  it("ensembles: the interval holds the effect", async () => {
    const { trueEffect } = await load<{ trueEffect: number }>("simulateEnsembles.mjs");
    const [, low, high] = /brings [\d.]+ \[([\d.]+), ([\d.]+)\]/.exec(outputOf("ensemble-diversity/node.mjs"))!;
    expect(number(low)).toBeLessThan(trueEffect);
    expect(number(high)).toBeGreaterThan(trueEffect);
  });

  it("checkpoints: pass@1 and pass@12 are within four standard errors of sampling, and averaging gains", async () => {
    type Checkpoint = { run: string; step: number };
    const { checkpoints, answerShares, checkpointsSeed } = await load<{ checkpoints: Checkpoint[]; answerShares: (of: Checkpoint, rng: Rng) => number[]; checkpointsSeed: string }>("simulateCheckpoints.mjs");
    const rng = createRng(checkpointsSeed);
    const rows = [...outputOf("weight-ensembling/node.mjs").matchAll(/(\w+) \(step (\d+)\) +([\d.]+) % +([\d.]+) %/g)];
    expect(rows.length).toBe(checkpoints.length);
    const truth = new Map<string, number>();
    for (const [, run, step, ...shares] of rows) {
      const checkpoint = checkpoints.find((own) => own.run === run && own.step === Number(step))!;
      const rates = Array.from({ length: 80 }, (_, p) => answerShares(checkpoint, rng.stream(`problem/${p + 1}`))[0]);
      for (const [j, k] of [1, 12].entries()) {
        const solved = rates.map((rate) => 1 - (1 - rate) ** k);
        const error = Math.sqrt(solved.reduce((sum, p) => sum + (p * (1 - p)) / (12 / k), 0)) / 80;
        truth.set(`${run}/${step}/${k}`, mean(solved));
        expect(Math.abs(number(shares[j]) / 100 - mean(solved)), `${run} ${step} pass@${k}`).toBeLessThan(4 * error + 0.0005);
      }
    }
    expect(truth.get("wise/1120/12")!).toBeGreaterThan(truth.get("sft/1120/12")!);
    expect(truth.get("sft/112/12")!).toBeGreaterThan(truth.get("sft/1120/12")!);
  });

  it("arms: the intervals hold the gap of the population at k = 1 and 8", async () => {
    const { arms } = await load<{ arms: { alpha: number; beta: number }[] }>("simulateArms.mjs");
    const { truePassAtK } = await load<{ truePassAtK: (arm: { alpha: number; beta: number }, k: number) => number }>("simulate.mjs");
    const gaps = [...outputOf("diversity-effect/node.mjs").matchAll(/\[([−+][\d.]+) pp, ([−+][\d.]+) pp\] at k = (\d)/g)];
    expect(gaps.map(([, , , k]) => k)).toEqual(["1", "8"]);
    for (const [, low, high, k] of gaps) {
      const [panel, thinking] = arms.map((arm) => 100 * truePassAtK(arm, Number(k)));
      expect(number(low)).toBeLessThan(panel - thinking);
      expect(number(high)).toBeGreaterThan(panel - thinking);
    }
  });

  it("temperatures: the share of right samples is within four standard errors of sampling", async () => {
    const { answerShares, temperatures, problems, temperaturesSeed } = await load<{ answerShares: (temperature: number, rng: Rng) => number[]; temperatures: number[]; problems: number; temperaturesSeed: string }>("simulateTemperatures.mjs");
    const rng = createRng(temperaturesSeed);
    const rows = [...outputOf("temperature-subsets/node.mjs").matchAll(/^ *([\d.]+) +32 +([\d.]+) %/gm)];
    expect(rows.map(([, temperature]) => Number(temperature))).toEqual(temperatures);
    for (const [, temperature, share] of rows) {
      const rates = Array.from({ length: problems }, (_, p) => answerShares(Number(temperature), rng.stream(`problem/${p + 1}`))[0]);
      const error = Math.sqrt(rates.reduce((sum, p) => sum + (p * (1 - p)) / 32, 0)) / problems;
      expect(Math.abs(number(share) / 100 - mean(rates)), temperature).toBeLessThan(4 * error + 0.0005);
    }
  });
});

async function load<Module>(name: string): Promise<Module> {
  return (await import(/* @vite-ignore */ join(folder, name))) as Module;
}

/** What the README says that a script prints; exampleScripts.test.ts holds it against what it does print. */
function outputOf(script: string): string {
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  return readme.slice(readme.indexOf(script, readme.indexOf("```sh"))).split("```")[2];
}

function number(text: string): number {
  return Number(text.replace("−", "-").replace("+", ""));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
