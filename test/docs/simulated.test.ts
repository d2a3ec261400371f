import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { attachEmbeddings, concatRollouts, readEmbeddings, readRollouts } from "../../src/data/index.ts";
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
