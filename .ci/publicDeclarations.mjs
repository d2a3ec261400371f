import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import ts from "typescript";

/**
 * The declaration files that an import of the package can reach, from those that the exports of its package.json name.
 *
 * @param {string} root Folder of package.json.
 * @param {{ exports: Record<string, string | { types: string }> }} manifest What is in it.
 * @returns Their paths.
 */
export function publicDeclarations(root, { exports }) {
  const reached = new Set();
  const visit = (file) => {
    if (reached.has(file)) return;
    reached.add(file);
    const { importedFiles } = ts.preProcessFile(readFileSync(file, "utf8"), true, true);
    for (const { fileName } of importedFiles) if (fileName.startsWith(".")) visit(resolve(dirname(file), fileName.replace(/\.[jt]s$/, ".d.ts")));
  };
  for (const target of Object.values(exports)) if (typeof target !== "string") visit(join(root, target.types));
  return reached;
}
