import { show } from "../numeric/check.ts";
import { DataError, type DataProblem } from "../numeric/errors.ts";
import { jsonlReader } from "./jsonlReader.ts";
import { type LoggedRow, loggedRows } from "./loggedRows.ts";
import { metricColumn } from "./metricColumn.ts";
import { parsePythonJson } from "./pythonJson.ts";
import type { FormatOptions, TextFormat, TextReading } from "./rolloutsFormat.ts";
import { longestLabel } from "./rowReader.ts";

/** What a line of every log holds beside its metrics. */
const common = ["doc_id", "doc", "target", "arguments", "resps", "filtered_resps", "filter", "metrics", "doc_hash", "prompt_hash", "target_hash"];

/** What a filter by regular expression gives where it matches nothing. */
const noAnswer = "[invalid]";

/** Metrics that are the share of correct responses, where they are over several. */
const shares = /^pass(?:@|_at_)1$/;

/**
 * The sample log of lm-evaluation-harness (`--log_samples`): JSONL with a row for each document and filter. The problem is the
 * document, the sample its response; fields of the document are further columns, `doc.level` and the like.
 *
 * One filter is read: the only one, or that of option `filter`. The only metric goes to `correct` if all its values are 0 or 1,
 * to `reward` otherwise; of several, `columns` says which. Where a row holds several responses (`repeats`) its metric is over
 * all of them and the row counts as one sample, save that the share pass@1 of n responses tells how many are correct.
 *
 * @see lm-evaluation-harness 0.4.13, lm_eval/evaluator.py, lm_eval/loggers/evaluation_tracker.py.
 */
export const lmEvalFormat: TextFormat = {
  format: "lm-eval",
  read: (file, options) => lmEvalReading(file, options),
};

/** A line of the log. */
interface Sample extends LoggedRow {
  /** Which filter its results are of. */
  readonly filter: string;
  /** The hash of its document, where the log has it. */
  readonly hash: unknown;
  /** Number of responses. */
  readonly n: number;
  /** The responses, where they are texts of one request and are to be kept. */
  readonly texts: readonly string[] | undefined;
  /** What the filter made of them: of each, or of all together. */
  readonly filtered: readonly string[] | string | undefined;
  /** Whether it made anything of them rather than to hand them on. */
  readonly isFiltered: boolean;
}

function lmEvalReading(file: string, options: FormatOptions): TextReading {
  const rows = loggedRows(file, options, "line");
  const samples: Sample[] = [];
  const metrics = new Set<string>();
  const withText = options.text || options.columns.text === "resps";
  /** How many rows of a document lack the name of their filter: earlier versions give none. */
  const unnamed = new Map<unknown, number>();
  let rejected = 0;
  const reject = (problem: DataProblem): void => {
    rejected++;
    rows.reject(problem);
  };
  const addObject = (row: object, line: number | undefined): void => {
    const { doc_id: id, doc, resps, filtered_resps: filtered, filter, metrics: listed, doc_hash: hash } = row as Readonly<Record<string, unknown>>;
    const wrong = !isListOfLists(resps) ? { column: "resps", value: resps } : !Array.isArray(filtered) ? { column: "filtered_resps", value: filtered } : undefined;
    if (wrong !== undefined) {
      return reject({ ...(line !== undefined && { line }), column: wrong.column, message: `expected a list with the responses to each request, got ${show(wrong.value)}` });
    }
    const values = Object.create(null) as Record<string, unknown>;
    const names = Array.isArray(listed) ? listed.filter((name) => typeof name === "string") : Object.keys(row).filter((name) => !common.includes(name));
    for (const [name, value] of Object.entries(row)) {
      if (names.includes(name)) {
        // What "bypass" stands for is that nothing was measured.
        if (name === "bypass") continue;
        metrics.add(name);
        values[name] = typeof value === "boolean" ? Number(value) : value;
      } else if (name === "doc_id") values[name] = value;
      else if (name === "doc") rows.keepMembers(values, "doc.", doc);
      else if (name !== "resps" && name !== "filtered_resps" && name !== "metrics") {
        if (name.endsWith("_hash")) rows.leaveOut(name, "is a checksum");
        rows.keep(values, name, value);
      }
    }
    const nth = (unnamed.get(id) ?? 0) + 1;
    if (typeof filter !== "string") unnamed.set(id, nth);
    const responses = (resps as unknown[][])[0];
    const single = (resps as unknown[][]).length === 1;
    const texts = single && isListOfTexts(responses) ? responses : undefined;
    const results = single ? textsOf((filtered as unknown[])[0]) : undefined;
    samples.push({
      values,
      place: line,
      path: "",
      filter: typeof filter === "string" ? filter : String(nth),
      hash,
      n: responses?.length ?? 0,
      texts: withText ? texts : undefined,
      filtered: results,
      isFiltered: texts !== undefined && results !== undefined && [results].flat().some((result, i) => result !== texts[i]),
    });
  };
  const reader = jsonlReader({ addObject, reject }, parsePythonJson);
  return {
    ...reader,
    size: () => samples.length,
    finish: () => {
      const chosen = ofOneFilter(file, samples, options.filter, unnamed.size > 0);
      if (rejected === 0) checkWhole(file, chosen, samples);
      if (options.columns.problem === undefined) checkDocuments(file, chosen);
      const metric = metricColumn(file, options.columns, chosen, [...metrics], "metric", (name) => isShareOfAll(name, chosen));
      const split = metric === undefined || (metric.column === "correct" && isShareOfAll(metric.name, chosen));
      const notes: string[] = [];
      const aggregated = split ? 0 : chosen.filter(({ n }) => n > 1).length;
      const shared = split && metric !== undefined ? chosen.filter(({ n, values }) => n > 1 && values[metric.name] !== 0 && values[metric.name] !== 1).length : 0;
      if (aggregated > 0) notes.push(`the metric is over several responses in ${aggregated} of ${chosen.length} rows, which count as one sample each: which responses are correct is not in the log`);
      if (shared > 0) notes.push(`\`${metric?.name}\` says how many responses are correct, not which, in ${shared} of ${chosen.length} rows: the first ones are taken for them, without answers and texts`);
      if (!withText) rows.leaveOut("resps", "is the text, which is kept only on request");
      const why = options.columns.answer === "filtered_resps" ? undefined : whyNoAnswers(chosen);
      if (why !== undefined) rows.leaveOut("filtered_resps", why);
      const responses = chosen.flatMap((sample) => responsesOf(sample, split, metric?.name, why === undefined));
      return rows.finish(
        responses,
        { problem: "doc_id", sample: "sample", answer: "filtered_resps", text: "resps", ...(metric !== undefined && { [metric.column]: metric.name }) },
        notes,
      );
    },
  };
}

/** The rows of one sample of the log: one for each response where they can be told apart, else one. */
function responsesOf(sample: Sample, split: boolean, metric: string | undefined, withAnswer: boolean): LoggedRow[] {
  const { values, n, texts, filtered, place, path } = sample;
  const share = metric === undefined ? undefined : values[metric];
  const count = split && n > 1 && (metric === undefined || typeof share === "number") ? n : 1;
  const correct = typeof share === "number" ? Math.round(share * n) : 0;
  const known = count === 1 ? n <= 1 : metric === undefined || correct === 0 || correct === n;
  return Array.from({ length: count }, (_, i) => {
    const own = Object.assign(Object.create(null) as Record<string, unknown>, values, { sample: i });
    if (count > 1 && metric !== undefined) own[metric] = i < correct ? 1 : 0;
    if (known && texts !== undefined) own.resps = texts[i];
    const answer = typeof filtered === "string" ? (count === 1 ? filtered : undefined) : known ? filtered?.[i] : undefined;
    if (withAnswer && answer !== undefined && answer !== noAnswer) own.filtered_resps = answer;
    return { values: own, place, path };
  });
}

/** The rows of the filter asked for, or of the only one. */
function ofOneFilter(file: string, samples: readonly Sample[], filter: string | undefined, isNumbered: boolean): readonly Sample[] {
  const filters = [...new Set(samples.map((sample) => sample.filter))];
  const list = filters.slice(0, 20).map(show).join(", ") + (filters.length > 20 ? ", …" : "") + (isNumbered ? " (numbered in their order, as the rows do not name them)" : "");
  if (filter !== undefined && !filters.includes(filter) && filters.length > 0) {
    throw new DataError(file, [{ column: "filter", message: `expected the filter ${show(filter)}, got ${list}` }]);
  }
  if (filter === undefined && filters.length > 1) {
    throw new DataError(file, [{ column: "filter", message: `expected the rows of one filter, got ${list}; say which to read with option \`filter\` or --filter` }]);
  }
  return samples.filter((sample) => sample.filter === (filter ?? filters[0]));
}

/** Fails if another filter has more rows: rows come filter by filter, so that those of the last are lost first where a log breaks off. */
function checkWhole(file: string, chosen: readonly Sample[], samples: readonly Sample[]): void {
  const rowsOf = new Map<string, number>();
  for (const { filter } of samples) rowsOf.set(filter, (rowsOf.get(filter) ?? 0) + 1);
  for (const [filter, count] of rowsOf) {
    if (count <= chosen.length) continue;
    const message = `expected as many rows of each filter, got ${count} of ${show(filter)} and ${chosen.length} of ${show(chosen[0].filter)}: the log is broken off`;
    throw new DataError(file, [{ column: "filter", message }]);
  }
}

/** Fails if two documents have one number, as those of several tasks do. */
function checkDocuments(file: string, samples: readonly Sample[]): void {
  const firstOf = new Map<unknown, Sample>();
  for (const sample of samples) {
    const { doc_id: id } = sample.values;
    const first = firstOf.get(id);
    if (first === undefined) firstOf.set(id, sample);
    else if (first.hash !== sample.hash) {
      const message = `expected one document for each number, got another one for ${show(id)} than at line ${first.place}: read the log of each task by itself, or tell documents apart by \`doc_hash\` with option \`columns\``;
      throw new DataError(file, [{ ...(sample.place !== undefined && { line: sample.place }), column: "doc_id", message }]);
    }
  }
}

/** Whether a metric is the share of correct ones among all responses of each row, so that it tells their number. */
function isShareOfAll(metric: string, samples: readonly Sample[]): boolean {
  return shares.test(metric) && samples.every(({ values, n, filtered }) => n <= 1 || values[metric] === null || values[metric] === undefined || (filtered?.length === n && typeof filtered !== "string" && isCount(values[metric], n)));
}

function isCount(share: unknown, n: number): boolean {
  return typeof share === "number" && share >= 0 && share <= 1 && Math.abs(share * n - Math.round(share * n)) < 1e-6;
}

/** Why what the filter gave are no answers; undefined where they are. */
function whyNoAnswers(samples: readonly Sample[]): string | undefined {
  if (!samples.some(({ isFiltered }) => isFiltered)) return "holds the responses as they are";
  const isLong = samples.some(({ filtered }) => filtered !== undefined && [filtered].flat().some((answer) => answer.length > longestLabel));
  return isLong ? `holds texts of more than ${longestLabel} characters` : undefined;
}

function isListOfLists(value: unknown): boolean {
  return Array.isArray(value) && value.every(Array.isArray);
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}

function textsOf(value: unknown): readonly string[] | string | undefined {
  return typeof value === "string" || isListOfTexts(value) ? value : undefined;
}
