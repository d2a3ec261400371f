/**
 * Does a panel of experts search wider per sample than one private monologue, and what does a correct answer cost? (seed 002)
 *
 * Node reads the simulated rollouts of the two arms with their embeddings, compares them and, where a file name is given, writes the report:
 *
 *     node docs/examples/diversity-effect/node.mjs [report.html]
 */
import { writeFileSync } from "node:fs";
import { attachEmbeddings, concatRollouts, readEmbeddings, readRollouts } from "@divlab/core/data";
import { formatCell, toHtml } from "@divlab/core/report";
import { compareArms } from "@divlab/core/study";

const file = (name) => new URL(`../${name}`, import.meta.url);
const both = concatRollouts([await read("panel.jsonl", "panel.npy"), await read("thinking.jsonl", "thinking.safetensors")]);
const study = compareArms(both, { rng: 2, maxTokens: 16384 });

const [{ a, b, problems, diversity, passAtK, tokens, bands }] = study.comparisons;
console.log(`${a} against ${b}, ${problems} problems\n`);

const spread = diversity.find(({ measure }) => measure === "cosine-distance");
const [wide, narrow, more] = [spread.a, spread.b, 100 * spread.relative].map((value) => formatCell(value, "number"));
console.log(`spread   mean pairwise cosine distance ${wide} against ${narrow}: ${more} % further apart`);
console.log(`         paired t = ${spread.tTest.statistic.toFixed(2)}, df = ${spread.tTest.df}, p = ${formatCell(spread.tTest.pValue, "p")}`);

const [first, last] = [passAtK.points[0], passAtK.points.at(-1)];
console.log(`pass@k   gap ${formatCell(first, "points")} at k = ${first.k}, ${formatCell(last, "points")} at k = ${last.k}`);
console.log(`         closure ${formatCell(passAtK.closure, "points")}`);
const { a: inA, b: inB, overlap } = bands;
console.log(`signal   ${inA.band} against ${inB.band} of ${bands.problems} problems have both right and wrong samples, ${overlap.count} in both arms`);

const right = tokens.buckets.find(({ bucket }) => bucket === "both");
const [short, long] = [right.medianA, right.medianB].map((value) => formatCell(value, "number"));
console.log(`tokens   where both are right ${short} against ${long} (medians), ${right.longerB} of ${right.pairs} pairs longer in the second arm`);
console.log(`cost     a right answer costs ${formatCell(tokens.tokensPerCorrectRatio, "number")} times as many tokens in the second arm`);

/** The rollouts of an arm, with texts and embeddings. */
async function read(samples, embeddings) {
  const { rollouts } = await readRollouts(file(samples), { text: true });
  return attachEmbeddings(rollouts, await readEmbeddings(file(embeddings)));
}

const [report] = process.argv.slice(2);
if (report !== undefined) writeFileSync(report, toHtml(study, { seed: "2" }));
