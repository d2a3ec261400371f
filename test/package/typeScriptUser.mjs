/** Projects of users who write TypeScript and have it check every declaration, their dependencies' too. */
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { packedProject } from "./packed.mjs";

const root = resolve(import.meta.dirname, "../..");

/** A function of every subpath, used; prints `{ "<subpath>": <number> }`. */
export const program = `import { passAtK as fromRoot, type Rollouts } from "@divlab/core";
import { kMedoids } from "@divlab/core/cluster";
import { banditFixedPoint } from "@divlab/core/collapse";
import { countsByProblem, readRollouts } from "@divlab/core/data";
import { type CondensedDistances, pairwiseDistances } from "@divlab/core/distance";
import { shannonEntropy } from "@divlab/core/diversity";
import { greedyMap } from "@divlab/core/dpp";
import { backend } from "@divlab/core/kernels";
import { fitMixedModel } from "@divlab/core/lmm";
import { toNdarray } from "@divlab/core/ndarray";
import { passAtK, type PassAtKOptions } from "@divlab/core/passk";
import { createRng, type Rng } from "@divlab/core/random";
import { toMarkdown } from "@divlab/core/report";
import { wilcoxonSignedRank } from "@divlab/core/stats";
import { samplingStudy } from "@divlab/core/study";
import { task2vecDistance } from "@divlab/core/task2vec";
import { distinctN } from "@divlab/core/text";
import { majorityVote } from "@divlab/core/vote";

const options: PassAtKOptions = {};
const rng: Rng = createRng(42);
const distances: CondensedDistances = pairwiseDistances([[0, 1], [0, 2], [8, 8]], { distance: "manhattan" });
const text = '{"task_id": "t1", "passed": true}\\n{"task_id": "t2", "passed": false}\\n';
const { rollouts }: { readonly rollouts: Rollouts } = await readRollouts({ text });
const [counts] = countsByProblem(rollouts);
const fit = fitMixedModel("y ~ 1 + (1 | group)", { y: [1, 2, 4, 3, 7, 9], group: ["a", "a", "b", "b", "c", "c"] });
const vote: string | null = majorityVote(["12", "7", "12"]).answer;
const results: Record<string, number> = {
  "@divlab/core": fromRoot({ n: 10, c: [3] }, 5).estimate,
  "@divlab/core/cluster": kMedoids({ embeddings: [[0, 1], [0, 2], [8, 8]] }, 2).medoids.length,
  "@divlab/core/collapse": banditFixedPoint([0.5, 0.3, 0.2], { beta: 0.5 }).probabilities[0],
  "@divlab/core/data": counts.c[0] + counts.c[1],
  "@divlab/core/distance": distances.data[0],
  "@divlab/core/diversity": shannonEntropy([5, 3, 1, 1]).estimate,
  "@divlab/core/dpp": greedyMap([[1, 0.5], [0.5, 1]], 1).selected.length,
  "@divlab/core/kernels": backend().length,
  "@divlab/core/lmm": fit.fixedEffects[0].estimate,
  "@divlab/core/ndarray": toNdarray({ data: Float64Array.of(1, 2), shape: [1, 2] }).get(0, 1),
  "@divlab/core/passk": passAtK({ n: 10, c: [3] }, 5, options).estimate,
  "@divlab/core/random": rng.float(),
  "@divlab/core/report": toMarkdown(samplingStudy(rollouts, { rng })).length,
  "@divlab/core/stats": wilcoxonSignedRank([310, 250, -40, 90]).pValue,
  "@divlab/core/study": samplingStudy(rollouts, { rng: 1 }).problems,
  "@divlab/core/task2vec": task2vecDistance([1, 2, 3, 4], [2, 1, 4, 8]).estimate,
  "@divlab/core/text": distinctN(["to be or not to be"], 1).estimate,
  "@divlab/core/vote": vote === "12" ? 1 : 0,
};
console.log(JSON.stringify(results));
`;

/** Where imports of .wasm give modules; Node does not run it. */
const worker = `import { type Backend, setWasmModule } from "@divlab/core/kernels";
import module from "@divlab/core/kernels.wasm";

export const backend: Backend = setWasmModule(module);
`;

/** Mistakes that the declarations catch; the compiler complains of a line that expects an error and has none. */
const mistakes = `import { passAtK } from "@divlab/core/passk";

// @ts-expect-error There is no such option.
passAtK({ n: 10, c: [3] }, 5, { levels: 0.9 });
// @ts-expect-error Counts are numbers.
passAtK({ n: 10, c: ["3"] }, 5);
`;

const strict = { strict: true, skipLibCheck: false, target: "es2022", rootDir: "src", outDir: "out" };

/** What such users have in their tsconfig.json; the default libraries include the browser's. */
export const projects = {
  "a bundler and the browser's types": { ...strict, module: "esnext", moduleResolution: "bundler", types: [] },
  "Node and its types": { ...strict, module: "nodenext", lib: ["es2022"], types: ["node"], typeRoots: [join(root, "node_modules/@types")] },
};

/**
 * Compiles the program in one such project.
 *
 * @param {keyof typeof projects} name Which.
 * @param {string} tsc Path of the compiler's script.
 * @returns {{ faults: string, output: string }} What the compiler says, and the path of the compiled program.
 */
export function compileAsUser(name, tsc = join(root, "node_modules/typescript/bin/tsc")) {
  const { folder } = packedProject({
    "src/main.ts": program,
    "src/mistakes.ts": mistakes,
    "src/worker.ts": worker,
    "tsconfig.json": JSON.stringify({ compilerOptions: projects[name], include: ["src"] }),
  });
  const { stdout, stderr } = spawnSync(process.execPath, [tsc, "-p", "."], { cwd: folder, encoding: "utf8" });
  return { faults: stdout + stderr, output: join(folder, "out/main.js") };
}
