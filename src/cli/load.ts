import { basename } from "node:path";
import { attachEmbeddings, type EmbeddingsFile, joinRollouts, readEmbeddings, readRollouts, type Rollouts, type RolloutsFile } from "../data/index.ts";
import { DataError, describeProblem } from "../numeric/errors.ts";
import type { CommandOptions } from "./options.ts";
import { createProgress } from "./progress.ts";
import type { Terminal } from "./run.ts";
import { solverName, solverNames } from "./solverNames.ts";

/** The files of a command, read: their rows as one, and what each of them was. */
export interface Loaded {
  /** All rows; solvers keep their names, but where two files share one it is preceded by the file's name, unless its rows differ in columns that `joinedBy` names. */
  readonly rollouts: Rollouts;
  /** What was read from where, one entry a file. */
  readonly files: readonly RolloutsFile[];
  /** The files of embeddings, without the embeddings themselves. */
  readonly embeddings: readonly Omit<EmbeddingsFile, "embedding" | "keys">[];
}

/**
 * Reads the files of a command and narrates on standard error what was taken for what.
 *
 * @param options The command's options.
 * @param terminal Where the narration goes.
 * @param whole Whether texts and embeddings are kept, too.
 * @param joinedBy Further columns that tell rows of the same problem, solver and sample apart, within files and between them: a name in two files is one
 *   solver where their rows differ in these. Unless given, that of `--by` does so within files.
 * @returns Rows and files.
 */
export async function load(options: CommandOptions, terminal: Terminal, whole: boolean = false, joinedBy?: readonly string[]): Promise<Loaded> {
  const distinctBy = joinedBy ?? (options.by === undefined ? [] : [options.by]);
  const progress = createProgress();
  const files: RolloutsFile[] = [];
  try {
    const names = solverNames(options.files);
    for (const [i, path] of options.files.entries()) {
      const file = await readRollouts(path, {
        columns: options.columns,
        distinctBy,
        solver: joinedBy === undefined ? names[i] : solverName(path),
        ...(options.filter !== undefined && { filter: options.filter }),
        lenient: options.lenient,
        text: whole,
        embedding: whole,
        onProgress: ({ bytes, totalBytes, rows }) =>
          progress.update(`Reading ${basename(path)}`, totalBytes === undefined ? undefined : bytes / totalBytes, `${rows.toLocaleString("en-US")} rows`),
      }).catch((error: unknown) => {
        throw error instanceof DataError ? withAdvice(error) : error;
      });
      progress.clear();
      terminal.err(narrate(file));
      files.push(file);
    }
    const embeddings: Omit<EmbeddingsFile, "embedding" | "keys">[] = [];
    /** The rollouts with the embeddings of a file. */
    const attach = async (rollouts: Rollouts, path: string): Promise<Rollouts> => {
      const read = await readEmbeddings(path, options.array === undefined ? {} : { array: options.array });
      const { embedding, keys: _keys, ...record } = read;
      const [rows, dimensions] = embedding.shape;
      terminal.err(`${read.file}: ${rows.toLocaleString("en-US")} embeddings of ${dimensions} dimensions (${read.format})\n`);
      embeddings.push(record);
      return attachEmbeddings(rollouts, read);
    };
    const perFile = options.embeddings.length === files.length;
    if (perFile) for (const [i, path] of options.embeddings.entries()) files[i] = { ...files[i], rollouts: await attach(files[i].rollouts, path) };
    const joined = joinRollouts(files.map(({ rollouts }, i) => ({ name: names[i], rollouts })), { distinctBy, joinedBy: joinedBy ?? [] });
    const rollouts = perFile || options.embeddings.length === 0 ? joined : await attach(joined, options.embeddings[0]);
    return { rollouts, files, embeddings };
  } finally {
    progress.clear();
  }
}

/** An error of reading, with the flag that may help. */
function withAdvice(error: DataError): DataError {
  if (error.problems.every(({ line, row }) => line !== undefined || row !== undefined)) {
    error.message += `\n${error.file}: ${error.count.toLocaleString("en-US")} bad ${error.count === 1 ? "row" : "rows"}, so nothing was computed; --lenient leaves bad rows out`;
  } else if (error.problems.some(({ message }) => message.startsWith("expected a column that names the problem"))) {
    error.message += "\n--problem NAME says which column that is";
  }
  return error;
}

function narrate({ file, rows, mapping, rejected, rejectedCount, notes }: RolloutsFile): string {
  const columns = Object.entries(mapping).map(([column, { sources }]) => (sources.length === 1 && sources[0] === column ? column : `${column} ← ${sources.join(" + ")}`));
  const lines = [`${file}: ${rows.toLocaleString("en-US")} rows; ${columns.join(", ")}`];
  lines.push(...notes.map((note) => describeProblem(file, { message: note })));
  if (rejectedCount > 0) {
    lines.push(`${file}: ${rejectedCount.toLocaleString("en-US")} ${rejectedCount === 1 ? "row" : "rows"} left out:`);
    lines.push(...rejected.slice(0, 10).map((problem) => `  ${describeProblem(file, problem)}`));
    if (rejectedCount > 10) lines.push(`  … and ${rejectedCount - 10} more`);
  }
  return `${lines.join("\n")}\n`;
}

/** What was read from a file, without the rows themselves: what JSON output says of it. */
export function fileRecord({ rollouts: _rollouts, lines: _lines, ...file }: RolloutsFile): Omit<RolloutsFile, "rollouts" | "lines"> {
  return file;
}
