/**
 * Does diversity of a batch go with right answers or against them, and is it temperature or difficulty that says so? (seed 004)
 *
 * Deno streams the samples and correlates diversity with the share of right ones and with coverage (is any right?) over random subsets:
 * pooled, as the notebook of the seed does, and within problems, where difficulty cannot speak:
 *
 *     deno run --allow-read docs/examples/temperature-subsets/deno.ts
 */
import { attachEmbeddings, readEmbeddings, readRollouts } from "@divlab/core/data";
import { diversityCoverage } from "@divlab/core/study";

const [samples, vectors] = await Promise.all(["temperatures.jsonl", "temperatures.npy"].map((name) => fetch(new URL(`../${name}`, import.meta.url))));
let rows = 0;
const { rollouts } = await readRollouts(samples.body!, { text: true, distinctBy: ["temperature"], onProgress: (progress) => (rows = progress.rows) });
const embeddings = await readEmbeddings(await vectors.blob());
console.log(`${rows} rows streamed, ${embeddings.embedding.shape[1]} numbers per embedding\n`);

const study = diversityCoverage(attachEmbeddings(rollouts, embeddings), {
  rng: 4,
  by: "temperature",
  sizes: [4, 8],
  subsets: 10,
  measures: ["cosine-distance", "distinct-2", "log-det"],
  outcomes: ["share-correct", "coverage"],
});

const ranks = study.correlations.filter(({ group, size, kind }) => group === "1" && size === 8 && kind === "spearman");
console.log("Rank correlation with diversity in subsets of 8, at T = 1\n");
console.log(`measure          outcome        ${["pooled", "within problems"].map((name) => name.padEnd(24)).join("")}`);
for (const { name } of study.measures.filter((measure) => measure.largerIsMoreDiverse !== null)) {
  for (const outcome of study.outcomes) {
    const cells = (["pooled", "within"] as const).map((scope) => {
      const found = ranks.find((row) => row.measure === name && row.outcome === outcome && row.scope === scope);
      if (found === undefined) return "–";
      const [estimate, low, high] = [found.estimate, found.confidenceInterval.low, found.confidenceInterval.high].map((value) => value.toFixed(2));
      return `${estimate} [${low}, ${high}]`;
    });
    console.log(`${name.padEnd(16)} ${outcome.padEnd(14)} ${cells.map((cell) => cell.padEnd(24)).join("")}`);
  }
}
