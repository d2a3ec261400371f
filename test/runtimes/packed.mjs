/** The package as npm ships it: packed from this repository, installed into an empty project, with the study beside it. */
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { command } from "./command.mjs";

const root = resolve(import.meta.dirname, "../..");
const quiet = ["--no-audit", "--no-fund", "--no-progress", "--loglevel=error"];

/**
 * Packs and installs.
 *
 * @returns What came of it: `folder` (of everything; the caller removes it), `tarball`, `app` (the project with node_modules and the study as
 * `child.mjs` and `child.cjs`), `manifest` (package.json as shipped), `packages` and `bytes` that the installation brought.
 */
export async function packed() {
  const folder = mkdtempSync(join(tmpdir(), "divlab-packed-"));
  try {
    return await packedInto(folder);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function packedInto(folder) {
  const [{ filename }] = JSON.parse(await command("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder, ...quiet], { cwd: root }));
  const tarball = join(folder, filename);
  const app = join(folder, "app");
  mkdirSync(app);
  writeFileSync(join(app, "package.json"), '{ "private": true }\n');
  await command("npm", ["install", ...quiet, tarball], { cwd: app });
  const installed = join(app, "node_modules/@divlab/core");
  const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  const { packages } = JSON.parse(readFileSync(join(app, "package-lock.json"), "utf8"));
  const bytes = sizeOf(join(app, "node_modules"));
  await copyStudy(app, manifest);
  return { folder, tarball, app, manifest, packages: Object.keys(packages).filter((path) => path !== "").length, bytes };
}

/** Bytes of all files below a folder. */
function sizeOf(folder) {
  return readdirSync(folder, { recursive: true }).reduce((sum, path) => {
    const file = lstatSync(join(folder, path));
    return sum + (file.isFile() ? file.size : 0);
  }, 0);
}

/**
 * The study imports dist; its copy imports the package by name, and by path only what the package keeps to itself (special functions,
 * eigenvalues, the choice of the backend). `child.cjs` is the same for `require()`.
 */
async function copyStudy(app, manifest) {
  for (const file of ["child.mjs", "data.mjs", "files.mjs", "hashOf.mjs", "specialFunctions.mjs", "study.mjs"]) {
    const text = readFileSync(join(import.meta.dirname, file), "utf8");
    const imports = text.replaceAll(/"\.\.\/\.\.\/dist\/([\w./]+)"/g, (_, path) => {
      const name = path.replace(/\/index\.js$/, "");
      return JSON.stringify(`./${name}` in manifest.exports ? `@divlab/core/${name}` : `./node_modules/@divlab/core/dist/${path}`);
    });
    writeFileSync(join(app, file), imports);
  }
  writeFileSync(join(app, "page.mjs"), 'import { runStudy } from "./study.mjs";\n\nglobalThis.runStudy = runStudy;\n');
  await build({ absWorkingDir: app, entryPoints: ["child.mjs"], outfile: "child.cjs", bundle: true, format: "cjs", platform: "node", external: ["@divlab/*", "./node_modules/*"], logLevel: "error" });
}
