/**
 * The tables of docs/methods/diversity.md: how measures depend on the number of samples, and how often intervals from their standard
 * errors hold the truth. Seeded. `node test/diversity/simulate.mjs` prints them in full from the built package (half a minute);
 * `simulate({ quick, diversity, random })` takes the modules, so that a test can run a small version on the sources.
 */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** 0.975 quantiles of t with n − 1 degrees of freedom. */
const quantile = { 5: 2.776, 10: 2.262, 20: 2.093, 30: 2.045, 100: 1.984 };

const zipf = Array.from({ length: 40 }, (_, rank) => 1 / (rank + 1));
const zipfTotal = zipf.reduce((total, share) => total + share, 0);
const kindsOf = {
  "40 kinds, p ∝ 1/rank": zipf.map((share) => share / zipfTotal),
  "10 equal kinds": Array.from({ length: 10 }, () => 0.1),
  "one kind 0.9, ten kinds 0.01": [0.9, ...Array.from({ length: 10 }, () => 0.01)],
};

export function simulate({ quick, diversity, random }) {
  const { meanPairwiseDistance, vendiScore, rarefaction, shannonEntropy, hillNumber } = diversity;
  const { createRng, normal } = random;
  const many = (n, draw) => Array.from({ length: n }, (_, i) => draw(i));
  const vectorsOf = {
    "one centre, D = 8": (rng) => many(8, (j) => normal(rng) + (j === 0 ? 2 : 0)),
    "one centre, D = 256": (rng) => many(256, (j) => normal(rng) + (j === 0 ? 16 : 0)),
    "three clusters 0.6, 0.3, 0.1, D = 16": (rng) => {
      const u = rng.float();
      const cluster = u < 0.6 ? 0 : u < 0.9 ? 1 : 2;
      return many(16, (j) => 0.3 * normal(rng) + (j === cluster ? 3 : 0));
    },
    "near duplicates with 5 % outliers, D = 16": (rng) => {
      const spread = rng.float() < 0.05 ? 2 : 0.05;
      return many(16, (j) => spread * normal(rng) + (j === 0 ? 1 : 0));
    },
  };
  const countsFrom = (rng, shares, n) => {
    const counts = shares.map(() => 0);
    for (let i = 0; i < n; i++) {
      let u = rng.float();
      let kind = 0;
      while (kind < shares.length - 1 && u >= shares[kind]) u -= shares[kind++];
      counts[kind]++;
    }
    return counts;
  };
  const means = (runs, length, measure) => {
    const totals = new Float64Array(length);
    for (let run = 0; run < runs; run++) measure(run).forEach((value, i) => { totals[i] += value; });
    return Array.from(totals, (total) => total / runs);
  };

  const vectors = [];
  for (const [design, draw] of Object.entries(vectorsOf)) {
    for (const n of quick ? [4, 32] : [4, 8, 16, 32, 64, 128, 256]) {
      const runs = quick ? 40 : n > 100 ? 50 : 400;
      const of = (run) => {
        const rng = createRng(`${design}/${n}/${run}`);
        const embeddings = many(n, () => draw(rng));
        return [meanPairwiseDistance(embeddings).estimate, ...[0.5, 1, 2, Infinity].map((q) => vendiScore({ embeddings }, { q }).estimate)];
      };
      vectors.push({ design, n, values: means(runs, 5, of) });
    }
  }

  const answers = [];
  const shares = kindsOf["40 kinds, p ∝ 1/rank"];
  for (const n of quick ? [8, 32] : [8, 16, 32, 64, 128, 256]) {
    const of = (run) => {
      const counts = countsFrom(createRng(`answers/${n}/${run}`), shares, n);
      const { distinct, estimate, simpson, coverage, chao1 } = rarefaction(counts, [4, 8]);
      const entropies = ["plug-in", "miller-madow", "chao-shen"].map((estimator) => shannonEntropy(counts, { estimator }).estimate);
      return [distinct, distinct / n, estimate[0], estimate[1], 1 - simpson, ...entropies, hillNumber(counts, 1).estimate, hillNumber(counts, 2).estimate, coverage, chao1];
    };
    answers.push({ n, values: means(quick ? 300 : 4000, 12, of) });
  }

  const distanceErrors = [];
  for (const [design, draw] of Object.entries(vectorsOf)) {
    const wide = design.includes("256");
    const rng = createRng(`truth/${design}`);
    const truth = meanPairwiseDistance(many(quick ? 5000 : wide ? 20_000 : 200_000, () => draw(rng))).estimate;
    for (const n of quick ? [10] : [5, 10, 30, 100]) {
      const [held, squares, claimed] = means(quick ? 100 : wide ? 1000 : 4000, 3, (run) => {
        const own = createRng(`error/${design}/${n}/${run}`);
        const { estimate, standardError } = meanPairwiseDistance(many(n, () => draw(own)));
        return [Math.abs(estimate - truth) <= quantile[n] * standardError ? 1 : 0, (estimate - truth) ** 2, standardError ** 2];
      });
      distanceErrors.push({ design, n, coverage: held, ratio: Math.sqrt(claimed / squares) });
    }
  }

  const rarefactionErrors = [];
  for (const [design, p] of Object.entries(kindsOf)) {
    for (const n of quick ? [20] : [20, 100]) {
      for (const k of [2, n / 4, n / 2, n]) {
        const truth = p.reduce((total, share) => total + 1 - (1 - share) ** k, 0);
        const [held, squares, claimed] = means(quick ? 100 : 4000, 3, (run) => {
          const result = rarefaction(countsFrom(createRng(`rarefaction/${design}/${n}/${k}/${run}`), p, n), [k]);
          const deviation = result.estimate[0] - truth;
          const error = result.standardError[0];
          return [Math.abs(deviation) <= quantile[n] * error ? 1 : 0, deviation ** 2, error ** 2];
        });
        rarefactionErrors.push({ design, n, k, truth, deviation: Math.sqrt(squares), error: Math.sqrt(claimed), coverage: held });
      }
    }
  }
  return { vectors, answers, distanceErrors, rarefactionErrors };
}

async function print() {
  const load = (name) => import(resolve(import.meta.dirname, process.env.DIVLAB_DIST ?? "../../dist", `${name}/index.js`));
  const tables = simulate({ quick: false, diversity: await load("diversity"), random: await load("random") });
  const lines = Object.entries(tables).flatMap(([name, rows]) => {
    const cells = (row) => Object.values(row).flat().map((value) => (typeof value === "number" && !Number.isInteger(value) ? value.toPrecision(3) : value));
    return ["", `### ${name}`, "", ...rows.map((row) => `| ${cells(row).join(" | ")} |`)];
  });
  process.stdout.write(`${lines.join("\n")}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await print();
