import { stopwatch } from "./clock.mjs";

/**
 * The most that 128-bit vectors give on this core in double precision: a micro-kernel of 2 × 4 vectors (2 rows, 8 columns, as the library's
 * own) that multiplies and adds operands lying in the first-level cache, written byte by byte below. No fused multiply-add.
 */
const ROWS = 2;
const VECTORS = 4;
/** Steps of one pass: 2 · 256 + 8 · 256 numbers, 20 kB. */
const DEPTH = 256;
const FLOPS = 2 * ROWS * 2 * VECTORS * DEPTH;

/** An entrant whose "call" is `flops` operations at that peak. */
export function calibrator(flops) {
  const run = instance();
  // As many passes as make a millisecond or so, scaled to the operations asked for.
  const passes = 2000;
  return {
    name: "SIMD128 peak",
    note: "micro-kernel in L1, this machine's limit for 128-bit vectors without FMA",
    batch(calls) {
      const chunks = Math.max(1, Math.round((calls * flops) / (passes * FLOPS)));
      const chunksRun = Math.min(chunks, 20);
      const times = stopwatch(() => {
        for (let i = 0; i < chunksRun; i++) run(passes);
      });
      return times.map((ms) => ms * ((calls * flops) / (chunksRun * passes * FLOPS)));
    },
  };
}

/** Peak in GF/s: the best of some batches of a few milliseconds. */
export function peak(batches = 5) {
  const { batch } = calibrator(1e8);
  let least = Infinity;
  for (let i = 0; i < batches; i++) least = Math.min(least, batch(1)[0]);
  return 1e8 / least / 1e6;
}

let cached;

function instance() {
  if (cached !== undefined) return cached;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(assemble()));
  new Float64Array(exports.memory.buffer).fill(1e-3, 0, (ROWS + 2 * VECTORS) * DEPTH);
  // Optimised before it is measured.
  for (let i = 0; i < 50; i++) exports.run(200);
  return (cached = exports.run);
}

/** run(passes): accumulators over all passes, stored at the end so that none is left out. A at 0, B after it. */
function assemble() {
  const I32 = 0x7f;
  const V128 = 0x7b;
  const sums = ROWS * VECTORS;
  // Locals: 0 passes, 1 address in A, 2 address in B, 3 steps left; then the accumulators, VECTORS of B, one of A.
  const sum = (r, v) => 4 + r * VECTORS + v;
  const b = (v) => 4 + sums + v;
  const a = 4 + sums + VECTORS;
  const get = (local) => [0x20, ...leb(local)];
  const set = (local) => [0x21, ...leb(local)];
  const constant = (value) => [0x41, ...sleb(value)];
  const simd = (code) => [0xfd, ...leb(code)];
  const [LOAD, SPLAT, STORE, MUL, ADD] = [0x00, 0x0a, 0x0b, 0xf2, 0xf0];
  const aBytes = ROWS * DEPTH * 8;

  const step = [];
  for (let v = 0; v < VECTORS; v++) step.push(...get(2), ...simd(LOAD), 4, ...leb(16 * v), ...set(b(v)));
  for (let r = 0; r < ROWS; r++) {
    step.push(...get(1), ...simd(SPLAT), 3, ...leb(8 * r), ...set(a));
    for (let v = 0; v < VECTORS; v++) step.push(...get(sum(r, v)), ...get(a), ...get(b(v)), ...simd(MUL), ...simd(ADD), ...set(sum(r, v)));
  }
  const advance = (local, by) => [...get(local), ...constant(by), 0x6a, ...set(local)];
  const inner = [0x03, 0x40, ...step, ...advance(1, 8 * ROWS), ...advance(2, 16 * VECTORS), ...advance(3, -1), ...get(3), 0x0d, 0, 0x0b];
  const pass = [...constant(0), ...set(1), ...constant(aBytes), ...set(2), ...constant(DEPTH), ...set(3), ...inner];
  const outer = [0x03, 0x40, ...pass, ...advance(0, -1), ...get(0), 0x0d, 0, 0x0b];
  const stores = [];
  for (let i = 0; i < sums; i++) stores.push(...constant(32_768 + 16 * i), ...get(4 + i), ...simd(STORE), 4, 0);
  const locals = [2, 3, I32, ...leb(sums + VECTORS + 1), V128];
  const body = [...locals, ...outer, ...stores, 0x0b];

  const header = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  const section = (id, content) => [id, ...leb(content.length), ...content];
  const text = (string) => [string.length, ...Buffer.from(string)];
  return new Uint8Array([
    ...header,
    ...section(1, [1, 0x60, 1, I32, 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, ...text("memory"), 2, 0, ...text("run"), 0, 0]),
    ...section(10, [1, ...leb(body.length), ...body]),
  ]);
}

function leb(value) {
  const bytes = [];
  for (let rest = value; ; ) {
    const low = rest & 0x7f;
    rest >>>= 7;
    if (rest === 0) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

function sleb(value) {
  const bytes = [];
  for (let rest = value; ; ) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}
