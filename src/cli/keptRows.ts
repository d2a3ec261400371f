import type { Categorical, Rollouts, RolloutsFile } from "../data/index.ts";
import { csvCell } from "../data/csvCell.ts";
import { csvReader } from "../data/csvReader.ts";
import { openSource } from "../data/openSource.ts";
import type { RolloutColumn } from "../data/recognisedColumns.ts";
import { textBlocks } from "../data/textBlocks.ts";
import { DataError } from "../numeric/errors.ts";
import type { KeptSample, PrunedRollouts } from "../study/index.ts";
import type { Loaded } from "./load.ts";

/** Keys that a row gets, with their values as JSON. */
type Members = Readonly<Record<string, string>>;

/**
 * The samples kept as lines of JSONL: the row as it stands in its file with one further key, `pruning`, that says why it was kept.
 *
 * A line of JSONL is copied character by character, so no digit and no key is lost; a row of CSV becomes an object of its cells, those of
 * recognised columns with the values they were read as; a row of another format one of the columns read. Rows of several files say their solver, where they do not yet: what was told apart by
 * file must stay so in one file. The files are read a second time for that.
 *
 * @param loaded The files as they were read.
 * @param pruned What was kept of their rows.
 * @returns The lines, in the order of the rows.
 * @throws {DataError} If rows kept are no longer in their file.
 */
export async function* keptRows({ files, rollouts }: Loaded, pruned: PrunedRollouts): AsyncGenerator<string, void, void> {
  let first = 0;
  for (const file of files) {
    const own = pruned.kept.filter(({ row }) => row >= first && row < first + file.rows);
    const members = new Map(own.map((kept) => [kept.row - first, { ...solverOf(kept.row, rollouts, file, first, files.length), pruning: reason(kept, pruned, rollouts, file, first) }]));
    yield* hasLines(file) ? fromFile(file, members) : fromColumns(file, members);
    first += file.rows;
  }
}

/** The solver of a row, where its file alone would not say it in the same way. */
function solverOf(row: number, { solver }: Rollouts, { rollouts, mapping }: RolloutsFile, first: number, files: number): Members {
  const name = solver.levels[solver.codes[row]];
  const own = rollouts.solver.levels[rollouts.solver.codes[row - first]];
  if (files === 1 || (mapping.solver !== undefined && own === name)) return {};
  return Object.fromEntries((mapping.solver?.sources ?? ["solver"]).map((key) => [key, JSON.stringify(name)]));
}

/** Why a row was kept, and for which others. */
function reason({ row, batchSize, represents, mass, radius }: KeptSample, { method, k }: PrunedRollouts, { sample }: Rollouts, file: RolloutsFile, first: number): string {
  const isNumbered = sample !== undefined && represents.every((other) => sample[other] !== -1);
  const places = Array.from(represents, (other) => file.lines[other - first]);
  const others = isNumbered ? { samples: Array.from(represents, (other) => sample[other]) } : hasLines(file) ? { lines: places } : { rows: places };
  return JSON.stringify({ method, k, batch: batchSize, row: row - first, mass, radius, represents: others });
}

async function* fromFile({ file, format, lines, mapping }: RolloutsFile, members: ReadonlyMap<number, Members>): AsyncGenerator<string, void, void> {
  const wanted = new Map([...members].map(([row, own]) => [lines[row], own]));
  const found: string[] = [];
  const take = (line: number, object: () => string): void => {
    const own = wanted.get(line);
    if (own === undefined) return;
    wanted.delete(line);
    found.push(withMembers(object(), own));
  };
  const { content } = await openSource("read rows again", file);
  const columnOf = new Map(Object.entries(mapping).flatMap(([column, { sources }]) => sources.map((name) => [name, column as RolloutColumn] as const)));
  const reader =
    format === "csv"
      ? csvReader<string>(file, {
          field: (name) => name,
          addCells: (header, cells, line) => take(line, () => JSON.stringify(Object.fromEntries(header.map((name, i) => [name, cellValue(columnOf.get(name), cells[i])])))),
        })
      : lineReader((text, line) => take(line, () => text.trim()));
  for await (const block of textBlocks(file, content, { bytes: 0, compressed: false }, undefined)) {
    await reader.push(block);
    yield* found.splice(0);
  }
  await reader.end();
  yield* found;
  const [line] = wanted.keys();
  if (line !== undefined) throw new DataError(file, [{ line, message: "expected the row that was read here before, got none; the file must not change while its rows are pruned" }]);
}

/** A cell as JSON holds it: what a column is read for as its value, null for none; further columns as their text. */
function cellValue(column: RolloutColumn | undefined, cell: string): unknown {
  return column === undefined ? cell : (csvCell(column, cell) ?? null);
}

function lineReader(take: (text: string, line: number) => void): { readonly push: (block: string) => void; readonly end: () => void } {
  let line = 0;
  return {
    push: (block) => {
      const texts = block.split("\n");
      if (texts.at(-1) === "") texts.pop();
      for (const text of texts) take(text, ++line);
    },
    end: () => undefined,
  };
}

/** The object with further keys at its end; what it had under these names, as the reason of an earlier pruning, gives way. */
function withMembers(object: string, members: Members): string {
  const own = membersOf(object);
  const rest = own.filter(({ key }) => !Object.hasOwn(members, key)).map(({ text }) => text);
  const further = Object.entries(members).map(([key, value]) => `${JSON.stringify(key)}: ${value}`);
  return `{${rest.join(",")}${rest.length > 0 ? ", " : ""}${further.join(", ")}}\n`;
}

/** The members of an object as they stand in its JSON, each character kept. */
function membersOf(object: string): { readonly key: string; readonly text: string }[] {
  const members: { key: string; text: string }[] = [];
  let depth = 0;
  let isText = false;
  let from = 1;
  for (let i = 0; i < object.length; i++) {
    const c = object[i];
    if (isText) {
      if (c === "\\") i++;
      else if (c === '"') isText = false;
      continue;
    }
    if (c === '"') isText = true;
    else if (c === "{" || c === "[") depth++;
    else if (c === "}" || c === "]") depth--;
    if (depth === 0 || (depth === 1 && c === ",")) {
      const text = object.slice(from, i);
      const [, key] = /^\s*("(?:[^"\\]|\\.)*")/.exec(text) ?? [];
      if (key !== undefined) members.push({ key: JSON.parse(key) as string, text });
      from = i + 1;
    }
  }
  return members;
}

/** Whether each row is a line of its file, or lines of CSV: what a second reading can find again. */
function hasLines({ format }: RolloutsFile): boolean {
  return format === "jsonl" || format === "csv";
}

/** Rows of a file without lines, from the columns read. */
function* fromColumns({ rollouts }: RolloutsFile, members: ReadonlyMap<number, Members>): Generator<string, void, void> {
  const { problem, solver, sample, correct, answer, reward, logProb, tokens, text, embedding, extra } = rollouts;
  const label = ({ codes, levels }: Categorical, row: number): string | undefined => levels[codes[row]];
  const number = (values: Float64Array | Int32Array | undefined, missing: number, row: number): number | undefined =>
    values === undefined || Object.is(values[row], missing) ? undefined : values[row];
  for (const [row, own] of members) {
    const object = {
      problem: label(problem, row),
      solver: label(solver, row),
      sample: number(sample, -1, row),
      correct: correct === undefined || correct[row] === -1 ? undefined : correct[row] === 1,
      answer: answer === undefined ? undefined : label(answer, row),
      reward: number(reward, NaN, row),
      logProb: number(logProb, NaN, row),
      tokens: number(tokens, -1, row),
      text: text?.[row],
      embedding: embedding === undefined ? undefined : vector(embedding, row),
    };
    const further = Object.entries(extra)
      .filter(([name]) => !Object.hasOwn(object, name))
      .map(([name, values]) => [name, values instanceof Float64Array ? number(values, NaN, row) : label(values, row)] as const);
    // What is undefined is left out; fromEntries defines own properties, so that a column named `__proto__` is a column like any other.
    yield withMembers(JSON.stringify(Object.fromEntries([...Object.entries(object), ...further])), own);
  }
}

function vector({ data, shape: [, width] }: NonNullable<Rollouts["embedding"]>, row: number): number[] | undefined {
  return Number.isNaN(data[row * width]) ? undefined : Array.from(data.subarray(row * width, (row + 1) * width));
}
