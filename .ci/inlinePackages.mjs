// Puts the packages that are no run-time dependencies into dist/inlined, with nothing of them but what is used.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { build } from "esbuild";
import ts from "typescript";

/**
 * Replaces imports of packages in compiled files by imports of bundles that hold what is imported, and moves dynamic ones along: they stay dynamic.
 *
 * @param {string} root The repository.
 * @param {string} dist Where the compiled files are.
 * @param {readonly string[]} dependencies Packages that users install, whose imports stay.
 * @returns esbuild's account of what went in.
 */
export async function inlinePackages(root, dist, dependencies) {
  const stays = (specifier) => /^(?:\.|node:)/.test(specifier) || dependencies.some((name) => specifier === name || specifier.startsWith(`${name}/`));
  const files = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".js"));
  const found = files.flatMap((file) => packageImports(join(dist, file)).filter(({ specifier }) => !stays(specifier)));
  const namesOf = new Map();
  for (const { specifier, names } of found) namesOf.set(specifier, new Set([...(namesOf.get(specifier) ?? []), ...names]));
  const bundleOf = (specifier) => specifier.replace(/^@/, "").replace(/\.js$/, "").replaceAll("/", "-");
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...namesOf.keys()].map((specifier) => ({ in: `inlined:${specifier}`, out: bundleOf(specifier) })),
    outdir: join(dist, "inlined"),
    bundle: true,
    splitting: true,
    format: "esm",
    // Neither Node's modules nor a browser's globals: what is inlined runs everywhere.
    platform: "neutral",
    conditions: ["browser"],
    mainFields: ["module", "main"],
    target: "es2022",
    minify: true,
    legalComments: "none",
    plugins: [entries(root, namesOf), pure],
    metafile: true,
    logLevel: "error",
  });
  for (const file of new Set(found.map(({ path }) => path))) rewrite(file, found, (specifier) => join(dist, "inlined", `${bundleOf(specifier)}.js`));
  return metafile;
}

/** Serves each entry point `inlined:<specifier>` as a module that exports the wanted names from there. */
function entries(root, namesOf) {
  return {
    name: "entries",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^inlined:/ }, ({ path }) => ({ path: path.slice("inlined:".length), namespace: "inlined" }));
      onLoad({ filter: /.*/, namespace: "inlined" }, ({ path }) => ({ contents: `export { ${[...namesOf.get(path)].sort().join(", ")} } from ${JSON.stringify(path)};`, resolveDir: root }));
    },
  };
}

/** Its index compiles WebAssembly, which a page may forbid, for a codec that nobody imports: it may be left out though its package does not say so. */
const pure = {
  name: "pure",
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^\.\/compressors\.js$/ }, async ({ path, pluginData, ...options }) => {
      if (pluginData === pure || !options.importer.includes("hyparquet-compressors")) return undefined;
      return { ...(await resolve(path, { ...options, pluginData: pure })), sideEffects: false };
    });
  },
};

/** Every import of a package in a compiled file: its place, and the names it takes. */
function packageImports(path) {
  const text = readFileSync(path, "utf8");
  const found = [];
  const add = (literal, names) => {
    if (names === undefined) throw new Error(`Cannot inline ${literal.text}: import it by name, \`import { a } from\` or \`const { a } = await import()\`, in ${path}`);
    found.push({ path, specifier: literal.text, names, from: literal.getStart(), to: literal.getEnd() });
  };
  const visit = (node) => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier && !node.moduleSpecifier.text.startsWith(".")) add(node.moduleSpecifier, namesOfDeclaration(node));
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword && ts.isStringLiteral(node.arguments[0]) && !node.arguments[0].text.startsWith(".")) add(node.arguments[0], namesOfCall(node));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true));
  return found;
}

/** Names taken by a static import or export; those of `*` cannot be told. */
function namesOfDeclaration(node) {
  const bindings = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : node.exportClause;
  const byDefault = ts.isImportDeclaration(node) && node.importClause?.name !== undefined ? ["default"] : [];
  if (bindings === undefined) return byDefault.length > 0 ? byDefault : undefined;
  return bindings.elements && [...byDefault, ...bindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text)];
}

/** Names taken by `const { a, b: c } = await import()` or `(await import()).a`. */
function namesOfCall(node) {
  const awaited = node.parent;
  if (!ts.isAwaitExpression(awaited)) return undefined;
  if (ts.isVariableDeclaration(awaited.parent) && ts.isObjectBindingPattern(awaited.parent.name)) return awaited.parent.name.elements.map(({ name, propertyName }) => (propertyName ?? name).text);
  if (ts.isParenthesizedExpression(awaited.parent) && ts.isPropertyAccessExpression(awaited.parent.parent)) return [awaited.parent.parent.name.text];
  return undefined;
}

/** Points the imports of one file to their bundles, from the last to the first, so that places stay right. */
function rewrite(file, found, bundle) {
  let text = readFileSync(file, "utf8");
  for (const { specifier, from, to } of found.filter(({ path }) => path === file).toReversed()) {
    const target = relative(dirname(file), bundle(specifier)).split(sep).join("/");
    text = `${text.slice(0, from)}${JSON.stringify(target.startsWith(".") ? target : `./${target}`)}${text.slice(to)}`;
  }
  writeFileSync(file, text);
}
