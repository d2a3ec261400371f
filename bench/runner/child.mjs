import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** One thread for every library a child might load. */
const oneThread = Object.fromEntries(["OPENBLAS", "OMP", "MKL", "BLIS", "GOTO", "NUMEXPR"].map((name) => [`${name}_NUM_THREADS`, "1"]));

/**
 * A rival program that stays alive, reads one JSON task a line and answers with one; it times itself. The protocol is in rivals/rivals.py.
 *
 * @param batchMs How long its batches should take, where its clock needs more than the usual.
 * @returns `about` (its first line), `load(name, array, more)`, `entrant(name, task, args)`, `forget()`, `stop()`; or { skipped: why }.
 */
export async function startChild(command, args, missing, batchMs) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, ...oneThread } });
  child.on("error", () => {});
  child.stdin.on("error", () => {});
  let complaints = "";
  child.stderr.on("data", (text) => (complaints = `${complaints}${text}`.slice(-2000)));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    return done ? null : JSON.parse(value);
  };
  const about = await next();
  if (about === null) return { skipped: missing };
  const folder = mkdtempSync(join(tmpdir(), "divlab-bench-"));
  let files = 0;

  const ask = async (task) => {
    child.stdin.write(`${JSON.stringify(task)}\n`);
    const answer = await next();
    if (answer === null) throw new Error(`${command} ended: ${complaints.trim()}`);
    if (answer.error !== undefined) throw new Error(`${command}: ${answer.error}`);
    return answer;
  };
  return {
    about,
    /** Hands over an array (float64, float32, int32 by its type) or the text of a CSV file. */
    async load(name, data, more = {}) {
      const file = join(folder, `${files++}`);
      const isText = typeof data === "string";
      writeFileSync(file, isText ? data : new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      await ask({ op: "load", name, file, dtype: isText ? "csv" : data.constructor.name.slice(0, -5).toLowerCase(), shape: [data.length], ...more });
      rmSync(file);
    },
    /** An entrant for interleave(), whose `result()` is the numbers its task returns. */
    entrant(name, task, taskArgs, note) {
      return {
        name,
        note,
        batchMs,
        async batch(calls) {
          const { ms, wall } = await ask({ op: "batch", task, args: taskArgs, calls });
          return [ms, wall];
        },
        async result() {
          const file = join(folder, `${files++}`);
          await ask({ op: "result", task, args: taskArgs, file });
          const bytes = readFileSync(file);
          rmSync(file);
          return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
        },
      };
    },
    forget: () => ask({ op: "drop" }),
    async stop() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.stdin.end();
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}
