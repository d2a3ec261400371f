import { spawn } from "node:child_process";
import { join } from "node:path";

const script = join(import.meta.dirname, "child.mjs");

/**
 * Runs the study in a process of its own.
 *
 * @param {string} binary The runtime.
 * @param {readonly string[]} flags What comes before the script.
 * @param {"js" | "wasm" | "auto"} choice The backend.
 * @param {readonly string[]} [names] Which parts; all unless given.
 * @returns {Promise<{ backend: string, digest: Record<string, string> }>} What it printed; rejects with the end of its errors if it failed.
 */
export async function runProcess(binary, flags, choice, names = []) {
  const child = spawn(binary, [...flags, script, choice, ...names], { stdio: ["ignore", "pipe", "pipe"], timeout: 600_000 });
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (errors += text));
  const status = await new Promise((done, fail) => child.once("error", fail).once("close", (code, signal) => done(code ?? signal)));
  if (status !== 0) throw new Error(`${binary} ended with ${status}: ${errors.trim().slice(-600)}`);
  return JSON.parse(output);
}
