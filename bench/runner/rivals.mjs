import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { spawnSync } from "node:child_process";
import { startChild } from "./child.mjs";

const folder = resolve(import.meta.dirname, "../rivals");
const notInstalled = "not installed: npm ci --prefix bench/rivals";

/**
 * The rivals that live here: Python, R, npm packages. Each is either there or { skipped: why }; a quick run has none.
 *
 * @returns `python`, `r`, `numpyTs`, `tfjs`, and `stop()`.
 */
export async function startRivals({ quick }) {
  if (quick) {
    const none = { skipped: "a quick run" };
    return { python: none, r: none, numpyTs: none, tfjs: none, about: {}, stop: async () => {} };
  }
  // Debian's interpreter first: another one on the path may be a bare one.
  const command = ["/usr/bin/python3", "python3"].find((name) => spawnSync(name, ["-c", "import numpy, scipy"]).status === 0);
  const missingPython = "no python3 with numpy and scipy here";
  const python = command === undefined ? { skipped: missingPython } : await startChild(command, [join(folder, "rivals.py")], missingPython);
  // R tells processor time in whole milliseconds.
  const r = await startChild("Rscript", ["--vanilla", join(folder, "rivals.R")], "no Rscript with cluster, lme4 and jsonlite here", 60);
  const [numpyTs, tfjs] = await Promise.all([loadNumpyTs(), loadTfjs()]);
  const about = { python: python.about ?? python, r: r.about ?? r, "numpy-ts": versionOf("numpy-ts"), tfjs: versionOf("@tensorflow/tfjs-core"), "ml-matrix": versionOf("ml-matrix", resolve(folder, "../..")) };
  return {
    python,
    r,
    numpyTs,
    tfjs,
    about,
    async stop() {
      await python.stop?.();
      await r.stop?.();
    },
  };
}

function versionOf(name, at = folder) {
  const file = join(at, "node_modules", name, "package.json");
  return existsSync(file) ? createRequire(import.meta.url)(file).version : notInstalled;
}

async function loadNumpyTs() {
  const file = join(folder, "node_modules/numpy-ts/dist/esm/index.js");
  return existsSync(file) ? { np: await import(pathToFileURL(file).href) } : { skipped: notInstalled };
}

async function loadTfjs() {
  const require = createRequire(join(folder, "package.json"));
  try {
    const tf = require("@tensorflow/tfjs-core");
    require("@tensorflow/tfjs-backend-wasm").setThreadsCount(1);
    return (await tf.setBackend("wasm")) ? { tf } : { skipped: "its WASM backend does not start" };
  } catch (problem) {
    return { skipped: problem.code === "MODULE_NOT_FOUND" ? notInstalled : String(problem) };
  }
}
