import { gzipSync } from "node:zlib";
import { fromRows, readRollouts, type Rollouts } from "@divlab/core/data";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

interface Row {
  readonly problem: string;
  readonly model: string;
  readonly sample: number;
  readonly correct: boolean | null;
  readonly answer: string | null;
  readonly reward: number | null;
  readonly logprob: number | null;
  readonly tokens: number | null;
  readonly text: string | null;
  readonly level: string | null;
  readonly temperature: number | null;
}

const nasty = fc.constantFrom('"', '""', ",", "\n", "\r\n", "\r", "a\nb", 'x"y', " ", "\t", "\u2028", "\u00a0", "\uFEFF", "é", "😀", "\u0000", "\u001b[31m", "__proto__", "constructor", "null", "NaN", "-0", "007", "\\", "{", "[1]", "'");
const label = fc.oneof(nasty, fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }), fc.tuple(nasty, nasty).map(([a, b]) => a + b));
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const row = fc.record({
  problem: label,
  model: label,
  correct: fc.option(fc.boolean()),
  answer: fc.option(label),
  reward: fc.option(finite),
  logprob: fc.option(finite.map((value) => -Math.abs(value))),
  tokens: fc.option(fc.nat()),
  text: fc.option(label),
  level: fc.option(label.filter((text) => !/\d/.test(text))),
  temperature: fc.option(finite),
});
const rowsArbitrary: fc.Arbitrary<Row[]> = fc.array(row, { minLength: 1, maxLength: 20 }).map((rows) => rows.map((value, sample) => ({ ...value, sample })));

const columnsOf = (rows: readonly Row[]): Rollouts =>
  fromRows(rows, {
    problem: "problem",
    solver: "model",
    sample: "sample",
    correct: "correct",
    answer: "answer",
    reward: "reward",
    logProb: "logprob",
    tokens: "tokens",
    text: "text",
    extra: { level: "level", temperature: "temperature" },
  });

/** Bytes cut at random places, inside characters too. */
function chunked(bytes: Uint8Array, cuts: readonly number[]): ReadableStream<Uint8Array> {
  const places = [0, ...cuts.map((cut) => Math.floor(cut * bytes.length)).toSorted((a, b) => a - b), bytes.length];
  return new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (let i = 1; i < places.length; i++) controller.enqueue(bytes.subarray(places[i - 1], places[i]));
      controller.close();
    },
  });
}

const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), { maxLength: 30 });

/** Object.keys and null-or-absent decided by `drop`, so that both ways of being missing occur. */
function jsonl(rows: readonly Row[], end: string, drop: boolean): string {
  return rows.map((value) => JSON.stringify(drop ? Object.fromEntries(Object.entries(value).filter(([, cell]) => cell !== null)) : value)).join(end) + end;
}

function csv(rows: readonly Row[], end: string, quoteAll: boolean): string {
  const cell = (value: unknown): string => {
    const text = value === null ? "" : Object.is(value, -0) ? "-0" : String(value);
    return (quoteAll && text !== "") || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [Object.keys(rows[0]), ...rows.map((value) => Object.values(value))].map((cells) => cells.map(cell).join(",")).join(end) + end;
}

/** JSON has no negative zero. */
function withoutNegativeZeros(rows: readonly Row[]): Row[] {
  const plain = (value: number | null): number | null => (value === null ? null : value + 0);
  return rows.map((value) => ({ ...value, reward: plain(value.reward), temperature: plain(value.temperature), logprob: plain(value.logprob) }));
}

describe("readRollouts()", () => {
  it("reads JSONL back to the same columns, compressed or not, however it is cut into chunks", async () => {
    await fc.assert(
      fc.asyncProperty(rowsArbitrary, cuts, fc.boolean(), fc.boolean(), fc.constantFrom("\n", "\r\n", "\n\n"), async (rows, places, compressed, drop, end) => {
        const bytes = new TextEncoder().encode(jsonl(rows, end, drop));
        const read = await readRollouts(chunked(compressed ? gzipSync(bytes) : bytes, places), { text: true });
        expect(read.compressed).toBe(compressed);
        expect(read.rollouts).toStrictEqual(columnsOf(withoutNegativeZeros(rows)));
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it("reads a JSON array and a table of W&B back to the same columns, compressed or not, however they are cut into chunks", async () => {
    await fc.assert(
      fc.asyncProperty(rowsArbitrary, cuts, fc.boolean(), fc.constantFrom("json", "wandb"), fc.constantFrom(0, 1), async (rows, places, compressed, format, indent) => {
        const document = format === "json" ? rows : { columns: Object.keys(rows[0]), data: rows.map((row) => Object.values(row)) };
        const bytes = new TextEncoder().encode(JSON.stringify(document, null, indent));
        const read = await readRollouts(chunked(compressed ? gzipSync(bytes) : bytes, places), { text: true });
        expect([read.format, read.compressed]).toEqual([format, compressed]);
        expect(read.rollouts).toStrictEqual(columnsOf(withoutNegativeZeros(rows)));
        expect(read.lines).toEqual(Int32Array.from(rows, (_, i) => i + 1));
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it("reads CSV back to the same columns, compressed or not, however it is cut into chunks", async () => {
    await fc.assert(
      fc.asyncProperty(rowsArbitrary, cuts, fc.boolean(), fc.boolean(), fc.constantFrom("\n", "\r\n"), async (rows, places, compressed, quoteAll, end) => {
        const bytes = new TextEncoder().encode(csv(rows, end, quoteAll));
        const read = await readRollouts(chunked(compressed ? gzipSync(bytes) : bytes, places), { text: true, format: "csv" });
        expect(read.rollouts).toStrictEqual(columnsOf(rows));
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it("reads any text as rows or fails with a DataError, never otherwise", async () => {
    const piece = fc.oneof(nasty, fc.constantFrom('{"problem":"a"}', '{"columns":["problem"],"data":[', '["a"]', "NaN", "problem,text", "a,b", '"a"', "1", "{", "}", "[", ":"), fc.string({ maxLength: 3 }));
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), fc.constantFrom("jsonl", "csv", "json", "evalplus", "lm-eval", "inspect", "wandb", "parquet", undefined), fc.boolean(), async (pieces, format, lenient) => {
        const text = pieces.join("");
        await readRollouts({ text }, { ...(format !== undefined && { format }), lenient, text: true }).then(
          ({ rollouts, rows }) => expect(rollouts.problem.codes.length).toBe(rows),
          (error: Error) => expect(error.name).toBe("DataError"),
        );
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});
