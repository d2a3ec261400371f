import { checkChoice, checkOptions, checkSameLength, show } from "../numeric/check.ts";
import { asMatrix, type Matrix, type MatrixLike } from "../numeric/matrix.ts";
import { type EmbeddingKey, type EmbeddingKeys, embeddingKeys } from "./embeddingKeys.ts";
import type { Rollouts } from "./rollouts.ts";

/** Embeddings and which samples they belong to; what `readEmbeddings` returns is one. */
export interface KeyedEmbeddings {
  /** One vector a row, finite; a row of NaN is a missing one. */
  readonly embedding: MatrixLike;
  /** Problem, solver and sample of each row, as far as they are known. */
  readonly keys?: EmbeddingKeys;
}

/** Options of {@linkcode attachEmbeddings}. */
export interface AttachEmbeddingsOptions {
  /** Whether row i belongs to row i, or to the row with the same keys; default `"key"` where the embeddings have keys, else `"row"`. */
  readonly match?: "row" | "key";
}

const action = "attach embeddings";
const shownFaults = 10;

/**
 * Rollouts with an embedding for each row.
 *
 * By key, those of problem, solver and sample count that the embeddings have and the rollouts have too; every row of the
 * rollouts must find exactly one embedding and every embedding exactly one row. By row, both must have one length.
 *
 * @param rollouts The samples; embeddings they have already are replaced.
 * @param embeddings The embeddings, in any order where they have keys.
 * @param options How to match.
 * @returns The same columns and `embedding`; memory is shared where the order is the same.
 * @throws {RangeError} If sizes differ, a number is not finite, or rows do not match one to one: the first ten that do not.
 * @example
 * ```ts
 * import { attachEmbeddings, fromRows } from "@divlab/core/data";
 * const rollouts = fromRows(["p1", "p2"], { problem: (name) => name });
 * const embeddings = { embedding: [[0, 1], [2, 3]], keys: { problem: ["p2", "p1"] } };
 * attachEmbeddings(rollouts, embeddings).embedding; // => { data: Float64Array [2, 3, 0, 1], shape: [2, 2] }
 * attachEmbeddings(rollouts, embeddings, { match: "row" }).embedding; // => { data: Float64Array [0, 1, 2, 3], shape: [2, 2] }
 * ```
 */
export function attachEmbeddings(rollouts: Rollouts, embeddings: KeyedEmbeddings, options: AttachEmbeddingsOptions = {}): Rollouts {
  checkOptions(action, options, ["match"]);
  const { keys = {} } = embeddings;
  const { match = embeddingKeys.some((key) => keys[key] !== undefined) ? "key" : "row" } = options;
  checkChoice(action, "match", match, ["row", "key"]);
  const matrix = toMatrix(embeddings.embedding);
  const [rows] = matrix.shape;
  if (match === "row") {
    if (rows === rollouts.size) return { ...rollouts, embedding: matrix };
    throw new RangeError(
      `Cannot ${action}: each row of the rollouts must have an embedding in the same place, got ${rollouts.size} rows and ${rows} embeddings; ` +
        "leave out the rows that the other lacks, or give the embeddings keys (problem, solver, sample) to match by",
    );
  }
  const shared = embeddingKeys.filter((key) => keys[key] !== undefined && rollouts[key] !== undefined);
  if (shared.length === 0) throw new RangeError(`Cannot ${action}: matching by key needs problem, solver or sample on both sides, got none in common`);
  for (const key of shared) checkSameLength(action, "embeddings", rows, `their keys ${key}`, keys[key]?.length ?? 0);
  const order = matched(rollouts, keys, rows, shared);
  return { ...rollouts, embedding: order.every((from, row) => from === row) ? matrix : reordered(matrix, order) };
}

/** For each row of the rollouts the row of its embedding. */
function matched(rollouts: Rollouts, keys: EmbeddingKeys, rows: number, shared: readonly EmbeddingKey[]): Int32Array {
  const faults: string[] = [];
  let faultCount = 0;
  const blame = (describe: () => string): void => {
    if (faultCount++ < shownFaults) faults.push(describe());
  };
  const inRollouts = (row: number): string => describe(shared, (key) => (key === "sample" ? rollouts.sample?.[row] : labelAt(rollouts, key, row)));
  const inEmbeddings = (row: number): string => describe(shared, (key) => keys[key]?.[row]);

  const rowById = new Map<string, number>();
  for (let row = 0; row < rollouts.size; row++) {
    const id = shared.map((key) => (key === "sample" ? rollouts.sample?.[row] : rollouts[key].codes[row])).join("/");
    const first = rowById.get(id);
    if (first === undefined) rowById.set(id, row);
    else blame(() => `rows ${first} and ${row} of the rollouts are both ${inRollouts(row)}`);
  }
  const codes = { problem: codesOf(rollouts.problem.levels), solver: codesOf(rollouts.solver.levels) };
  const order = new Int32Array(rollouts.size).fill(-1);
  for (let from = 0; from < rows; from++) {
    const id = shared.map((key) => (key === "sample" ? keys.sample?.[from] : codes[key].get(keys[key]?.[from] ?? ""))).join("/");
    const row = rowById.get(id);
    if (row === undefined) blame(() => `row ${from} of the embeddings is ${inEmbeddings(from)}, which the rollouts lack`);
    else if (order[row] !== -1) blame(() => `rows ${order[row]} and ${from} of the embeddings are both ${inEmbeddings(from)}`);
    else order[row] = from;
  }
  for (const row of rowById.values()) if (order[row] === -1) blame(() => `row ${row} of the rollouts is ${inRollouts(row)}, which the embeddings lack`);
  if (faultCount === 0) return order;
  if (faultCount > faults.length) faults.push(`… and ${faultCount - faults.length} more`);
  throw new RangeError(`Cannot ${action}: rollouts and embeddings must match one to one by ${shared.join(", ")}, got ${faultCount} rows that do not:\n${faults.join("\n")}`);
}

function labelAt(rollouts: Rollouts, key: "problem" | "solver", row: number): string {
  const { codes, levels } = rollouts[key];
  return levels[codes[row]];
}

function describe(shared: readonly EmbeddingKey[], valueOf: (key: EmbeddingKey) => unknown): string {
  return shared.map((key) => `${key} ${show(valueOf(key))}`).join(", ");
}

function codesOf(levels: readonly string[]): ReadonlyMap<string, number> {
  return new Map(levels.map((label, code) => [label, code]));
}

function reordered({ data, shape: [, width] }: Matrix, order: Int32Array): Matrix {
  const copy = data instanceof Float32Array ? new Float32Array(order.length * width) : new Float64Array(order.length * width);
  for (let row = 0; row < order.length; row++) copy.set(data.subarray(order[row] * width, (order[row] + 1) * width), row * width);
  return { data: copy, shape: [order.length, width] };
}

/** The matrix with finite rows; where it is one of ours, rows of NaN may stand among them. */
function toMatrix(input: MatrixLike): Matrix {
  if (!isPlain(input)) return asMatrix(action, "embedding", input);
  const { data, shape } = input;
  const [, width] = shape;
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i])) continue;
    const column = i % width;
    if (column !== 0 || !data.subarray(i, i + width).every(Number.isNaN)) {
      throw new RangeError(`Cannot ${action}: embedding must be finite, or NaN throughout a row that is missing, got ${data[i]} at row ${Math.floor(i / width)}, column ${column}`);
    }
    i += width - 1;
  }
  return input;
}

function isPlain(input: MatrixLike): input is Matrix {
  if (typeof input !== "object" || input === null || !("data" in input) || !("shape" in input) || "stride" in input || "offset" in input) return false;
  const { data, shape } = input;
  return (data instanceof Float64Array || data instanceof Float32Array) && shape.length === 2 && shape[0] * shape[1] === data.length;
}
