import { existsSync, realpathSync, statSync } from "node:fs";
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
  if (!existsSync(output)) return;
  const own = statSync(output);
  for (const input of checkpoints.flatMap((checkpoint) => checkpoint.files)) {
    const { dev, ino } = statSync(input);
    if (realpathSync(input) === realpathSync(output) || (dev === own.dev && ino === own.ino)) throw new UsageError(`the output must not be an input, got "${output}", which is ${input}`);
  }
  if (several) throw new UsageError(`the folder ${output} must not be there yet, since all of it is written at once`);
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
  terminal.err(`Wrote ${output}: ${count(tensors.length)} tensors, ${count(size)} bytes\n`);
}

function describe({ checkpoints, tensors, size, files }: InterpolatedWeights, command: string): ReportDocument {
  const averaged = tensors.filter((tensor) => tensor.averaged).length;
  const copied = tensors.length - averaged;
  return {
    title: "Weights averaged",
    summary: `${count(averaged)} of ${count(tensors.length)} tensors are averages${copied === 0 ? "" : `, ${count(copied)} copied`}; ${count(size)} bytes in ${files.length === 1 ? "one file" : `${files.length} files`}.`,
    notices: [],
    sections: [
      {
        id: "checkpoints",
        heading: "Checkpoints",
        blocks: [
          {
            type: "table",
            caption: "",
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
            caption: "",
            columns: [
              { name: "type", format: "text" },
              { name: "tensors", format: "integer" },
              { name: "bytes", format: "integer" },
              { name: "how", format: "text" },
            ],
            rows: [...new Set(tensors.map(({ dtype }) => dtype))].map((type) => typeRow(type, tensors.filter(({ dtype }) => dtype === type))),
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
