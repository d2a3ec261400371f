/**
 * Is the wider spread of the panel's samples more than a matter of single problems, and does it go with signal for training? (seed 002)
 *
 * Deno streams both arms and computes from the parts: the spread of each problem's samples, a paired test, and the problems in the variance
 * band, which alone give a group-relative gradient:
 *
 *     deno run --allow-read docs/examples/diversity-effect/deno.ts
 */
import { attachEmbeddings, countsByProblem, groupSamples, readEmbeddings, readRollouts, type Rollouts } from "@divlab/core/data";
import { meanPairwiseDistance } from "@divlab/core/diversity";
import { passAtKCurve, varianceBand } from "@divlab/core/passk";
import { formatCell } from "@divlab/core/report";
import { tTest, wilcoxonSignedRank } from "@divlab/core/stats";

const arms = [await arm("panel.jsonl", "panel.npy"), await arm("thinking.jsonl", "thinking.safetensors")];
const [panel, thinking] = arms.map(spreads);

console.log("problem   panel  thinking");
const shared = [...panel.keys()].filter((problem) => thinking.has(problem));
for (const problem of shared.slice(0, 5)) {
  console.log(`${problem}  ${panel.get(problem)!.toFixed(3)}  ${thinking.get(problem)!.toFixed(3).padStart(8)}`);
}

const pair = [panel, thinking].map((own) => shared.map((problem) => own.get(problem)!));
const test = tTest(pair[0], pair[1], { paired: true });
const ranks = wilcoxonSignedRank(pair[0], pair[1]);
const [p, rankP] = [test, ranks].map(({ pValue }) => formatCell(pValue, "p"));
console.log(`… ${shared.length} problems: ${formatCell(test, "number")} wider, t = ${test.statistic.toFixed(2)}, p = ${p}; by ranks p = ${rankP}\n`);

for (const rollouts of arms) {
  const [counts] = countsByProblem(rollouts);
  const { allZero, band, allOne } = varianceBand(counts, 8).observed;
  const shares = Array.from(passAtKCurve(counts, [1, 2, 4, 8]).estimate, (value) => formatCell(value, "share"));
  console.log(`${counts.solver.padEnd(22)} pass@1, 2, 4, 8: ${shares.join(", ")}; always wrong ${allZero}, both ${band}, always right ${allOne}`);
}

/** The rollouts of an arm with their embeddings, read as they arrive. */
async function arm(samples: string, embeddings: string): Promise<Rollouts> {
  const [rows, vectors] = await Promise.all([samples, embeddings].map((name) => fetch(new URL(`../${name}`, import.meta.url))));
  const { rollouts } = await readRollouts(rows.body!);
  return attachEmbeddings(rollouts, await readEmbeddings(await vectors.blob()));
}

/** Mean pairwise cosine distance of the samples to each problem. */
function spreads(rollouts: Rollouts): Map<string, number> {
  const { problem, offsets, rows } = groupSamples(rollouts);
  const { data, shape } = rollouts.embedding!;
  const vector = (row: number): Float64Array => Float64Array.from(data.subarray(row * shape[1], (row + 1) * shape[1]));
  const spread = (group: number): number => meanPairwiseDistance(Array.from(rows.subarray(offsets[group], offsets[group + 1]), vector)).estimate;
  return new Map(Array.from(problem, (code, group) => [rollouts.problem.levels[code], spread(group)]));
}
