import { show } from "../numeric/check.ts";
import { DataError } from "../numeric/errors.ts";
import { type LoggedRow, loggedRows } from "./loggedRows.ts";
import { metricColumn } from "./metricColumn.ts";
import type { FormatOptions, Reading } from "./rolloutsFormat.ts";
import { longestLabel } from "./rowReader.ts";

/** Takes a log of inspect_ai in pieces. */
export interface InspectSamples extends Reading {
  /** Takes a member of the log's header. */
  readonly member: (name: string, value: unknown) => void;
  /** Takes a sample. `path` comes before the names of its members in messages, `number` is its place, counted from 1. */
  readonly sample: (value: unknown, number: number, path: string) => void;
}

type Json = Readonly<Record<string, unknown>>;

/** The values that scorers of inspect_ai give by letter: correct, incorrect, partial, no answer. */
const letters: ReadonlyMap<unknown, number> = new Map([
  ["C", 1],
  ["I", 0],
  ["P", 0.5],
  ["N", 0],
]);

/** Members of a sample that are read, or are no column. */
const known = new Set(["id", "epoch", "scores", "score", "output", "metadata", "model_usage", "error", "limit", "invalidation", "attachments"]);

/** Members that differ from sample to sample whatever its answer is. */
const ofRun = new Set(["uuid", "started_at", "completed_at"]);

/** What an evaluation that did not succeed says of itself. */
const unfinished: ReadonlyMap<unknown, string> = new Map([
  ["started", "is unfinished"],
  ["cancelled", "was cancelled"],
  ["error", "ended in an error"],
]);

/**
 * Starts reading the samples of a log. The problem is the sample's id, the sample its epoch, the solver the model evaluated.
 *
 * A score is read as the tool's own metrics do: "C" is 1, "I" and "N" are 0, "P" is ½. The only score goes to `correct` if all
 * its values are 0 or 1, to `reward` otherwise; of several, `columns` says which.
 *
 * @param file Name for error messages.
 * @param options How to read them.
 * @returns Where the pieces go.
 * @see inspect_ai 0.3.260, src/inspect_ai/log/_log.py, src/inspect_ai/scorer/_metric.py.
 */
export function inspectSamples(file: string, options: FormatOptions): InspectSamples {
  const rows = loggedRows(file, options, "row");
  const samples: LoggedRow[] = [];
  const header = new Map<string, unknown>();
  /** The scores, and how many samples have partial credit in them. */
  const scores = new Map<string, number>();
  const withText = options.text || options.columns.text === "completion";
  let rejected = 0;
  let failed = 0;
  let stopped = 0;
  let invalid = 0;

  const putScore = (values: Record<string, unknown>, name: string, value: unknown): void => {
    const partial = scores.get(name) ?? 0;
    scores.set(name, value === "P" ? partial + 1 : partial);
    values[name] = scoreOf(value);
  };
  const putScores = (values: Record<string, unknown>, all: unknown): void => {
    for (const [scorer, score] of Object.entries(all ?? {})) {
      const { value, answer } = Object(score) as Json;
      const name = reserved.has(scorer) ? `scores.${scorer}` : scorer;
      if (typeof value === "object" && value !== null && !Array.isArray(value)) for (const [key, part] of Object.entries(value)) putScore(values, `${name}.${key}`, part);
      else putScore(values, name, value);
      if (typeof answer === "string") values[`${name}.answer`] = answer;
    }
  };
  const reject = (number: number, path: string, expected: string, value: unknown): void => {
    rejected++;
    rows.reject({ row: number, column: path.replace(/(?:\.|: )$/, ""), message: `expected ${expected}, got ${show(value)}` });
  };
  return {
    member: (name, value) => {
      header.set(name, value);
    },
    sample: (value, number, path) => {
      if (!isObject(value)) return reject(number, path, "a sample, an object", value);
      const { id, epoch, output, metadata, error, limit, invalidation } = value;
      const given = value.scores ?? (value.score === undefined ? undefined : { [firstScorer(header)]: value.score });
      if (given !== undefined && given !== null && !isObject(given)) return reject(number, `${path}scores`, "an object with the score of each scorer", given);
      if (epoch !== undefined && !(Number.isInteger(epoch) && (epoch as number) >= 1)) return reject(number, `${path}epoch`, "an integer ≥ 1", epoch);
      const values = Object.create(null) as Record<string, unknown>;
      values.id = id;
      values.epoch = epoch;
      const model = Object(header.get("eval")) as Json;
      if (typeof model.model === "string" && model.model !== "") {
        values["eval.model"] = model.model;
        // The tokens of all its answers in the sample; those of the last one are what its output says.
        const { output_tokens: all } = Object((Object(value.model_usage) as Json)[model.model]) as Json;
        if (all !== undefined) rows.keep(values, "model_usage.output_tokens", all);
      }
      putScores(values, given);
      const { usage } = Object(output) as Json;
      values.output_tokens = (Object(usage) as Json).output_tokens;
      if (withText) values.completion = completionOf(value);
      rows.keepMembers(values, "metadata.", metadata);
      for (const [name, member] of Object.entries(value)) {
        if (known.has(name)) continue;
        if (ofRun.has(name)) rows.leaveOut(name, "tells runs apart, not answers");
        rows.keep(values, name, member);
      }
      if (error !== undefined && error !== null) failed++;
      if (limit !== undefined && limit !== null) {
        stopped++;
        rows.keep(values, "limit", isObject(limit) ? limit.type : limit);
      }
      if (invalidation !== undefined && invalidation !== null) invalid++;
      samples.push({ values, place: number, path });
    },
    size: () => samples.length,
    finish: () => {
      if (samples.length + rejected === 0) {
        throw new DataError(file, [{ message: `expected a log with samples, got one without any (status ${show(header.get("status"))})` }]);
      }
      const metric = metricColumn(file, options.columns, samples, [...scores.keys()], "score");
      const notes = notesOn(header, samples.length, { failed, stopped, invalid });
      const name = metric?.name;
      if (name !== undefined) {
        const unscored = samples.filter(({ values }) => values[name] === null || values[name] === undefined).length;
        const partial = scores.get(name) ?? 0;
        const all = `of ${samples.length} samples`;
        if (unscored > 0) notes.push(`without a score \`${name}\`: ${unscored} ${all}`);
        if (partial > 0 && metric?.column === "reward") notes.push(`with partial credit ("P"): ${partial} ${all}, so that \`${name}\` is a reward, ½ for these, and no correctness`);
      }
      if (!withText) rows.leaveOut("completion", "is the text, which is kept only on request");
      for (const score of scores.keys()) {
        const answer = `${score}.answer`;
        if (score === name && samples.some(({ values }) => isLong(values[answer]))) rows.leaveOut(answer, `holds texts of more than ${longestLabel} characters`);
        if (score !== name && samples.some(({ values }) => values[answer] !== undefined)) rows.leaveOut(answer, "is the answer of another score");
      }
      return rows.finish(
        samples,
        {
          problem: "id",
          sample: "epoch",
          solver: "eval.model",
          tokens: "output_tokens",
          text: "completion",
          ...(name !== undefined && { answer: `${name}.answer` }),
          ...(metric !== undefined && { [metric.column]: metric.name }),
        },
        notes,
      );
    },
  };
}

/** Names that a score cannot have here: those of other columns. */
const reserved = new Set([...known, "eval.model", "model_usage.output_tokens", "output_tokens", "completion", "target"]);

/** A score as the tool's metrics take it; what they take for nothing stays as it is. */
function scoreOf(value: unknown): unknown {
  if (typeof value === "boolean") return Number(value);
  if (typeof value !== "string") return value;
  const number = letters.get(value) ?? (/^(?:yes|true)$/i.test(value) ? 1 : /^(?:no|false)$/i.test(value) ? 0 : /\d/.test(value) ? Number(value) : NaN);
  return Number.isFinite(number) ? number : value;
}

/** The text of a sample: its completion, or in logs without one the text of the first choice. */
function completionOf({ output, attachments }: Json): unknown {
  const { completion, choices } = Object(output) as Json;
  const text = typeof completion === "string" && completion !== "" ? completion : contentOf(Array.isArray(choices) ? choices[0] : undefined);
  if (typeof text !== "string" || !text.startsWith("attachment://")) return text;
  const attached = (Object(attachments) as Json)[text.slice("attachment://".length)];
  return typeof attached === "string" ? attached : text;
}

function contentOf(choice: unknown): string | undefined {
  const { content } = Object((Object(choice) as Json).message) as Json;
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return undefined;
  return content.flatMap((part: unknown) => (isObject(part) && part.type === "text" && typeof part.text === "string" ? [part.text] : [])).join("\n");
}

/** Name of the only scorer of a log of version 1, whose samples have a score without name. */
function firstScorer(header: ReadonlyMap<string, unknown>): string {
  const { scorer } = Object(header.get("results")) as Json;
  const { name } = Object(scorer) as Json;
  return typeof name === "string" ? name : "score";
}

function notesOn(header: ReadonlyMap<string, unknown>, found: number, { failed, stopped, invalid }: Readonly<Record<"failed" | "stopped" | "invalid", number>>): string[] {
  const notes: string[] = [];
  const state = unfinished.get(header.get("status"));
  const { total_samples: total } = Object(header.get("results")) as Json;
  const { dataset, config } = Object(header.get("eval")) as Json;
  const { sample_ids: ids } = Object(dataset) as Json;
  const { epochs = 1 } = Object(config) as Json;
  const planned = typeof total === "number" ? total : Array.isArray(ids) && typeof epochs === "number" ? ids.length * epochs : undefined;
  const of = planned === undefined ? `${found} samples` : `${found} of ${planned} samples`;
  if (state !== undefined) notes.push(`the evaluation ${state} (status ${show(header.get("status"))}): the log holds ${of}`);
  else if (planned !== undefined && planned !== found) notes.push(`the log holds ${of}`);
  const all = `of ${found} samples`;
  if (failed > 0) notes.push(`ended in an error: ${failed} ${all}`);
  if (stopped > 0) notes.push(`stopped by a limit: ${stopped} ${all}`);
  if (invalid > 0) notes.push(`marked as invalid: ${invalid} ${all}`);
  return notes;
}

function isLong(value: unknown): boolean {
  return typeof value === "string" && value.length > longestLabel;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
