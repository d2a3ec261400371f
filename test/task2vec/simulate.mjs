/**
 * The tables of docs/methods/task2vec.md: what noise in the embeddings does to EDC and how replicates take it out, and how often
 * intervals from both standard errors hold the truth. Seeded. `node test/task2vec/simulate.mjs` prints them in full from the built
 * package (half a minute); `simulate({ quick, task2vec, random })` takes the modules, so that a test can run a small version.
 */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** 0.975 quantiles of t with n − 1 degrees of freedom. */
const quantile = { 4: 3.182, 5: 2.776, 8: 2.365, 16: 2.131, 20: 2.093, 40: 2.023 };

const meanOf = (values) => values.reduce((total, value) => total + value, 0) / values.length;
const spreadOf = (values) => Math.sqrt(values.reduce((total, value) => total + (value - meanOf(values)) ** 2, 0) / (values.length - 1));

export function simulate({ quick, task2vec, random }) {
  const { ensembleDiversity } = task2vec;
  const { createRng, normal } = random;

  /** Six solvers, four batches; a gradient's entry j is normal with variance h_j, an embedding the mean of n squares. */
  const noise = [];
  const shape = [6, 4, quick ? 100 : 500];
  const [, , d] = shape;
  for (const [solvers, spread] of [["nearly alike", 0.05], ["different", 0.5]]) {
    for (const n of quick ? [8] : [4, 16, 64]) {
      const runs = Array.from({ length: quick ? 10 : 40 }, (_, run) => {
        const rng = createRng("noise").stream(solvers).stream(run);
        const base = Float64Array.from({ length: d }, () => normal(rng) ** 2);
        const truth = Float64Array.from({ length: shape[0] * shape[1] * d }, (__, at) => base[at % d] * (1 + spread * (2 * rng.float() - 1)));
        const noisy = (name) => {
          const stream = rng.stream(name).stream(n);
          return truth.map((h) => {
            let squares = 0;
            for (let s = 0; s < n; s++) squares += normal(stream) ** 2;
            return (h * squares) / n;
          });
        };
        const { estimate, uncorrected, noiseFloor } = ensembleDiversity({ data: noisy("first"), shape }, { replicates: { data: noisy("second"), shape } });
        return { exact: ensembleDiversity({ data: truth, shape }).estimate, estimate, uncorrected, noiseFloor };
      });
      const exact = meanOf(runs.map((run) => run.exact));
      noise.push({
        solvers,
        n,
        exact,
        uncorrected: meanOf(runs.map((run) => run.uncorrected)),
        noiseFloor: meanOf(runs.map((run) => run.noiseFloor)),
        corrected: meanOf(runs.map((run) => run.estimate)),
        error: Math.sqrt(meanOf(runs.map((run) => (run.estimate - run.exact) ** 2))),
      });
    }
  }

  /** Solvers drawn from a population on fixed batches, and fixed solvers on batches drawn from a population. */
  const errors = [];
  const entries = 30;
  const embedding = (profile, rng, width) => profile.map((h) => h * (1 + width * rng.float()));
  const populations = {
    "one family": () => 1,
    "two families, one in five": (rng) => (rng.float() < 0.2 ? 3 : 1),
  };
  for (const [population, width] of Object.entries(populations)) {
    for (const [over, sizes] of [["solvers", quick ? [8] : [4, 8, 16]], ["batches", quick ? [8] : [5, 20, 40]]]) {
      for (const size of sizes) {
        const reps = quick ? 200 : 4000;
        const fixed = createRng("profile").stream(over);
        const [m, batches] = over === "solvers" ? [size, 5] : [5, size];
        const others = Array.from({ length: over === "solvers" ? batches : m }, () => Float64Array.from({ length: entries }, () => fixed.float() + 0.05));
        const rng = createRng("errors").stream(population).stream(over).stream(size);
        const runs = Array.from({ length: reps }, () => {
          const drawn = Array.from({ length: size }, () => {
            const own = width(rng);
            return others.map((profile) => embedding(profile, rng, own));
          });
          const tensor = over === "solvers" ? drawn : others.map((_, i) => drawn.map((batch) => batch[i]));
          const { estimate, standardErrorOverModels, standardErrorOverBatches } = ensembleDiversity(tensor);
          return { estimate, error: over === "solvers" ? standardErrorOverModels : standardErrorOverBatches };
        });
        // Unbiased for the mean over the population, whatever the size.
        const truth = meanOf(runs.map((run) => run.estimate));
        errors.push({
          population,
          over,
          size,
          ratio: Math.sqrt(meanOf(runs.map((run) => run.error ** 2))) / spreadOf(runs.map((run) => run.estimate)),
          coverage: meanOf(runs.map((run) => (Math.abs(run.estimate - truth) <= quantile[size] * run.error ? 1 : 0))),
        });
      }
    }
  }
  return { noise, errors };
}

async function print() {
  const load = (name) => import(resolve(import.meta.dirname, process.env.DIVLAB_DIST ?? "../../dist", `${name}/index.js`));
  const tables = simulate({ quick: false, task2vec: await load("task2vec"), random: await load("random") });
  const lines = Object.entries(tables).flatMap(([name, rows]) => {
    const cells = (row) => Object.values(row).map((value) => (typeof value === "number" && !Number.isInteger(value) ? value.toPrecision(3) : value));
    return ["", `### ${name}`, "", ...rows.map((row) => `| ${cells(row).join(" | ")} |`)];
  });
  process.stdout.write(`${lines.join("\n")}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await print();
