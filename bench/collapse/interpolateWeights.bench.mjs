/**
 * The average of two checkpoints from and to files against a plain loop that reads, adds and writes in turn and checks nothing,
 * and the memory that `divlab wise` needs, as a process of its own. Set DIVLAB_DIST to bench another build.
 *
 * Files lie in a temporary folder, in the memory of the operating system as long as that suffices; neither side waits for the disk.
 */
import { spawnSync } from "node:child_process";
import { closeSync, openSync, readSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const build = resolve(import.meta.dirname, process.env.DIVLAB_DIST ?? "../../dist");
const { interpolateWeights } = await import(pathToFileURL(resolve(build, "collapse/index.js")).href);

const bytesPer = { F32: 4, BF16: 2 };
const tensors = 64;

export async function run({ quick = false } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "divlab-bench-"));
  try {
    const rows = [];
    for (const dtype of ["F32", "BF16"]) rows.push(...(await against(folder, dtype, quick ? 2 ** 21 : 2 ** 30, quick ? 1 : 5)));
    return rows;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function against(folder, dtype, bytes, rounds) {
  const [a, b, out] = ["a", "b", "out"].map((name) => join(folder, `${name}.safetensors`));
  writeCheckpoint(a, dtype, bytes, 1);
  writeCheckpoint(b, dtype, bytes, 2);
  const times = { ours: [], rival: [] };
  for (let round = -1; round < rounds; round++) {
    const ours = await timed(out, () => average(a, b, out));
    const rival = await timed(out, () => plainLoop(dtype, a, b, out));
    if (round < 0) continue;
    times.ours.push(ours);
    times.rival.push(rival);
  }
  const ratios = times.rival.map((rival, i) => rival / times.ours[i]).toSorted((x, y) => x - y);
  const size = `two checkpoints of ${bytes >= 2 ** 30 ? `${bytes / 2 ** 30} GiB` : `${bytes / 2 ** 20} MiB`}, ${dtype}`;
  const detail = `ratio per round ${ratios[0].toPrecision(3)} … ${ratios.at(-1).toPrecision(3)}`;
  return [
    { name: `${size}, read-add-write loop`, ours_ms: Math.min(...times.ours), rival_ms: Math.min(...times.rival), detail },
    { name: `${size}, peak memory of divlab wise`, ours_ms: peakMemory(a, b, out), unit: "MB" },
  ];
}

/** What a user of the library writes, with one write under way while the next piece is computed. */
async function average(a, b, out) {
  const { files } = await interpolateWeights([a, b], { delta: 0.5 });
  const file = await open(out, "w");
  for await (const piece of files[0].stream()) for (let at = 0; at < piece.length; ) at += (await file.write(piece, at)).bytesWritten;
  await file.close();
}

function plainLoop(dtype, a, b, out) {
  const length = 2 ** 22;
  const files = [openSync(a, "r"), openSync(b, "r"), openSync(out, "w")];
  const buffers = [new Uint8Array(length), new Uint8Array(length)];
  const add = dtype === "F32" ? addSingles : addBrainFloats;
  const views = buffers.map(({ buffer }) => (dtype === "F32" ? new Float32Array(buffer) : new Uint16Array(buffer)));
  for (;;) {
    const read = readSync(files[0], buffers[0]);
    readSync(files[1], buffers[1]);
    if (read === 0) break;
    add(...views);
    writeSync(files[2], buffers[0], 0, read);
  }
  for (const file of files) closeSync(file);
}

function addSingles(a, b) {
  for (let i = 0; i < a.length; i++) a[i] = 0.5 * a[i] + 0.5 * b[i];
}

/** Through single precision, rounded to nearest by the usual trick with integers. */
function addBrainFloats(a, b) {
  const words = new Uint32Array(1);
  const value = new Float32Array(words.buffer);
  for (let i = 0; i < a.length; i++) {
    words[0] = a[i] << 16;
    const x = value[0];
    words[0] = b[i] << 16;
    value[0] = 0.5 * x + 0.5 * value[0];
    a[i] = (words[0] + 0x7fff + ((words[0] >>> 16) & 1)) >>> 16;
  }
}

/** The most memory that the command held at any time, in MB, as the operating system counted it. */
function peakMemory(a, b, out) {
  const script = `import { run } from ${JSON.stringify(pathToFileURL(resolve(build, "cli/run.js")).href)};
    const code = await run(["wise", ${JSON.stringify(a)}, ${JSON.stringify(b)}, "-o", ${JSON.stringify(out)}], { out: () => {}, err: () => {}, color: false, width: 80 });
    if (code !== 0) throw new Error("divlab wise failed");
    console.log(process.resourceUsage().maxRSS);`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return Math.round(Number(stdout) / 1000);
}

async function timed(out, work) {
  rmSync(out, { force: true });
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** A checkpoint of tensors of one size, with small weights from a fixed linear congruence. */
function writeCheckpoint(path, dtype, bytes, seed) {
  const length = bytes / tensors;
  const header = JSON.stringify(Object.fromEntries(Array.from({ length: tensors }, (_, i) => [`layer.${i}`, { dtype, shape: [length / bytesPer[dtype]], data_offsets: [i * length, (i + 1) * length] }])));
  const text = header.padEnd(Math.ceil(header.length / 8) * 8);
  writeFileSync(path, Buffer.concat([new Uint8Array(BigUint64Array.of(BigInt(text.length)).buffer), Buffer.from(text)]));
  const values = new Float32Array(length / bytesPer[dtype]);
  let state = seed;
  for (let i = 0; i < values.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    values[i] = (state / 2 ** 32 - 0.5) / 10;
  }
  const block = dtype === "F32" ? new Uint8Array(values.buffer) : new Uint8Array(Uint16Array.from(new Uint32Array(values.buffer), (word) => word >>> 16).buffer);
  const file = openSync(path, "a");
  for (let i = 0; i < tensors; i++) writeSync(file, block);
  closeSync(file);
}
