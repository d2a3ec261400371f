/**
 * Loading: bytes of the module and the first use in a fresh process, from base64 to the end of a first call: decoding, compiling, making the
 * memory. Nothing is fetched: the module stands in a JavaScript file.
 */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { library } from "../runner/library.mjs";

const { byteLength } = await library("kernels/wasm/module.js");

const program = `
const [folder] = process.argv.slice(1);
const { pathToFileURL } = await import("node:url");
const start = performance.now();
const { kernels } = await import(pathToFileURL(folder + "/kernels/backend.js").href);
const imported = performance.now();
kernels().gram(Float64Array.of(3, 4), 1, 2, new Float64Array(1));
console.log(JSON.stringify({ importing: imported - start, first: performance.now() - imported }));
`;

export function cases() {
  return [
    {
      work: "load in a fresh process",
      sizes: { bytes: byteLength },
      goals: [
        { value: ({ sizes }) => sizes.bytes, unit: "bytes", floor: 12_000, aim: 8000 },
        { value: ({ rivals }) => rivals.ours.median, unit: "ms, median", floor: 5 },
      ],
      prepare,
    },
  ];
}

function prepare() {
  const folder = resolve(import.meta.dirname, "../..", process.env.DIVLAB_DIST ?? "dist");
  const fresh = (part) => ({
    batch() {
      const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", program, folder], { encoding: "utf8" });
      if (status !== 0) throw new Error(stderr);
      return JSON.parse(stdout)[part];
    },
  });
  return {
    ours: { name: "ours", ...fresh("first"), note: "decode, compile, instantiate, first call" },
    others: [{ name: "importing the files", ...fresh("importing"), note: "before that: reading and parsing the JavaScript" }],
    measure: { rounds: 15, batchMs: 0, warmMs: 0 },
  };
}
