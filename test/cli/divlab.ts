import { run } from "../../src/cli/run.ts";

/** Runs a command in this process; what it printed and its exit code. */
export async function divlab(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = "";
  let err = "";
  const code = await run(args, { out: (text) => void (out += text), err: (text) => void (err += text), color: false, width: 100 });
  return { code, out, err };
}
