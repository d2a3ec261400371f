import { join } from "node:path";
import { command } from "./command.mjs";

/**
 * Runs the study in a process of its own.
 *
 * @param {string} binary The runtime.
 * @param {readonly string[]} flags What comes before the script.
 * @param {"js" | "wasm" | "auto"} choice The backend.
 * @param {readonly string[]} [names] Which parts; all unless given.
 * @param {string} [script] The script: the one beside this file, which runs dist, unless given.
 * @returns {Promise<{ backend: string, digest: Record<string, string> }>} What it printed; rejects with the end of its errors if it failed.
 */
export async function runProcess(binary, flags, choice, names = [], script = join(import.meta.dirname, "child.mjs")) {
  return JSON.parse(await command(binary, [...flags, script, choice, ...names]));
}
