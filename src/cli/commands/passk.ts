import { describePassAtK } from "../../report/describeStudy.ts";
import type { CommandOptions } from "../options.ts";
import type { Terminal } from "../run.ts";
import { deliver, runStudy } from "./report.ts";

/** `divlab passk`: the pass@k table alone. */
export async function passkCommand(options: CommandOptions, terminal: Terminal, commandLine: string): Promise<number> {
  const { study, context } = await runStudy(options, terminal, commandLine);
  const curves = study.solvers.map(({ solver, problems, passAtK, passHatK }) => ({ solver, problems, passAtK, passHatK }));
  await deliver({ kind: "pass-at-k", solvers: curves, findings: study.findings }, context, describePassAtK(study, context), options, terminal);
  return 0;
}
