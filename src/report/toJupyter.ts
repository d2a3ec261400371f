import { checkArray, checkInteger, checkOptions, show } from "../numeric/check.ts";
import { cutText } from "./cutText.ts";
import { type CutTable, dataTables } from "./dataTables.ts";
import { describe, type Reportable } from "./describe.ts";
import type { ReportDocument } from "./document.ts";
import { documentToText } from "./documentToText.ts";
import { notebookHtml } from "./notebookHtml.ts";
import { textTable } from "./textTable.ts";
import { visibleText } from "./visibleText.ts";

/** Options of {@linkcode toJupyter}. */
export interface ToJupyterOptions {
  /** How many rows of a long table are shown, an integer ≥ 1; 20 unless told. Below a cut table stands how many there are. */
  readonly rows?: number;
  /** Which members of a result, or of every result in an array, are shown, in this order; all unless told. A study shown so is no report. */
  readonly keys?: readonly string[];
}

/** What a notebook shows: the object has one method, `Symbol.for("Jupyter.display")`. */
export interface JupyterDisplay {
  /** Gives the two faces. */
  readonly [method: symbol]: () => JupyterFaces;
}

/** One result, twice; a notebook shows the first it can. */
export interface JupyterFaces {
  /** Tables without script or style, texts escaped. */
  readonly "text/html": string;
  /** The same for terminals. */
  readonly "text/plain": string;
}

/**
 * A result as a notebook shows it: as the last expression of a cell, the object becomes tables in Deno's Jupyter kernel.
 *
 * The result of a study is shown as its report without the pictures, whose values are folded tables. Any other result is shown under its own names:
 * single values as a table of names and values, lists of one length as columns, an array of records as rows, an interval in one cell. Numbers are
 * written as in reports. Results stay plain data, which can be compared, cloned and sent to a worker, and a bundle has no tables in it that nobody shows:
 * hence a function to call rather than a method of every result.
 *
 * @param result Any result of this library, an array of results, or a {@linkcode ReportDocument}.
 * @param options Which members, how many rows.
 * @returns What the kernel asks for its faces.
 * @throws {TypeError} If the result is no plain data or contains itself.
 * @throws {RangeError} If `rows` is no integer ≥ 1, or the result has no member of a name in `keys`.
 * @see Deno manual, Jupyter kernel, "Rich content output".
 * @example
 * ```ts
 * import { passAtK, toJupyter } from "@divlab/core";
 *
 * const counts = { n: [4, 4, 4], c: [0, 2, 3] };
 * const display = toJupyter(passAtK(counts, 2), { keys: ["estimate", "confidenceInterval"] }); // the last expression of a cell
 * const faces = display[Symbol.for("Jupyter.display")](); // what the kernel does with it
 * faces["text/html"].includes("<td style=\"text-align:left\">0.6111</td>"); // => true
 * ```
 */
export function toJupyter(result: unknown, options: ToJupyterOptions = {}): JupyterDisplay {
  checkOptions(action, options, ["rows", "keys"]);
  const { rows = 20, keys } = options;
  checkInteger(action, "rows", rows, 1);
  const faces = facesOf(keys === undefined ? result : pick(result, keys), rows);
  return { [Symbol.for("Jupyter.display")]: () => faces };
}

const action = "show a result";

/** The result with some of its members only. */
function pick(result: unknown, keys: readonly string[]): unknown {
  checkArray(action, "keys", keys, 1);
  const records: readonly unknown[] = Array.isArray(result) ? result : [result];
  for (const key of keys) {
    const has = records.some((record) => typeof record === "object" && record !== null && Object.hasOwn(record, key));
    if (!has) throw new RangeError(`Cannot ${action}: keys must be names of members, got ${show(key)}, which the result does not have`);
  }
  const picked = records.map((record) => Object.fromEntries(keys.map((key) => [key, (record as Readonly<Record<string, unknown>> | null | undefined)?.[key]])));
  return Array.isArray(result) ? picked : picked[0];
}

/** Columns of the plain text; notebooks are wider than terminals. */
const width = 120;

function facesOf(result: unknown, limit: number): JupyterFaces {
  const document = asDocument(result);
  if (document !== undefined) {
    // Provenance is the notebook's own: its cells say what was computed from which files.
    return { "text/html": notebookHtml(document, limit), "text/plain": documentToText({ ...document, provenance: [] }, { width }) };
  }
  const tables = dataTables(result, limit);
  return { "text/html": notebookHtml(tables, limit), "text/plain": tables.map(plainTable).join("\n\n") };
}

/** Every study that has a report. */
const studies: Readonly<Record<Reportable["kind"], true>> = {
  "sampling-study": true,
  "arms-comparison": true,
  "diversity-study": true,
  "diversity-coverage": true,
  "selection-scaling": true,
  "ensemble-study": true,
  checkpoints: true,
  pruning: true,
};

function asDocument(result: unknown): ReportDocument | undefined {
  if (typeof result !== "object" || result === null) return undefined;
  if ("kind" in result && typeof result.kind === "string" && Object.hasOwn(studies, result.kind)) return describe(result as Reportable);
  return "title" in result && "sections" in result && "provenance" in result ? (result as ReportDocument) : undefined;
}

function plainTable(table: CutTable): string {
  const lines = [textTable(table, width, (line) => line)];
  if (table.caption !== "") lines.unshift(visibleText(table.caption));
  if (table.rows.length < table.total) lines.push(`… ${cutText(table.rows.length, table.total)}`);
  return lines.join("\n");
}
