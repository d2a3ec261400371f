// Compiles the kernels' AssemblyScript (src/kernels/wasm/assembly) and writes src/kernels/wasm/module.ts.
// The module is committed: only who changes a kernel runs this. `test/kernels/module.test.ts` compares.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const folder = resolve(import.meta.dirname, "../src/kernels/wasm");
const assembly = join(folder, "assembly");
const options = ["index.ts", "--outFile", "kernels.wasm", "-O3", "--noAssert", "--runtime", "stub", "--importMemory", "--enable", "simd", "--memoryBase", "1024"];

/** The text of module.ts for the sources as they are; needs the package assemblyscript. */
export async function generateModule() {
  const { default: asc } = await import("assemblyscript/asc");
  const sources = readSources();
  let bytes;
  const { error, stderr } = await asc.main(options, {
    readFile: (name) => sources.get(name) ?? null,
    writeFile: (name, data) => {
      if (name === "kernels.wasm") bytes = data;
    },
    listFiles: () => [...sources.keys()],
  });
  if (error) throw new Error(`Cannot compile the kernels: ${error.message}\n${stderr.toString()}`);
  bytes = signed(bytes);
  return `// Written by .ci/buildKernels.mjs from assembly/; not to be edited.

/** Length of the module in bytes. */
export const byteLength: number = ${bytes.length};

/** SHA-256 of the module. */
export const bytesHash: string = "${hash(bytes)}";

/** SHA-256 of the sources, also in the module's custom section "divlab". */
export const sourcesHash: string = "${sourcesHash()}";

/** The module. */
export const base64: string =
  "${Buffer.from(bytes).toString("base64")}";

/** What the module exports; pointers are offsets in bytes. */
export interface KernelExports {
${signatures(sources)}
}
`;
}

/** The module with a custom section that tells which sources it was made from. */
function signed(bytes) {
  const name = Buffer.from("divlab");
  const content = Buffer.concat([Buffer.of(name.length), name, Buffer.from(sourcesHash())]);
  if (content.length > 127) throw new Error("the section's length must fit one byte");
  return Buffer.concat([bytes, Buffer.of(0, content.length), content]);
}

/** SHA-256 of the names and texts of the sources and of the compiler's options. */
export function sourcesHash() {
  return hash(JSON.stringify([options, ...readSources()]));
}

/** SHA-256 in hexadecimal digits. */
export function hash(data) {
  return createHash("sha256").update(data).digest("hex");
}

function readSources() {
  const names = readdirSync(assembly).filter((name) => name.endsWith(".ts")).sort();
  return new Map(names.map((name) => [name, readFileSync(join(assembly, name), "utf8")]));
}

/** One line of TypeScript per function that index.ts exports. */
function signatures(sources) {
  const exported = ts.createSourceFile("index.ts", sources.get("index.ts"), ts.ScriptTarget.ES2022, true).statements.filter(ts.isExportDeclaration);
  return exported
    .flatMap(({ exportClause, moduleSpecifier }) => {
      const file = `${moduleSpecifier.text.slice(2)}.ts`;
      const { statements } = ts.createSourceFile(file, sources.get(file), ts.ScriptTarget.ES2022, true);
      return exportClause.elements.map(({ name }) => {
        const found = statements.find((statement) => ts.isFunctionDeclaration(statement) && statement.name.text === name.text);
        if (found === undefined) throw new Error(`Cannot write the signatures: index.ts exports ${name.text}, which ${file} must define as a function`);
        const parameters = found.parameters.map((parameter) => `${parameter.name.text}: number`).join(", ");
        return `  ${name.text}(${parameters}): ${found.type.getText() === "void" ? "void" : "number"};`;
      });
    })
    .join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await generateModule();
  const target = join(folder, "module.ts");
  writeFileSync(target, text);
  process.stdout.write(`wrote ${target}: ${/byteLength: number = (\d+)/.exec(text)[1]} bytes\n`);
}
