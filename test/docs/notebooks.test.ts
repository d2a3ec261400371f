import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { examplesProject, findDeno } from "./examplesProject.ts";

interface Notebook {
  readonly cells: readonly { readonly cell_type: string; readonly id: string; readonly outputs?: readonly { readonly output_type: string; readonly data?: Record<string, readonly string[]>; readonly evalue?: string }[] }[];
}
type Shown = Readonly<Record<string, string>> | undefined;

const folder = resolve(import.meta.dirname, "../../docs/examples");
const { notebooks, runCells, withOutputs } = (await import(/* @vite-ignore */ join(folder, "refresh.mjs"))) as {
  notebooks: string[];
  runCells: (notebook: Notebook, folder: string) => Shown[];
  withOutputs: (notebook: Notebook, outputs: readonly Shown[]) => string;
};

const deno = findDeno();
/** A kernel takes some seconds a notebook: one, unless all are asked for, as `npm run test:runtimes -- jupyter` does. */
const executed = notebooks.slice(process.env.DIVLAB_NOTEBOOKS === "all" ? 0 : -1);
const hasJupyter = spawnSync("jupyter", ["nbconvert", "--version"]).status === 0;
let project: string;
beforeAll(() => {
  project = examplesProject();
});

describe("the notebooks, with the package as npm installs it", () => {
  it.each(notebooks)("%s: its cells, run by Node, show what is stored, to the byte", (name) => {
    const text = readFileSync(join(folder, name), "utf8");
    const notebook = JSON.parse(text) as Notebook;
    const shown = runCells(notebook, dirname(join(project, "docs/examples", name)));
    expect(shown.filter((faces) => faces !== undefined).length).toBeGreaterThan(3);
    expect(withOutputs(notebook, shown)).toBe(text);
  });

  it.skipIf(deno === undefined || !hasJupyter)(`show the same in Deno's Jupyter kernel: ${executed.join(", ")} (skipped without Deno and jupyter nbconvert; DIVLAB_NOTEBOOKS=all runs all)`, { timeout: 180_000 }, async () => {
    const kernel = join(project, "jupyter/kernels/deno");
    mkdirSync(kernel, { recursive: true });
    writeFileSync(join(kernel, "kernel.json"), JSON.stringify({ argv: [deno, "jupyter", "--kernel", "--conn", "{connection_file}"], display_name: "Deno", language: "typescript" }));
    // The kernel may drop an output that it sends as the next cell starts (Deno 2.9): what is missing must come in another run, what comes must be right.
    const missing = new Map(executed.map((name) => [name, new Set(storedOutputs(name).keys())]));
    for (let run = 0; run < 4 && missing.size > 0; run++) {
      await execute([...missing.keys()]);
      for (const [name, cells] of missing) {
        for (const [id, faces] of outputsOf(join(project, "docs/examples", name))) {
          expect(faces, `${name}, cell ${id}`).toEqual(storedOutputs(name).get(id));
          cells.delete(id);
        }
        if (cells.size === 0) missing.delete(name);
      }
    }
    expect([...missing], "cells that showed nothing").toEqual([]);
  });
});

function storedOutputs(name: string): Map<string, unknown> {
  return outputsOf(join(folder, name));
}

/** Faces by the id of the cell. */
function outputsOf(path: string): Map<string, unknown> {
  const { cells } = JSON.parse(readFileSync(path, "utf8")) as Notebook;
  return new Map(cells.flatMap(({ id, outputs = [] }) => outputs.map(({ data = {}, evalue }) => [id, evalue ?? Object.fromEntries(Object.entries(data).map(([type, lines]) => [type, [...lines].join("")]))])));
}

/** Runs notebooks in place, in the copy. */
async function execute(names: readonly string[]): Promise<void> {
  const args = ["nbconvert", "--to", "notebook", "--execute", "--inplace", "--log-level=ERROR", ...names.map((name) => join(project, "docs/examples", name))];
  const child = spawn("jupyter", args, { env: { ...process.env, JUPYTER_PATH: join(project, "jupyter"), NO_COLOR: "1" }, stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (part: string) => (errors += part));
  const status = await new Promise((done) => child.on("close", done));
  if (status !== 0) throw new Error(`Cannot execute ${names.join(", ")}: ${errors}`);
}
