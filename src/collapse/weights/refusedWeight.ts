import type { Checkpoint, CheckpointTensor } from "../../data/openCheckpoint.ts";
import { faultOf, showShape } from "../../data/storedArray.ts";
import type { DataError } from "../../numeric/errors.ts";
import { bfloat16, float16, widenHalf } from "../../numeric/halfPrecision.ts";

/**
 * What is wrong with an element that cannot be averaged: an input that is not finite, or else a sum that is too large.
 *
 * @param checkpoints The checkpoints.
 * @param tensor The tensor in the first of them.
 * @param inputs Bytes of each around the element.
 * @param at Index of the element in these.
 * @param index Index of the element in the tensor.
 * @returns The error; it names file, tensor and index.
 */
export function refusedWeight(checkpoints: readonly Checkpoint[], { name, dtype, size, shape }: CheckpointTensor, inputs: readonly Uint8Array[], at: number, index: number): DataError {
  const values = inputs.map((input) => valueOf(dtype, input.slice(at * size, (at + 1) * size)));
  const place = `index ${index} (row-major) of shape ${showShape(shape)}`;
  const culprit = values.findIndex((value) => !Number.isFinite(value));
  if (culprit === -1) return faultOf(checkpoints[0].name, name, `expected an average that ${dtype} can hold, got one that overflows, of ${values.join(", ")} at ${place}`);
  const { files, tensors, name: checkpoint } = checkpoints[culprit];
  const file = files.length === 1 ? checkpoint : `${checkpoint} (${files[tensors.get(name)?.file ?? 0].name})`;
  return faultOf(file, name, `expected finite weights, or the same bits in all checkpoints, got ${values[culprit]} at ${place}`);
}

/** The number in the bytes of one element. */
function valueOf(dtype: string, { buffer }: Uint8Array): number {
  if (dtype === "F64") return new Float64Array(buffer)[0];
  if (dtype === "F32") return new Float32Array(buffer)[0];
  const value = new Float32Array(1);
  widenHalf(dtype === "F16" ? float16 : bfloat16, new Uint16Array(buffer), value);
  return value[0];
}
