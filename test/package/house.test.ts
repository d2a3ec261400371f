import { readFileSync, readdirSync } from "node:fs";
import { basename, join, resolve, sep } from "node:path";
import { describe, expect, it } from "vitest";

const src = resolve(import.meta.dirname, "../../src");
/** But for those that commands write. */
const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .map((file) => file.split(sep).join("/"))
  .filter((file) => file.endsWith(".ts") && file !== "report/viewer/bundle.ts" && file !== "kernels/wasm/module.ts");
/** Files whose functions belong together under a name of its own, and the generated one. */
const families = ["backend", "bundle", "errors", "rng", "shuffle", "steps", "studyJournal"];
const textOf = (file: string): string => readFileSync(join(src, file), "utf8");

/** What an index exports that is not a type, with the file it comes from. */
function exportedValues(text: string): { readonly name: string; readonly file: string }[] {
  return [...text.matchAll(/^export \{([^}]+)\} from "([^"]+)";$/gm)].flatMap(([, names, file]) =>
    names.split(",").map((name) => name.trim()).filter((name) => name !== "" && !name.startsWith("type ")).map((name) => ({ name, file: basename(file, ".ts") })),
  );
}

describe("the files of src", () => {
  it("are short", () => {
    expect(files.length).toBeGreaterThan(700);
    expect(files.filter((file) => textOf(file).split("\n").length > 301)).toEqual([]);
  });

  it("hold no class but errors, and nothing left to do", () => {
    const classes = files.flatMap((file) => [...textOf(file).matchAll(/^\s*(?:export )?(?:abstract )?class \w+ extends (\w+)|^\s*(?:export )?(?:abstract )?class (\w+)/gm)].map(([, parent]) => `${file} ${parent}`));
    expect(classes.filter((found) => !found.endsWith("Error"))).toEqual([]);
    expect(files.filter((file) => /\b(?:TODO|FIXME|XXX|HACK)\b/.test(textOf(file)))).toEqual([]);
  });

  it("are named as the public function they hold, its …Async form and the names it knows aside", () => {
    const indices = files.filter((file) => /^\w+\/index\.ts$/.test(file));
    const values = indices.flatMap((index) => exportedValues(textOf(index)).map(({ name, file }) => ({ name, file, where: `${index}: ${name} from ${file}.ts` })));
    expect(values.length).toBeGreaterThan(150);
    const misnamed = values.filter(({ name, file }) => name !== file && name !== `${file}Async` && name !== file.replace(/s$/, "Names") && !families.includes(file)).map(({ where }) => where);
    expect(misnamed).toEqual([]);
  });
});
