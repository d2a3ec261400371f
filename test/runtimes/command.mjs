import { spawn } from "node:child_process";

/**
 * Runs a program to its end.
 *
 * @param {string} program Its name or path.
 * @param {readonly string[]} args Its arguments.
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, errorsToo?: boolean }} [options] Folder, what differs in the environment, and
 * whether stderr is wanted, too.
 * @returns {Promise<string>} What it wrote; rejects with the end of all it wrote if it failed.
 */
export async function command(program, args, { cwd, env, errorsToo = false } = {}) {
  const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"], timeout: 600_000 });
  let output = "";
  let all = "";
  child.stdout.setEncoding("utf8").on("data", (text) => ((output += text), (all += text)));
  child.stderr.setEncoding("utf8").on("data", (text) => (all += text));
  const status = await new Promise((done, fail) => child.once("error", fail).once("close", (code, signal) => done(code ?? signal)));
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${ends(all.trim())}`);
  return errorsToo ? all : output;
}

/** Beginning and end of what may be long. */
function ends(text) {
  return text.length > 3000 ? `${text.slice(0, 1500)}\n…\n${text.slice(-1500)}` : text;
}
