/**
 * Reading embeddings from .npy and from a column of JSONL: ours, which checks every number, against the least one can do instead.
 * DIVLAB_DIST names another build of the library, e.g. one made with `tsc --outDir`.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const dist = pathToFileURL(resolve(process.env.DIVLAB_DIST ?? join(import.meta.dirname, "../../dist"))).href;
const { readEmbeddings, readRollouts } = await import(`${dist}/data/index.js`);

const headLength = 128;

/** What numpy.save writes of float32 in C order. */
function npy(values, rows, columns) {
  const header = `${`{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`.padEnd(headLength - 11)}\n`;
  const start = Buffer.from([0x93, ...Buffer.from("NUMPY"), 1, 0, header.length, 0]);
  return Buffer.concat([start, Buffer.from(header), new Uint8Array(values.buffer)]);
}

/** The file as it lies in memory: no header read, nothing checked. */
async function readAndView(path) {
  const { buffer, byteOffset, byteLength } = await readFile(path);
  return new Float32Array(buffer, byteOffset + headLength, (byteLength - headLength) / 4);
}

/** Rows of rollouts with a vector each. */
function jsonl(values, rows, columns) {
  const lines = Array.from({ length: rows }, (_, i) => JSON.stringify({ problem: `p${i % 50}`, sample: i, embedding: [...values.subarray(i * columns, (i + 1) * columns)] }));
  return `${lines.join("\n")}\n`;
}

/** The rows as objects, numbers in lists. */
async function splitAndParse(path) {
  const lines = (await readFile(path, "utf8")).split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line));
}

/** Minimum over rounds, interleaved so that a slow spell of the machine hits all alike. */
async function race(contestants, rounds) {
  const best = contestants.map(() => Infinity);
  for (let round = 0; round < rounds; round++) {
    for (const [i, work] of contestants.entries()) best[i] = Math.min(best[i], await timed(work));
  }
  return best;
}

async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export async function run({ quick = false } = {}) {
  const rows = quick ? 1000 : 10_000;
  const columns = 768;
  const rounds = quick ? 2 : 15;
  const folder = await mkdtemp(join(tmpdir(), "divlab-bench-"));
  try {
    const path = join(folder, "embeddings.npy");
    const values = Float32Array.from({ length: rows * columns }, (_, i) => ((i * 7919) % 10_007) / 10_007 - 0.5);
    await writeFile(path, npy(values, rows, columns));
    const [ours, rival] = await race([() => readEmbeddings(path), () => readAndView(path)], rounds);
    const detail = `${rows} × ${columns} float32, ${((values.byteLength / ours) * 1e-6).toFixed(2)} GB/s`;

    const lines = rows / 4;
    const text = join(folder, "rollouts.jsonl");
    await writeFile(text, jsonl(values, lines, columns));
    const [kept, ignored, parsed] = await race([() => readRollouts(text, { embedding: true }), () => readRollouts(text), () => splitAndParse(text)], Math.ceil(rounds / 2));
    const size = `${lines} rows with ${columns} numbers`;
    return [
      { name: "readEmbeddings, .npy, against readFile + Float32Array view", ratio: ours / rival, ours_ms: ours, rival_ms: rival, detail },
      { name: "readRollouts, embeddings kept, against readFile + split + JSON.parse", ratio: kept / parsed, ours_ms: kept, rival_ms: parsed, detail: size },
      { name: "readRollouts, embeddings not kept, against readFile + split + JSON.parse", ratio: ignored / parsed, ours_ms: ignored, rival_ms: parsed, detail: size },
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (process.argv[1] === import.meta.filename) console.table(await run({ quick: process.argv.includes("--quick") }));
