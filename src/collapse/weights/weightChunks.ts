import type { Checkpoint, CheckpointTensor } from "../../data/openCheckpoint.ts";
import { faultOf } from "../../data/storedArray.ts";
import { combineWeights, isWeightType } from "./combineWeights.ts";
import { refusedWeight } from "./refusedWeight.ts";
import { type WeightPiece, weightReader } from "./weightReader.ts";

/** Checkpoints that count in an average: those whose coefficient is not 0. */
export interface WeightedCheckpoints {
  /** The checkpoints; files, heads and order of tensors are those of the first. */
  readonly checkpoints: readonly Checkpoint[];
  /** Their coefficients. */
  readonly coefficients: Float64Array;
}

const longestPiece = 2 ** 22;

/** Memory for what is read, all checkpoints and two rounds together. */
const inputMemory = 2 ** 26;

/**
 * The bytes of one file of an average of checkpoints, piece by piece: while one is worked on, the next is read.
 *
 * @param action What the caller does, for messages.
 * @param weighted What is averaged.
 * @param index Which file of the first checkpoint.
 * @param signal Aborting ends the work with the signal's reason.
 * @returns The pieces, each in memory of its own.
 * @throws {DataError} If a file has changed since its head was read, also while it was read, or a tensor cannot be averaged.
 */
export async function* weightChunks(action: string, weighted: WeightedCheckpoints, index: number, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  const { checkpoints } = weighted;
  const length = Math.max(2 ** 16, Math.min(longestPiece, Math.floor(inputMemory / (16 * checkpoints.length)) * 8));
  const longest = checkpoints[0].files[index].header.tensors.reduce((most, { start, end }) => Math.max(most, end - start), 0);
  const { read, check, close } = weightReader(action, checkpoints, index, Math.min(length, longest));
  let last: { readonly piece: WeightPiece; readonly inputs: Promise<Uint8Array<ArrayBuffer>[]> } | undefined;
  try {
    for (const piece of piecesOf(weighted, index, length)) {
      signal?.throwIfAborted();
      const next = { piece, inputs: read(piece) };
      // Where the work ends before it is waited for, nobody needs to know that it failed.
      next.inputs.catch(() => undefined);
      const ready = last;
      last = next;
      if (ready !== undefined) yield combined(weighted, ready.piece, await ready.inputs);
    }
    if (last !== undefined) yield combined(weighted, last.piece, await last.inputs);
    await check();
  } finally {
    await last?.inputs.catch(() => undefined);
    await close();
  }
}

/** The pieces of a file in their order: all of it where only one checkpoint counts, else the head and the parts of each tensor. */
function* piecesOf({ checkpoints }: WeightedCheckpoints, index: number, length: number): Generator<WeightPiece, void, void> {
  const { header } = checkpoints[0].files[index];
  const copied = checkpoints.length === 1 ? header.length : header.data;
  yield* cut(undefined, 0, copied, length);
  if (checkpoints.length === 1) return;
  for (const { name, start, end } of header.tensors) yield* cut(checkpoints[0].tensors.get(name), start, end, length);
}

function* cut(tensor: CheckpointTensor | undefined, start: number, end: number, length: number): Generator<WeightPiece, void, void> {
  for (let from = start; from < end; from += length) yield { tensor, from, to: Math.min(from + length, end) };
}

/** The piece of the average from those of the checkpoints. */
function combined({ checkpoints, coefficients }: WeightedCheckpoints, { tensor, from }: WeightPiece, inputs: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [first] = inputs;
  if (tensor === undefined) return first;
  const { name, dtype, size, start } = tensor;
  if (!isWeightType(dtype)) {
    const other = inputs.findIndex((input) => !sameBytes(input, first));
    if (other === -1) return first.slice();
    throw faultOf(checkpoints[other].name, name, `expected the bytes that ${checkpoints[0].name} has, since ${dtype} cannot be averaged, got others`);
  }
  const output = new Uint8Array(first.length);
  const refused = combineWeights(dtype, inputs, coefficients, output);
  if (refused >= 0) throw refusedWeight(checkpoints, tensor, inputs, refused, (from - start) / size + refused);
  return output;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
