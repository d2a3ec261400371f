import type { ReportDocument } from "./document.ts";
import { formatCell } from "./formatCell.ts";
import { formulasPage } from "./formulasPage.ts";
import type { ReportContext } from "./reportContext.ts";
import { version } from "./version.ts";
import { levelText } from "./levelText.ts";

/** Where the numbers of a report come from: version, command, seed, level, files; and where they are defined. */
export function describeProvenance(level: number, { command, seed, files = [], embeddings = [], tables = [], fisher }: ReportContext): ReportDocument["provenance"] {
  return [
    ["Made by", `@divlab/core ${version}`],
    ...(command === undefined ? [] : [["Command", command] as const]),
    ...(seed === undefined ? [] : [["Seed", seed] as const]),
    ["Confidence level", levelText(level)],
    ...files.map(({ file, format, compressed, rows, rejectedCount, mapping }): [string, string] => [
      "File",
      `${file}: ${format}${compressed ? ", gzip" : ""}, ${formatCell(rows, "integer")} rows read, ${formatCell(rejectedCount, "integer")} left out; ${Object.entries(mapping)
        .map(([column, { sources }]) => `${column} from ${sources.join(" + ")}`)
        .join(", ")}`,
    ]),
    ...embeddings.map(({ file, format, compressed, array, dtype }): [string, string] => [
      "Embeddings",
      `${file}: ${format}${compressed ? ", gzip" : ""}${array === undefined ? "" : `, ${array}`}, ${dtype}`,
    ]),
    ...tables.map(({ file, format, compressed, rows }): [string, string] => ["Table", `${file}: ${format}${compressed ? ", gzip" : ""}, ${formatCell(rows, "integer")} rows`]),
    ...(fisher === undefined ? [] : [["Fisher embeddings", `${fisher.file}: ${fisher.format}${fisher.compressed ? ", gzip" : ""}, ${fisher.shape.join(" × ")}`] as const]),
    ["Formulas", `${formulasPage} defines every number; npx @divlab/core --help says where it lies`],
  ];
}

/** What was analysed, in one sentence. */
export function summarise(rows: number, problems: number, solvers: readonly string[]): string {
  const whole = (value: number, noun: string): string => `${formatCell(value, "integer")} ${noun}${value === 1 ? "" : "s"}`;
  return `${whole(rows, "sampled answer")} to ${whole(problems, "problem")} by ${whole(solvers.length, "solver")}${solvers.length <= 6 ? ` (${solvers.join(", ")})` : ""}.`;
}
