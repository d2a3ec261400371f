import type { Rollouts, RolloutsFile } from "../data/index.ts";
import { csvReader } from "../data/csvReader.ts";
import { openSource } from "../data/openSource.ts";
import { textBlocks } from "../data/textBlocks.ts";
import type { KeptSample, PrunedRollouts } from "../study/index.ts";
import type { Loaded } from "./load.ts";

/**
 * The samples kept as lines of JSONL: the row as it stands in its file with one further key, `pruning`, that says why it was kept.
 *
 * A line of JSONL is copied character by character, so no digit and no key is lost; a row of CSV becomes an object of its cells. The files are
 * read a second time for that.
 *
 * @param loaded The files as they were read.
 * @param pruned What was kept of their rows.
 * @returns The lines, in the order of the rows.
 */
export async function* keptRows({ files, rollouts }: Loaded, pruned: PrunedRollouts): AsyncGenerator<string, void, void> {
  let first = 0;
  for (const file of files) {
    const own = pruned.kept.filter(({ row }) => row >= first && row < first + file.rows);
    const reasons = new Map(own.map((kept) => [kept.row - first, reason(kept, pruned, rollouts, file, first)]));
    yield* file.format === "evalplus" ? fromColumns(file, reasons) : fromFile(file, reasons);
    first += file.rows;
  }
}

/** Why a row was kept, and for which others. */
function reason({ row, batchSize, represents, mass, radius }: KeptSample, { method, k }: PrunedRollouts, { sample }: Rollouts, { lines }: RolloutsFile, first: number): string {
  const isNumbered = sample !== undefined && represents.every((other) => sample[other] !== -1);
  const others = isNumbered ? { samples: Array.from(represents, (other) => sample[other]) } : { lines: Array.from(represents, (other) => lines[other - first]) };
  return JSON.stringify({ method, k, batch: batchSize, row: row - first, mass, radius, represents: others });
}

async function* fromFile({ file, format, lines }: RolloutsFile, reasons: ReadonlyMap<number, string>): AsyncGenerator<string, void, void> {
  const wanted = new Map([...reasons].map(([row, text]) => [lines[row], text]));
  const found: string[] = [];
  const { content } = await openSource("read rows again", file);
  const reader =
    format === "csv"
      ? csvReader<string>(file, {
          field: (name) => name,
          addCells: (header, cells, line) => {
            const text = wanted.get(line);
            if (text !== undefined) found.push(withReason(JSON.stringify(Object.fromEntries(header.map((name, i) => [name, cells[i]]))), text));
          },
        })
      : lineReader((line, number) => {
          const text = wanted.get(number);
          if (text !== undefined) found.push(withReason(line, text));
        });
  for await (const block of textBlocks(file, content, { bytes: 0, compressed: false }, undefined)) {
    await reader.push(block);
    yield* found.splice(0);
  }
  await reader.end();
  yield* found;
}

function lineReader(take: (line: string, number: number) => void): { readonly push: (block: string) => void; readonly end: () => void } {
  let number = 0;
  return {
    push: (block) => {
      const lines = block.split("\n");
      if (lines.at(-1) === "") lines.pop();
      for (const line of lines) take(line, ++number);
    },
    end: () => undefined,
  };
}

/** The object with its reason as the last key; a reason of an earlier pruning gives way. */
function withReason(object: string, text: string): string {
  const { pruning: earlier, ...rest } = JSON.parse(object) as Record<string, unknown>;
  const whole = earlier === undefined ? object.trim() : JSON.stringify(rest);
  return `${whole.slice(0, -1)}, "pruning": ${text}}\n`;
}

/** Rows of a document without lines, from the columns read. */
function* fromColumns({ rollouts }: RolloutsFile, reasons: ReadonlyMap<number, string>): Generator<string, void, void> {
  const { problem, solver, sample, correct, text } = rollouts;
  for (const [row, why] of reasons) {
    const object = {
      problem: problem.levels[problem.codes[row]],
      solver: solver.levels[solver.codes[row]],
      ...(sample !== undefined && { sample: sample[row] }),
      ...(correct !== undefined && correct[row] !== -1 && { correct: correct[row] === 1 }),
      ...(text?.[row] !== undefined && { text: text[row] }),
    };
    yield withReason(JSON.stringify(object), why);
  }
}
