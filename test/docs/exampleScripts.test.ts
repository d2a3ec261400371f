import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { examplesProject, findDeno } from "./examplesProject.ts";

const folder = resolve(import.meta.dirname, "../../docs/examples");
const { commandsIn, runCommand } = (await import(/* @vite-ignore */ join(folder, "refresh.mjs"))) as {
  commandsIn: (readme: string) => { command: string; output: string }[];
  runCommand: (command: string, folder: string, deno: string) => string;
};

const examples = commandsIn(readFileSync(join(folder, "README.md"), "utf8"));
const startingWith = (program: string): [command: string, output: string][] => examples.flatMap(({ command, output }) => (command.startsWith(`${program} `) ? [[command, output]] : []));
const deno = findDeno();
let project: string;
beforeAll(() => {
  project = examplesProject();
});

describe("the examples' scripts, with the package as npm installs it", () => {
  it("are eight", () => {
    expect(startingWith("node").length).toBe(4);
    expect(startingWith("deno").length).toBe(4);
  });

  it.each(startingWith("node"))("%s prints what the README shows, and writes a report where a file is named", (command, output) => {
    const report = join(project, `${command.replaceAll(/\W+/g, "-")}.html`);
    expect(runCommand(`${command} ${report}`, project, "")).toBe(output);
    expect(readFileSync(report, "utf8")).toMatch(/<h1>[^<]+<\/h1>[^]*<\/table>/);
  });

  it.skipIf(deno === undefined).each(startingWith("deno"))("%s prints what the README shows (skipped without Deno)", (command, output) => {
    expect(runCommand(command, project, deno!)).toBe(output);
  });

  it.skipIf(deno === undefined)("run in Deno by the import map of npm: packages (skipped without Deno)", () => {
    const command = "deno run --config docs/examples/npm.deno.json --node-modules-dir=manual --allow-read docs/examples/diversity-effect/deno.ts";
    expect(runCommand(command, project, deno!)).toBe(examples.find(({ command: shown }) => shown.endsWith("diversity-effect/deno.ts"))!.output);
  });
});
