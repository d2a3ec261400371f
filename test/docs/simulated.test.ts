import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { expectWithin } from "../within.ts";

const folder = resolve(import.meta.dirname, "../../docs/examples");

describe("the demo's rollouts", () => {
  it("are what the documented generator writes, byte for byte, and are labelled as simulated", async () => {
    const { simulate, demoSeed } = (await import(/* @vite-ignore */ `${folder}/simulate.mjs`)) as { simulate: (seed: string) => string; demoSeed: string };
    const text = readFileSync(`${folder}/rollouts.jsonl`, "utf8");
    expect(simulate(demoSeed)).toBe(text);
    expect(text.trim().split("\n").every((line) => line.includes("(simulated)"))).toBe(true);
  });

  it("have the true pass@k that the demo states: 1 − B(α, β + k)/B(α, β)", async () => {
    const { truePassAtK } = (await import(/* @vite-ignore */ `${folder}/simulate.mjs`)) as { truePassAtK: (arm: { alpha: number; beta: number }, k: number) => number };
    // Beta(1, 1): E[1 − (1 − ρ)^k] = k/(k + 1).
    for (const k of [1, 2, 7]) expectWithin(truePassAtK({ alpha: 1, beta: 1 }, k), k / (k + 1), { rel: 1e-14 });
    expectWithin(truePassAtK({ alpha: 0.221, beta: 0.761 }, 1), 0.221 / 0.982, { rel: 1e-14 });
  });
});
