import { DataError } from "../numeric/index.ts";
import { version } from "../report/index.ts";
import { checkCommand } from "./commands/check.ts";
import { checkpointsCommand } from "./commands/checkpoints.ts";
import { compareCommand } from "./commands/compare.ts";
import { diversityCommand } from "./commands/diversity.ts";
import { edcCommand } from "./commands/edc.ts";
import { passkCommand } from "./commands/passk.ts";
import { powerCommand } from "./commands/power.ts";
import { pruneCommand } from "./commands/prune.ts";
import { reportCommand } from "./commands/report.ts";
import { wiseCommand } from "./commands/wise.ts";
import { helpText } from "./help.ts";
import { type CommandOptions, parseOptions } from "./options.ts";
import { UsageError } from "./usageError.ts";

/** Where a command writes. */
export interface Terminal {
  /** Results. */
  readonly out: (text: string) => void;
  /** Narration, progress and errors. */
  readonly err: (text: string) => void;
  /** Whether results may be coloured. */
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

interface Command {
  /** Fewest and most files it takes. */
  readonly files: readonly [number, number];
  /** Does it; resolves to the exit code. */
  readonly run: (options: CommandOptions, terminal: Terminal, commandLine: string) => Promise<number>;
}

const commands = new Map<string, Command>([
  ["report", { files: [1, Infinity], run: reportCommand }],
  ["passk", { files: [1, Infinity], run: passkCommand }],
  ["compare", { files: [1, 2], run: compareCommand }],
  ["diversity", { files: [1, Infinity], run: diversityCommand }],
  ["prune", { files: [1, Infinity], run: pruneCommand }],
  ["checkpoints", { files: [1, Infinity], run: checkpointsCommand }],
  ["edc", { files: [1, Infinity], run: edcCommand }],
  ["power", { files: [0, 1], run: powerCommand }],
  ["wise", { files: [2, Infinity], run: wiseCommand }],
  ["check", { files: [1, Infinity], run: checkCommand }],
]);

/**
 * Runs one command line.
 *
 * @param args Arguments after the program's name.
 * @param terminal Where results and narration go.
 * @returns The exit code: 0 done, 1 bad data, 2 wrong usage.
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || args.includes("--help") || args.includes("-h")) {
    terminal.out(helpText(name !== undefined && commands.has(name) ? name : undefined));
    return 0;
  }
  if (name === "--version") {
    terminal.out(`${version}\n`);
    return 0;
  }
  try {
    const command = commands.get(name);
    if (command === undefined) throw new UsageError(`there is no command "${name}"; the commands are ${[...commands.keys()].join(", ")}`);
    return await command.run(parseOptions(rest, command.files, name), terminal, commandLine(args));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof UsageError) {
      terminal.err(`divlab: ${message}\nSee divlab ${commands.has(name) ? `${name} ` : ""}--help\n`);
      return 2;
    }
    // Bad data, a statistic the data do not allow, a file that cannot be read: the message says it all. Anything else is a fault of ours.
    const expected = error instanceof DataError || error instanceof RangeError || isFileError(error);
    terminal.err(expected ? `${message}\n` : `divlab: unexpected error, please report it\n${error instanceof Error ? error.stack : message}\n`);
    return 1;
  }
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error && "code" in error;
}

/** The command as one could type it again. */
function commandLine(args: readonly string[]): string {
  return ["divlab", ...args].map((part) => (/^[\w@%+=:,./-]+$/.test(part) ? part : `'${part.replaceAll("'", `'\\''`)}'`)).join(" ");
}
