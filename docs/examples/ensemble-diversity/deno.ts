/**
 * Which ensembles of solvers are diverse, and are those the ones that gain? (seed 000)
 *
 * Deno fetches the files, on disk or from a server alike, and works it out from the parts: distances of all pairs of solvers, EDC of each
 * ensemble as their mean, rank correlation with the mean gain:
 *
 *     deno run --allow-read docs/examples/ensemble-diversity/deno.ts
 */
import { type Categorical, readFisherEmbeddings, readRollouts, readTable } from "@divlab/core/data";
import { formatCell } from "@divlab/core/report";
import { spearman } from "@divlab/core/stats";
import { disagreement, ensembleDiversity } from "@divlab/core/task2vec";

const body = async (name: string): Promise<Blob> => (await fetch(new URL(`../${name}`, import.meta.url))).blob();
const [{ rollouts }, embeddings, { columns }] = await Promise.all([
  readRollouts(await body("solvers.jsonl")),
  readFisherEmbeddings(await body("fisher.npy")),
  readTable(await body("after-training.csv")),
]);

// Whether each solver is right on each problem; the files name solvers in one order.
const solvers = rollouts.solver.levels;
const correct = solvers.map(() => new Float64Array(rollouts.problem.levels.length));
for (let row = 0; row < rollouts.size; row++) correct[rollouts.solver.codes[row]][rollouts.problem.codes[row]] = rollouts.correct![row];

const cmdiv = ensembleDiversity(embeddings, { matrix: true });
const differ = disagreement(correct);
const [inside, outside] = [cmdiv, differ].map(({ estimate }) => formatCell(estimate, "number"));
console.log(`EDC of all ${solvers.length} solvers: ${inside} in embeddings, ${outside} in what they get right`);

const [ensemble, members] = [columns.ensemble, columns.members] as Categorical[];
const [s0, accuracy] = [columns.s0, columns.accuracy] as Float64Array[];
const table = ensemble.levels.map((name, code) => {
  const rows = [...ensemble.codes.keys()].filter((row) => ensemble.codes[row] === code);
  const own = members.levels[members.codes[rows[0]]].split("+").map((solver) => solvers.indexOf(solver));
  const pairs = own.flatMap((a, i) => own.slice(i + 1).map((b) => cmdiv.matrix.data[a * solvers.length + b]));
  return { name, edc: mean(pairs), gain: 100 * mean(rows.map((row) => accuracy[row] - s0[row])) };
});

console.log("\nensemble     EDC     mean gain, points");
for (const { name, edc, gain } of table.toSorted((a, b) => b.edc - a.edc).slice(0, 5)) {
  console.log(`${name.padEnd(10)}  ${edc.toFixed(3)}  ${gain.toFixed(2).padStart(8)}`);
}
const correlation = spearman(table.map(({ edc }) => edc), table.map(({ gain }) => gain));
console.log(`… and ${table.length - 5} less diverse ones\n`);
console.log(`rank correlation of EDC and gain: ${formatCell(correlation, "number")}, p = ${formatCell(correlation.pValue, "p")}`);

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
