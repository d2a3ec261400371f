import { countsByProblem, readRollouts, type RolloutsFile } from "../../data/index.ts";
import { DataError, describeProblem } from "../../numeric/errors.ts";
import { documentToMarkdown, documentToText, toJson } from "../../report/index.ts";
import type { ReportDocument, Table } from "../../report/index.ts";
import { fileRecord } from "../load.ts";
import type { CommandOptions } from "../options.ts";
import type { Terminal } from "../run.ts";
import { solverNames } from "../solverNames.ts";

/** `divlab check`: reads each file and says what is in it; exit code 1 if any has a bad row. */
export async function checkCommand(options: CommandOptions, terminal: Terminal): Promise<number> {
  const files: RolloutsFile[] = [];
  let failed = false;
  const names = solverNames(options.files);
  for (const [i, path] of options.files.entries()) {
    try {
      const file = await readRollouts(path, { columns: options.columns, solver: names[i], lenient: true, ...(options.filter !== undefined && { filter: options.filter }) });
      if (file.rejectedCount > 0) {
        failed = true;
        for (const problem of file.rejected) terminal.err(`${describeProblem(file.file, problem)}\n`);
        if (file.rejectedCount > file.rejected.length) terminal.err(`${file.file}: … and ${file.rejectedCount - file.rejected.length} more bad rows\n`);
      }
      for (const note of file.notes) terminal.err(`${describeProblem(file.file, { message: note })}\n`);
      files.push(file);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      failed = true;
      terminal.err(`${error.message}\n`);
    }
  }
  if (options.json) {
    terminal.out(toJson({ kind: "check", files: files.map((file) => ({ ...fileRecord(file), solvers: solverRows(file) })) }));
  } else if (files.length > 0) {
    const document: ReportDocument = { title: "What the files hold", summary: "", notices: [], sections: files.map(section), provenance: [] };
    terminal.out(options.markdown ? documentToMarkdown(document) : documentToText(document, { width: terminal.width, color: terminal.color }));
  }
  return failed ? 1 : 0;
}

/** Problems and samples of one solver. */
interface SolverRow {
  readonly solver: string;
  readonly problems: number;
  readonly samples: number;
  readonly fewest: number;
  readonly most: number;
  /** Samples without a correctness, which `correct` leaves out; null where no sample has one. */
  readonly unscored: number | null;
  readonly correct: number | null;
}

function solverRows({ rollouts }: RolloutsFile): SolverRow[] {
  const samplesPerProblem = rollouts.solver.levels.map(() => new Map<number, number>());
  for (let row = 0; row < rollouts.size; row++) {
    const own = samplesPerProblem[rollouts.solver.codes[row]];
    const problem = rollouts.problem.codes[row];
    own.set(problem, (own.get(problem) ?? 0) + 1);
  }
  const counts = rollouts.correct === undefined ? undefined : countsByProblem(rollouts);
  return rollouts.solver.levels.map((solver, code) => {
    const sizes = [...samplesPerProblem[code].values()];
    const own = counts?.[code];
    const scored = own?.n.reduce((total, n) => total + n, 0) ?? 0;
    return {
      solver,
      problems: sizes.length,
      samples: sizes.reduce((total, size) => total + size, 0),
      fewest: sizes.reduce((fewest, size) => Math.min(fewest, size), Infinity),
      most: sizes.reduce((most, size) => Math.max(most, size), 0),
      unscored: own?.unscored ?? null,
      correct: own === undefined || scored === 0 ? null : own.c.reduce((total, c) => total + c, 0) / scored,
    };
  });
}

function section(file: RolloutsFile, i: number): { id: string; heading: string; blocks: Table[] } {
  const columns: Table = {
    type: "table",
    caption: `Format ${file.format}${file.compressed ? ", gzip" : ""}; ${file.rejectedCount} bad rows. Which column was read from where:`,
    columns: [
      { name: "column", format: "text" },
      { name: "in the file", format: "text" },
    ],
    rows: [
      ...Object.entries(file.mapping).map(([column, { sources }]) => [column, sources.join(" + ")]),
      ...Object.keys(file.rollouts.extra).map((column) => [column, "kept, can be grouped by"]),
      ...file.ignored.map(({ column, reason }) => [column, `not kept: ${reason}`]),
    ],
  };
  const solvers: Table = {
    type: "table",
    caption: "Solvers",
    columns: [
      { name: "solver", format: "text" },
      { name: "problems", format: "integer" },
      { name: "samples", format: "integer" },
      { name: "fewest a problem", format: "integer" },
      { name: "most a problem", format: "integer" },
      { name: "unscored", format: "integer" },
      { name: "correct", format: "share" },
    ],
    rows: solverRows(file).map(({ solver, problems, samples, fewest, most, unscored, correct }) => [solver, problems, samples, fewest, most, unscored, correct]),
  };
  return { id: `file-${i + 1}`, heading: file.file, blocks: [columns, solvers] };
}
