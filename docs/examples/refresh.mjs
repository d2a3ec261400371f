/**
 * Runs the examples and stores what they show, so that no output is written by hand: the cells of the notebooks, and the commands of README.md
 * with the text below each. Those that begin with `deno` need Deno, whose path `DENO` may give.
 *
 *     npm run build && node docs/examples/refresh.mjs
 *
 * Cells are run by Node, one after another as one module: they are plain JavaScript, and all they show is a `toJupyter(…)` at their end. A notebook
 * edited in Jupyter comes out with counts and metadata in order. The tests in test/docs run all of it again and compare.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** Paths of the notebooks, from this folder. */
export const notebooks = ["ensemble-diversity", "diversity-effect", "temperature-subsets", "weight-ensembling"].map((folder) => `${folder}/notebook.ipynb`);

/**
 * What the code cells of a notebook show.
 *
 * @param {object} notebook A notebook as parsed JSON.
 * @param {string} folder Where its cells run.
 * @returns {(undefined | Record<string, string>)[]} MIME bundle of each code cell, undefined for a cell that shows nothing.
 */
export function runCells({ cells }, folder) {
  const sources = cells.filter(({ cell_type: type }) => type === "code").map(({ source }) => source.join(""));
  const imports = sources.flatMap((source) => source.match(/^import [^;]+;$/gm) ?? []);
  const body = sources.map((source, i) => showLast(source.replaceAll(/^import [^;]+;$/gm, ""), i));
  const module = `${imports.join("\n")}\nconst __shown = [];\n${body.join("\n")}\nconsole.log(JSON.stringify(__shown));\n`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module"], { cwd: folder, input: module, encoding: "utf8", maxBuffer: 1e8 });
  if (status !== 0) throw new Error(`Cannot run the cells in ${folder}: ${stderr}`);
  const shown = JSON.parse(stdout);
  return sources.map((_, i) => shown[i] ?? undefined);
}

/** Keeps the faces of a cell's last expression. */
function showLast(source, i) {
  const start = source.search(/^toJupyter\((?![\s\S]*^toJupyter\()/m);
  if (start === -1) return source;
  const expression = source.slice(start).trimEnd().replace(/;$/, "");
  return `${source.slice(0, start)}__shown[${i}] = (${expression})[Symbol.for("Jupyter.display")]();`;
}

/** The notebook with other outputs, as Jupyter writes it: keys in order, one space of indent. */
export function withOutputs({ cells, metadata }, outputs) {
  let count = 0;
  const stored = cells.map(({ cell_type: type, id, source }) => {
    if (type !== "code") return { cell_type: type, id, metadata: {}, source };
    const shown = outputs[count++];
    return { cell_type: type, execution_count: count, id, metadata: {}, outputs: shown === undefined ? [] : [result(shown, count)], source };
  });
  return `${JSON.stringify({ cells: stored, metadata: { kernelspec: metadata.kernelspec, language_info: { name: "typescript" } }, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}

function result(shown, count) {
  const data = Object.fromEntries(Object.entries(shown).map(([type, text]) => [type, text.split(/(?<=\n)/)]));
  return { data, execution_count: count, metadata: {}, output_type: "execute_result" };
}

/** A command in README.md and what it prints. */
const example = /```sh\n(?<command>.+)\n```\n\n```text\n(?<output>[^`]*)```/g;

/** The commands of README.md with their outputs. */
export function commandsIn(readme) {
  return Array.from(readme.matchAll(example), ({ groups: { command, output } }) => ({ command, output }));
}

/**
 * Runs a command of README.md.
 *
 * @param {string} command `node …` or `deno …`.
 * @param {string} folder Where: the repository, or a copy of its docs beside the installed package.
 * @param {string} deno Path of Deno.
 * @returns {string} What it prints.
 */
export function runCommand(command, folder, deno) {
  const [program, ...args] = command.split(" ");
  const { status, stdout, stderr, error } = spawnSync(program === "deno" ? deno : process.execPath, args, { cwd: folder, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } });
  if (status !== 0) throw new Error(`Cannot run ${command}: ${error?.message ?? stderr}`);
  return stdout.replaceAll(/ +$/gm, "");
}

if (process.argv[1] === import.meta.filename) {
  for (const name of notebooks) {
    const path = fileURLToPath(new URL(name, import.meta.url));
    const notebook = JSON.parse(readFileSync(path, "utf8"));
    writeFileSync(path, withOutputs(notebook, runCells(notebook, dirname(path))));
    console.log(`Ran docs/examples/${name}`);
  }
  const path = fileURLToPath(new URL("README.md", import.meta.url));
  const readme = readFileSync(path, "utf8");
  const root = fileURLToPath(new URL("../..", import.meta.url));
  writeFileSync(path, readme.replaceAll(example, (_, command) => `\`\`\`sh\n${command}\n\`\`\`\n\n\`\`\`text\n${runCommand(command, root, process.env.DENO ?? "deno")}\`\`\``));
  console.log(`Ran ${commandsIn(readme).length} commands of docs/examples/README.md`);
}
