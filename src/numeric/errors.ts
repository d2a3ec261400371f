/** One thing found wrong in a file. */
export interface DataProblem {
  /** Line in the file, counted from 1; absent where the fault is the file's as a whole. */
  readonly line?: number;
  /** Row in the file, counted from 1, where its format has no lines. */
  readonly row?: number;
  /** Column (field) name, where one is at fault. */
  readonly column?: string;
  /** What was expected and what was found. */
  readonly message: string;
}

/**
 * The data in a file are not what they should be.
 *
 * `problems` holds the first ten, `count` how many there are in all, `file` the file's name. The message lists them.
 */
export class DataError extends Error {
  /** Name of the file or stream. */
  readonly file: string;
  /** The first problems found, at most ten. */
  readonly problems: readonly DataProblem[];
  /** How many problems there are in all. */
  readonly count: number;

  /** From the name of the file, the first problems, and how many there are in all where there are more. */
  constructor(file: string, problems: readonly DataProblem[], count: number = problems.length) {
    const lines = problems.map((problem) => describeProblem(file, problem));
    if (count > problems.length) lines.push(`… and ${count - problems.length} more`);
    super(lines.join("\n"));
    this.name = "DataError";
    this.file = file;
    this.problems = problems;
    this.count = count;
  }
}

/** Characters of a name or message that are shown; files may be hostile, and name a column by a whole book. */
const longestShown = 1000;

/** Controls, which drive terminals and break lines, and what reorders the text around it. */
const unprintable = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/**
 * One problem as `file:line: column: message`, or `file: row n: …` where a format has no lines: the form editors and terminals can follow. Control characters are shown as
 * `�`, columns and messages cut after 1000 characters.
 *
 * @param file Name of the file.
 * @param problem The problem.
 * @returns One line of text.
 */
export function describeProblem(file: string, problem: DataProblem): string {
  const row = problem.row === undefined ? "" : `: row ${problem.row}`;
  const place = problem.line === undefined ? `${file}${row}` : `${file}:${problem.line}`;
  const message = cut(problem.message);
  return (problem.column === undefined ? `${place}: ${message}` : `${place}: \`${cut(problem.column)}\`: ${message}`).replace(unprintable, "\ufffd");
}

function cut(text: string): string {
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}

/** A computation that arithmetic, not the caller's types, made impossible; `code` tells which kind. */
export class NumericalError extends Error {
  /** What went wrong. */
  readonly code: "not-positive-definite" | "singular-design" | "non-finite" | "no-variation";

  /** From the kind and the message. */
  constructor(code: NumericalError["code"], message: string) {
    super(message);
    this.name = "NumericalError";
    this.code = code;
  }
}
