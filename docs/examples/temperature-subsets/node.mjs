/**
 * Which rule picks the right answer from n samples at which temperature: majority, reward, or minimum Bayes risk? (seed 004)
 *
 * Node reads simulated samples at four temperatures, evaluates every rule on random subsets of them and, where a file name is given, writes
 * the report:
 *
 *     node docs/examples/temperature-subsets/node.mjs [report.html]
 */
import { writeFileSync } from "node:fs";
import { attachEmbeddings, readEmbeddings, readRollouts } from "@divlab/core/data";
import { formatCell, toHtml } from "@divlab/core/report";
import { selectionScaling } from "@divlab/core/study";

const file = (name) => new URL(`../${name}`, import.meta.url);
// The same problem and sample number occur at every temperature: a further column tells them apart.
const { rollouts } = await readRollouts(file("temperatures.jsonl"), { text: true, distinctBy: ["temperature"] });
const samples = attachEmbeddings(rollouts, await readEmbeddings(file("temperatures.npy")));

const rules = ["share-correct", "majority-vote", "best-of-n", "semantic-mbr", "lexical-mbr"];
const study = selectionScaling(samples, { rng: 4, by: "temperature", sizes: [4, 8, 16, 32], subsets: 50, rules });

console.log(`${study.problems} problems, ${study.rows} samples\n`);
console.log(`  T    n${rules.map((rule) => rule.padStart(15)).join("")}`);
for (const temperature of study.values) {
  for (const size of study.sizes) {
    const cells = rules.map((rule) => formatCell(rate(temperature, size, rule), "share").padStart(15));
    console.log(`${temperature.padStart(3)}${String(size).padStart(5)}${cells.join("")}`);
  }
}

const [cold, hot, reward] = [["0.3", "majority-vote"], ["1", "majority-vote"], ["1", "best-of-n"]].map(([temperature, rule]) =>
  formatCell(rate(temperature, 32, rule) - rate(temperature, 4, rule), "points"),
);
console.log(`\nfrom 4 to 32 samples the vote gains ${cold} at T = 0.3 and ${hot} at T = 1, the reward ${reward} at T = 1`);

/** Share of right choices by a rule from so many samples at a temperature. */
function rate(temperature, size, rule) {
  return study.estimates.find((cell) => cell.group === temperature && cell.size === size && cell.rule === rule).estimate;
}

const [report] = process.argv.slice(2);
if (report !== undefined) writeFileSync(report, toHtml(study, { seed: "4" }));
