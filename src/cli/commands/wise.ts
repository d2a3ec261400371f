import { lstatSync, statSync } from "node:fs";
import process from "node:process";
import { type InterpolatedTensor, type InterpolatedWeights, interpolateWeights } from "../../collapse/index.ts";
import { weightCoefficients } from "../../collapse/weights/weightCoefficients.ts";
import { type Cell, documentToMarkdown, documentToText, type ReportDocument, toJson } from "../../report/index.ts";
import type { CommandOptions } from "../options.ts";
import { createProgress } from "../progress.ts";
import type { Terminal } from "../run.ts";
import { UsageError } from "../usageError.ts";
import { writeFileWhole } from "../writeFile.ts";
import { writeFolderWhole } from "../writeFolder.ts";
import { checkFolder } from "./report.ts";

/** What a shell reports of a program that Ctrl-C ended. */
const interrupted = 130;

const count = (value: number): string => value.toLocaleString("en-US");
const tensorCount = (value: number): string => `${count(value)} ${value === 1 ? "tensor" : "tensors"}`;

/** `divlab wise`: writes the weighted average of checkpoints. */
export async function wiseCommand(options: CommandOptions, terminal: Terminal, commandLine: string): Promise<number> {
  const { output, files } = options;
  if (output === undefined) throw new UsageError("divlab wise needs -o FILE, where the weights go");
  checkCoefficients(options);
  checkFolder(output);
  const progress = createProgress();
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  try {
    const { delta, coefficients } = options.wise;
    const weights = await interpolateWeights(files, {
      ...(delta !== undefined && { delta }),
      ...(coefficients !== undefined && { coefficients }),
      signal: abort.signal,
      onProgress: (share) => progress.update("Averaging", share, ""),
    });
    checkTarget(output, weights);
    await write(output, weights);
    progress.clear();
    deliver(output, weights, options, terminal, commandLine);
    return 0;
  } catch (error) {
    progress.clear();
    if (!abort.signal.aborted) throw error;
    terminal.err("Stopped; nothing was written\n");
    return interrupted;
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}

/** Fails on coefficients that no checkpoints can have, so that they count as wrong usage. */
function checkCoefficients({ files, wise: { delta, coefficients } }: CommandOptions): void {
  try {
    weightCoefficients("average the weights", files.length, delta, coefficients);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Fails unless the output can be written without touching what is read: a file for one file, a new folder for several. */
function checkTarget(output: string, { files, checkpoints }: InterpolatedWeights): void {
  const several = files.length > 1;
  if (several !== !output.endsWith(".safetensors")) {
    throw new UsageError(
      several
        ? `the weights come in ${files.length - 1} files and an index, and go to a folder, whose name must not end in .safetensors, got "${output}"`
        : `the weights come in one file, whose name must end in .safetensors, got "${output}"`,
    );
  }
  // Of a folder's name not even a link that leads nowhere can be replaced.
  const own = (several ? lstatSync : statSync)(output, { throwIfNoEntry: false });
  if (own === undefined) return;
  if (several) throw new UsageError(`the folder ${output} must not be there yet, since all of it is written at once`);
  for (const input of checkpoints.flatMap((checkpoint) => checkpoint.files)) {
    const { dev, ino } = statSync(input);
    if (dev === own.dev && ino === own.ino) throw new UsageError(`the output must not be an input, got "${output}", which is ${input}`);
  }
  if (!own.isFile()) throw new UsageError(`the output must be a file, got "${output}", which is none`);
}

async function write(output: string, { files }: InterpolatedWeights): Promise<void> {
  const [first, ...more] = files;
  if (more.length === 0) await writeFileWhole(output, first.stream());
  else await writeFolderWhole(output, files.map(({ name, stream }) => ({ name, content: stream })));
}

function deliver(output: string, weights: InterpolatedWeights, { json, markdown }: CommandOptions, terminal: Terminal, commandLine: string): void {
  const { checkpoints, tensors, metadata, size, files } = weights;
  if (json) {
    terminal.out(toJson({ kind: "wise", output, checkpoints, tensors, metadata, size, files: files.map((file) => ({ name: file.name, size: file.size })), provenance: { command: commandLine } }));
  } else {
    const document = describe(weights, commandLine);
    terminal.out(markdown ? documentToMarkdown(document) : documentToText(document, { width: terminal.width, color: terminal.color }));
  }
  terminal.err(`Wrote ${output}: ${tensorCount(tensors.length)}, ${count(size)} bytes\n`);
}

function describe({ checkpoints, tensors, size, files }: InterpolatedWeights, command: string): ReportDocument {
  const averaged = tensors.filter((tensor) => tensor.averaged).length;
  const copied = tensors.length - averaged;
  const byType = new Map<string, InterpolatedTensor[]>();
  for (const tensor of tensors) {
    const same = byType.get(tensor.dtype);
    if (same === undefined) byType.set(tensor.dtype, [tensor]);
    else same.push(tensor);
  }
  return {
    title: "Weights averaged",
    summary: `${count(averaged)} of ${tensorCount(tensors.length)} averaged${copied === 0 ? "" : `, ${count(copied)} copied`}; ${count(size)} bytes in ${files.length === 1 ? "one file" : `${files.length} files`}.`,
    notices: [],
    sections: [
      {
        id: "checkpoints",
        heading: "Checkpoints",
        blocks: [
          {
            type: "table",
            caption: "What each counts for: weight = Σ coefficient · weight of the checkpoint",
            columns: [
              { name: "checkpoint", format: "text" },
              { name: "coefficient", format: "number" },
            ],
            rows: checkpoints.map(({ name, coefficient }) => [name, coefficient]),
          },
        ],
      },
      {
        id: "tensors",
        heading: "Tensors by type",
        blocks: [
          {
            type: "table",
            caption: "What became of them",
            columns: [
              { name: "type", format: "text" },
              { name: "tensors", format: "integer" },
              { name: "bytes", format: "integer" },
              { name: "how", format: "text" },
            ],
            rows: [...byType].map(([dtype, own]) => typeRow(dtype, own)),
          },
        ],
      },
    ],
    provenance: [["Command", command]],
  };
}

function typeRow(dtype: string, tensors: readonly InterpolatedTensor[]): Cell[] {
  return [dtype, tensors.length, tensors.reduce((total, tensor) => total + tensor.size, 0), tensors[0].averaged ? "averaged" : "copied"];
}
