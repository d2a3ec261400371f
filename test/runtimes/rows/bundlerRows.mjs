import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build as esbuild, version as esbuildVersion } from "esbuild";
import { missingBrowser, startBrowser } from "../browser.mjs";
import { command } from "../command.mjs";
import { obtainPackage } from "../runtimes.mjs";

const tools = { vite: ["vite", "8.3.8"], webpack: ["webpack", "5.112.2"] };
const page = (script) => `<!doctype html>\n<title>study</title>\n<script type="module" src="${script}"></script>\n`;
const strict = "default-src 'self'; script-src 'self'";

/** The study bundled as applications are, by each tool's defaults, in headless Chromium; what esbuild makes also in Node. */
export const bundlerRows = [
  inBrowser("vite", "Vite, Chromium, JavaScript", "js"),
  inBrowser("vite", "Vite, Chromium, WebAssembly", "wasm"),
  inBrowser("vite", "Vite, Chromium, script-src 'self'", "auto", strict, "js"),
  inBrowser("vite", "Vite, Chromium, 'wasm-unsafe-eval'", "auto", `${strict} 'wasm-unsafe-eval'`, "wasm"),
  inBrowser("webpack", "webpack, Chromium", "auto", undefined, "wasm"),
  inBrowser("esbuild", "esbuild, Chromium", "auto", undefined, "wasm"),
  { name: "esbuild", tags: [], what: "esbuild, this Node", run: inNode },
];

function inBrowser(name, what, choice, policy, meant = choice) {
  return {
    name,
    tags: ["chromium"],
    what,
    async run(context) {
      if (missingBrowser !== undefined) return { missing: missingBrowser };
      const tool = tools[name] === undefined ? { version: esbuildVersion } : obtainPackage(...tools[name]);
      if ("missing" in tool) return tool;
      const { app } = await context.packed();
      const browser = await context.once(`browser ${name}`, async () => startBrowser(siteOf(await bundlers[name](app, tool.folder))));
      const { backend, digest } = await browser.run(choice, policy);
      if (backend !== meant) throw new Error(`the backend is ${backend}, expected ${meant}`);
      return { version: tool.version, digest };
    },
  };
}

/** Each bundles page.mjs of the app and returns the folder of the site. */
const bundlers = {
  async vite(app, folder) {
    const root = join(app, "vite");
    mkdirSync(root);
    writeFileSync(join(root, "index.html"), page("/page.mjs"));
    writeFileSync(join(root, "page.mjs"), 'import "../page.mjs";\n');
    await command(process.execPath, [join(folder, "bin/vite.js"), "build", root, "--logLevel", "warn"], { cwd: app });
    return join(root, "dist");
  },
  async webpack(app, folder) {
    const { default: webpack } = await import(pathToFileURL(join(folder, "lib/index.js")).href);
    const output = join(app, "webpack");
    const stats = await new Promise((done, fail) => webpack({ mode: "production", context: app, entry: "./page.mjs", output: { path: output } }, (error, result) => (error ? fail(error) : done(result))));
    if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }));
    writeFileSync(join(output, "index.html"), page("/main.js"));
    return output;
  },
  async esbuild(app) {
    const output = join(app, "esbuild");
    await esbuild({ absWorkingDir: app, entryPoints: ["page.mjs"], bundle: true, splitting: true, format: "esm", minify: true, outdir: output, logLevel: "error" });
    writeFileSync(join(output, "index.html"), page("/page.js"));
    return output;
  },
};

/** The files of a folder by their paths, as a server would give them. */
function siteOf(folder) {
  const files = readdirSync(folder, { recursive: true }).filter((path) => statSync(join(folder, path)).isFile());
  if (!existsSync(join(folder, "index.html"))) throw new Error(`${folder} has no index.html`);
  return new Map(files.map((path) => [`/${path.replaceAll("\\", "/").replace(/^index\.html$/, "")}`, readFileSync(join(folder, path))]));
}

async function inNode(context) {
  const { app } = await context.packed();
  const outfile = join(app, "bundled.mjs");
  await esbuild({ absWorkingDir: app, entryPoints: ["child.mjs"], bundle: true, format: "esm", platform: "node", minify: true, outfile, logLevel: "error" });
  const { backend, digest } = JSON.parse(await command(process.execPath, [outfile, "auto"], { cwd: app }));
  if (backend !== "wasm") throw new Error(`the backend is ${backend}, expected wasm`);
  return { version: esbuildVersion, digest };
}
