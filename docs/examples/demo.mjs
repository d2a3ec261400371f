/**
 * `npm run demo`: the main job on rollouts.jsonl, which is SIMULATED (see simulate.mjs), so that the true pass@k is known
 * and can stand beside the estimate; and the comparison of the two simulated arms with their texts, tokens and embeddings
 * (see simulateArms.mjs), and how far their batches can be pruned; the simulated checkpoints of a training run (see simulateCheckpoints.mjs); and the ensemble study of a simulated pool of solvers with a known effect of diversity (see
 * simulateEnsembles.mjs). Writes demo-report.html, demo-comparison.html, demo-pruning.html, demo-kept.jsonl, demo-checkpoints.html and demo-ensembles.html into the repository's root.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { countsByProblem, ensembleStudy, passAtK, readFisherEmbeddings, readRollouts, readTable } from "@divlab/core";
import { ensemblesSeed, trueEffect } from "./simulateEnsembles.mjs";
import { arms, truePassAtK } from "./simulate.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { rollouts } = await readRollouts(new URL("rollouts.jsonl", import.meta.url));

const examples = "docs/examples";
divlab("report", `${examples}/rollouts.jsonl`, "--by", "source", "-o", "demo-report.html");
const embeddings = ["--embeddings", `${examples}/panel.npy`, "--embeddings", `${examples}/thinking.safetensors`];
divlab("compare", `${examples}/panel.jsonl`, `${examples}/thinking.jsonl`, ...embeddings, "--by", "source", "-o", "demo-comparison.html");
divlab("prune", `${examples}/panel.jsonl`, `${examples}/thinking.jsonl`, ...embeddings, "-o", "demo-pruning.html", "--kept", "demo-kept.jsonl", "--keep", "4");
divlab("checkpoints", `${examples}/checkpoints.jsonl`, "--series", "run", "-o", "demo-checkpoints.html");
divlab("edc", `${examples}/solvers.jsonl`, "--fisher", `${examples}/fisher.npy`, "--after", `${examples}/after-training.csv`, "--ensembles", "30", "--seed", ensemblesSeed, "-o", "demo-ensembles.html");

console.log("\nSimulated rollouts: two arms, 60 problems, 16 samples each. What was simulated is known:\n");
console.log("arm                      k   estimate   95 % interval      true value");
let covered = 0;
let rows = 0;
for (const counts of countsByProblem(rollouts)) {
  for (const k of [1, 2, 4, 8, 16]) {
    const { estimate, confidenceInterval } = passAtK(counts, k);
    const truth = truePassAtK(arms.find((arm) => arm.solver === counts.solver), k);
    const inside = confidenceInterval.low <= truth && truth <= confidenceInterval.high;
    covered += inside ? 1 : 0;
    rows++;
    const interval = `${percent(confidenceInterval.low)} – ${percent(confidenceInterval.high)}`;
    console.log(`${counts.solver.padEnd(22)} ${String(k).padStart(3)}   ${percent(estimate)}    ${interval}    ${percent(truth)}${inside ? "" : "  (outside)"}`);
  }
}
console.log(`\n${covered} of ${rows} intervals hold the true value.\n`);
await showEnsembles();
for (const report of ["demo-report.html", "demo-comparison.html", "demo-pruning.html", "demo-checkpoints.html", "demo-ensembles.html"]) console.log(`Open ${pathToFileURL(`${root}${report}`).href}`);

/** The ensemble study as a script would make it. */
async function showEnsembles() {
  const { rollouts: outcomes } = await readRollouts(new URL("solvers.jsonl", import.meta.url));
  const embeddings = await readFisherEmbeddings(new URL("fisher.npy", import.meta.url));
  const { columns: after } = await readTable(new URL("after-training.csv", import.meta.url));
  const diversity = { embeddings, solvers: outcomes.solver.levels.toSorted() };
  const { fit } = ensembleStudy({ outcomes, diversity, after }, { size: 3, ensembles: 30, rng: ensemblesSeed });
  const { estimate, confidenceInterval, df } = fit.fixedEffects.find(({ name }) => name === "edc");
  const numbers = [estimate, confidenceInterval.low, confidenceInterval.high].map((value) => value.toFixed(1));
  console.log("Simulated ensembles: points of gain per unit of diversity (EDC), after training on one another's solutions\n");
  console.log(`estimate ${numbers[0]}, 95 % interval ${numbers[1]} – ${numbers[2]} (Kenward and Roger, ${df.toFixed(1)} degrees of freedom), true value ${trueEffect}\n`);
}

function divlab(...args) {
  const { status } = spawnSync(process.execPath, ["dist/cli/main.js", ...args], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

function percent(share) {
  return `${(100 * share).toFixed(1)} %`.padStart(7);
}
