import type { Checkpoint, CheckpointFile, CheckpointTensor } from "../../data/openCheckpoint.ts";
import { openRandomAccess, type RandomAccess } from "../../data/openRandomAccess.ts";
import { DataError } from "../../numeric/errors.ts";

/** A range of bytes of an output file. */
export interface WeightPiece {
  /** The tensor it belongs to; undefined for what is copied from the first checkpoint. */
  readonly tensor: CheckpointTensor | undefined;
  /** Where it starts in the file. */
  readonly from: number;
  /** Where it ends. */
  readonly to: number;
}

/** Reads pieces of several checkpoints, in any files and at any places. */
export interface WeightReader {
  /** The bytes of a piece in each checkpoint, in memory that the reading after the next overwrites; of what is copied those of the first, in memory of their own. */
  readonly read: (piece: WeightPiece) => Promise<Uint8Array<ArrayBuffer>[]>;
  /** Fails if a file that was read has changed meanwhile. */
  readonly check: () => Promise<void>;
  /** Lets all files go. */
  readonly close: () => Promise<void>;
}

/**
 * A reader of pieces; files are opened when they are needed first, and must be as they were when their heads were read.
 *
 * @param action What the caller does, for messages.
 * @param checkpoints The checkpoints.
 * @param index Which file of the first checkpoint the pieces are of.
 * @param length Bytes of the longest piece.
 * @returns The reader.
 */
export function weightReader(action: string, checkpoints: readonly Checkpoint[], index: number, length: number): WeightReader {
  const opened = new Map<CheckpointFile, Promise<RandomAccess>>();
  const open = (file: CheckpointFile): Promise<RandomAccess> => {
    const access = opened.get(file) ?? openUnchanged(action, file);
    opened.set(file, access);
    return access;
  };
  let buffers: Uint8Array<ArrayBuffer>[] = [];
  let buffersBefore: Uint8Array<ArrayBuffer>[] = [];
  const read = async ({ tensor, from, to }: WeightPiece): Promise<Uint8Array<ArrayBuffer>[]> => {
    if (tensor === undefined) {
      const copy = new Uint8Array(to - from);
      const access = await open(checkpoints[0].files[index]);
      await access.readInto(copy, from);
      return [copy];
    }
    [buffers, buffersBefore] = [buffersBefore.length > 0 ? buffersBefore : checkpoints.map(() => new Uint8Array(length)), buffers];
    const targets = buffers.map((buffer) => buffer.subarray(0, to - from));
    await Promise.all(
      checkpoints.map(async ({ files, tensors }, j) => {
        const own = tensors.get(tensor.name) as CheckpointTensor;
        const access = await open(files[own.file]);
        await access.readInto(targets[j], own.start + from - tensor.start);
      }),
    );
    return targets;
  };
  const check = async (): Promise<void> => {
    for (const opening of opened.values()) {
      const { file, unchanged } = await opening;
      if (!(await unchanged())) throw changed(file);
    }
  };
  return { read, check, close: async () => void (await Promise.allSettled([...opened.values()].map(async (access) => (await access).close()))) };
}

async function openUnchanged(action: string, { source, header, changed: before }: CheckpointFile): Promise<RandomAccess> {
  const access = await openRandomAccess(action, source);
  if (access.size === header.length && access.changed === before) return access;
  await access.close();
  throw changed(access.file);
}

function changed(file: string): DataError {
  return new DataError(file, [{ message: "expected the file whose header was read before, got one that has changed since" }]);
}
