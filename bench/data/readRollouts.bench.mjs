/**
 * Reading JSONL: ours against the loops one would write instead, which only parse and check nothing.
 * DIVLAB_DIST names another build of the library, e.g. one made with `tsc --outDir`.
 */
import { createReadStream } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const dist = pathToFileURL(resolve(process.env.DIVLAB_DIST ?? join(import.meta.dirname, "../../dist"))).href;
const { readRollouts } = await import(`${dist}/data/index.js`);

/** About 100 bytes a row; with `text`, about 2 kB more that nobody asks for. */
function jsonl(rows, text) {
  const lines = [];
  for (let i = 0; i < rows; i++) {
    const row = { task_id: `HumanEval/${i % 164}`, model: `model-${Math.floor(i / 164) % 4}`, sample: Math.floor(i / 656), passed: i % 3 === 0, tokens: (i * 37) % 900, temperature: 0.8 };
    if (text) row.completion = `    return sorted(values)[${i}]\n`.repeat(64);
    lines.push(JSON.stringify(row));
  }
  return `${lines.join("\n")}\n`;
}

/** The shortest loop: the whole file in memory. */
async function splitAndParse(path) {
  let rows = 0;
  for (const line of (await readFile(path, "utf8")).split("\n")) {
    if (line === "") continue;
    JSON.parse(line);
    rows++;
  }
  return rows;
}

/** The shortest streaming loop. */
async function streamAndParse(path) {
  let rows = 0;
  let rest = "";
  for await (const chunk of createReadStream(path, { encoding: "utf8", highWaterMark: 2 ** 18 })) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      JSON.parse(line);
      rows++;
    }
  }
  return rows;
}

async function timed(work) {
  const start = performance.now();
  const result = await work();
  return { ms: performance.now() - start, result };
}

/** Minimum over interleaved rounds, so that a slow spell of the machine hits all alike. */
async function race(contestants, rounds) {
  const best = contestants.map(() => Infinity);
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < contestants.length; i++) best[i] = Math.min(best[i], (await timed(contestants[i])).ms);
  }
  return best;
}

/** Megabytes held by a result, after collecting garbage where that is allowed (node --expose-gc). */
async function heldMegabytes(work) {
  const used = () => {
    globalThis.gc?.();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = used();
  const result = await work();
  const held = (used() - before) / 2 ** 20;
  return { held, rows: result.rows };
}

export async function run({ quick = false } = {}) {
  const rows = quick ? 2000 : 200_000;
  const longRows = quick ? 500 : 20_000;
  const rounds = quick ? 1 : 9;
  const folder = await mkdtemp(join(tmpdir(), "divlab-bench-"));
  try {
    const short = join(folder, "short.jsonl");
    const long = join(folder, "long.jsonl");
    await writeFile(short, jsonl(rows, false));
    await writeFile(long, jsonl(longRows, true));
    const results = [];
    for (const [name, path, count] of [
      ["100-byte rows", short, rows],
      ["2 kB rows, text not kept", long, longRows],
    ]) {
      const [ours, whole, stream] = await race([() => readRollouts(path), () => splitAndParse(path), () => streamAndParse(path)], rounds);
      results.push(
        { name: `readRollouts, ${name}, against readFile + split + JSON.parse`, ratio: ours / whole, ours_ms: ours, rival_ms: whole, detail: `${count} rows` },
        { name: `readRollouts, ${name}, against a streaming split + JSON.parse`, ratio: ours / stream, ours_ms: ours, rival_ms: stream, detail: `${count} rows` },
      );
    }
    const without = await heldMegabytes(() => readRollouts(long));
    const withText = await heldMegabytes(() => readRollouts(long, { text: true }));
    results.push({
      name: "memory held after reading, text not kept against text kept",
      ratio: without.held / withText.held,
      unit: "MB",
      ours_ms: without.held,
      rival_ms: withText.held,
      detail: globalThis.gc === undefined ? "before garbage collection; run node --expose-gc for what is really held" : `${longRows} rows, in MB`,
    });
    return results;
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (process.argv[1] === import.meta.filename) console.table(await run({ quick: process.argv.includes("--quick") }));
