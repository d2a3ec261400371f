import { DataError, documentToHtml, documentToMarkdown, type Rollouts } from "@divlab/core";
import { type Analysis, analyse } from "./analyse.ts";
import { dataset, type DatasetSummary, filtered, type Filters, summariseDataset } from "./dataset.ts";
import { findProblems, type ProblemPage, type ProblemQuery, problemsCsv, type Sample, samplesOf } from "./problems.ts";
import { type ReadFile, readFile, type ReadingWishes, type Work } from "./readFile.ts";
import { type Settings, settingsInWords } from "./settings.ts";
import { type FileSummary, summariseFile } from "./summariseFile.ts";

/** What the page can ask for. Nothing it asks for changes anything but which files are open. */
export interface Requests {
  open(request: { readonly id: number; readonly file: File } & ReadingWishes, work: Work): Promise<FileSummary>;
  close(request: { readonly id: number }): void;
  summarise(request: null): DatasetSummary;
  report(request: { readonly analysis: Analysis; readonly settings: Settings }, work: Work): Promise<Report>;
  problems(request: { readonly filters: Filters; readonly query: ProblemQuery }): ProblemPage;
  csv(request: { readonly filters: Filters }): Blob;
  samples(request: { readonly filters: Filters; readonly group: number }): readonly Sample[];
}

/** A report, ready to be shown and saved. */
export interface Report {
  readonly title: string;
  /** The report as files: their text never passes through the page's own thread. */
  readonly html: Blob;
  readonly markdown: Blob;
}

/** A message from the page. */
export type Question = { readonly id: number; readonly name: keyof Requests; readonly request: never } | { readonly abort: number };

/** Where an error lies: in rows of a file, which could be left out; in a file as a whole; or elsewhere. */
export type Fault = "rows" | "file" | "none";

/** A message to the page. */
export type Answer =
  | { readonly id: number; readonly label: string; readonly share: number }
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: { readonly message: string; readonly fault: Fault } };

const files = new Map<number, ReadFile>();
const running = new Map<number, AbortController>();
/** The files being read; what is asked of their rows waits for them. */
const opening = new Set<Promise<unknown>>();
let joined: Rollouts | undefined;
let view: { readonly of: Rollouts; readonly key: string; readonly rollouts: Rollouts } | undefined;

const requests: Requests = {
  async open({ id, file, ...wishes }, work) {
    const read = await readFile(file, wishes, work);
    files.set(id, read);
    joined = undefined;
    return summariseFile(read);
  },
  close({ id }) {
    files.delete(id);
    joined = undefined;
  },
  summarise: () => summariseDataset(all()),
  async report({ analysis, settings }, work) {
    const own = [...files.values()];
    const context = {
      command: `dashboard: ${settingsInWords(settings, analysis)}`,
      seed: settings.seed,
      files: own.flatMap((read) => (read.role === "rollouts" ? [read.file] : [])),
      embeddings: own.flatMap((read) => (read.role === "embeddings" ? [read.file] : [])),
      tables: own.flatMap((read) => (read.role === "training" || read.role === "ensembles" ? [read.file] : [])),
      ...own.reduce((found, read) => (read.role === "fisher" ? { fisher: read.file } : found), {}),
    };
    const document = await analyse(analysis, () => chosen(settings.filters), own, settings, context, work);
    return { title: document.title, html: fileOf(documentToHtml(document), "text/html"), markdown: fileOf(documentToMarkdown(document), "text/markdown") };
  },
  problems: ({ filters, query }) => findProblems(chosen(filters), query),
  csv: ({ filters }) => fileOf(problemsCsv(chosen(filters)), "text/csv"),
  samples: ({ filters, group }) => samplesOf(chosen(filters), group),
};

addEventListener("message", ({ data }: MessageEvent<Question>) => {
  if ("abort" in data) running.get(data.abort)?.abort();
  else void answer(data.id, data.name, data.request);
});

async function answer(id: number, name: keyof Requests, request: never): Promise<void> {
  const abort = new AbortController();
  running.set(id, abort);
  try {
    const work: Work = { signal: abort.signal, onProgress: (label, share) => send({ id, label, share }) };
    if (name !== "open" && name !== "close") await Promise.allSettled(opening);
    abort.signal.throwIfAborted();
    const result: unknown = await (name === "open" ? waitedFor(requests.open(request, work)) : requests[name](request, work));
    send({ id, result });
  } catch (error) {
    send({ id, error: { message: error instanceof Error ? error.message : String(error), fault: faultOf(error) } });
  } finally {
    running.delete(id);
  }
}

function faultOf(error: unknown): Fault {
  if (!(error instanceof DataError)) return "none";
  return error.problems.some(({ line, row }) => (line ?? row) !== undefined) ? "rows" : "file";
}

async function waitedFor<Result>(reading: Promise<Result>): Promise<Result> {
  opening.add(reading);
  try {
    return await reading;
  } finally {
    opening.delete(reading);
  }
}

function send(message: Answer): void {
  postMessage(message);
}

function fileOf(text: string, type: string): Blob {
  return new Blob([text], { type: `${type};charset=utf-8` });
}

/** The rows of all files. */
function all(): Rollouts {
  joined ??= dataset([...files.values()]);
  return joined;
}

/** The rows that the filters let through. */
function chosen(filters: Filters): Rollouts {
  const of = all();
  const key = JSON.stringify(filters);
  if (view?.of !== of || view.key !== key) view = { of, key, rollouts: filtered(of, filters) };
  return view.rollouts;
}
