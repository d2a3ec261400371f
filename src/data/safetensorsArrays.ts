import { show } from "../numeric/check.ts";
import { DataError } from "../numeric/errors.ts";
import { bytesOfShape, type ElementType, faultOf, showShape, type StoredArray } from "./storedArray.ts";

/** The tensors of a safetensors file, and its length. */
export interface SafetensorsHeader {
  /** The tensors in the order of their bytes. */
  readonly tensors: readonly Tensor[];
  /** Bytes of the whole file. */
  readonly length: number;
}

/** A tensor as the head describes it. */
interface Tensor extends ElementType {
  readonly name: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** The limit of the reference implementation. */
const longestHeader = 100_000_000;

const types: Readonly<Record<string, readonly [kind: ElementType["kind"], size: number]>> = {
  F64: ["float", 8],
  F32: ["float", 4],
  F16: ["float", 2],
  BF16: ["bfloat", 2],
  I64: ["int", 8],
  I32: ["int", 4],
  I16: ["int", 2],
  I8: ["int", 1],
  U64: ["uint", 8],
  U32: ["uint", 4],
  U16: ["uint", 2],
  U8: ["uint", 1],
};

/**
 * The tensors of a safetensors file.
 *
 * @param file Name for error messages.
 * @param bytes The file.
 * @returns The tensors.
 * @throws {DataError} If the head is not as it should be, or the file not as long as it says.
 * @see {@link https://github.com/huggingface/safetensors#format}
 */
export function safetensorsArrays(file: string, bytes: Uint8Array): StoredArray[] {
  const header = safetensorsHeader(file, bytes);
  if (header === undefined || header.length !== bytes.length) {
    const expected = header === undefined ? "its whole header" : `${header.length} bytes, as its header says`;
    throw new DataError(file, [{ message: `expected ${expected}, got ${bytes.length} bytes: the file is ${bytes.length < (header?.length ?? Infinity) ? "broken off" : "followed by something else"}` }]);
  }
  return header.tensors.map((tensor) => ({ ...tensor, fortran: false, read: async () => bytes.subarray(tensor.start, tensor.end) }));
}

/** Whether bytes start as a safetensors file does: a length below 4 GiB and a JSON object. */
export function isSafetensors(bytes: Uint8Array): boolean {
  return bytes.length >= 9 && bytes[8] === 0x7b && bytes.subarray(4, 8).every((byte) => byte === 0);
}

/**
 * Reads the head of a safetensors file.
 *
 * @param file Name for error messages.
 * @param bytes The file's first bytes.
 * @returns What it says; undefined where it is not complete yet.
 * @throws {DataError} If it is not as the format wants it: tensors must lie one after the other without gap or overlap.
 */
export function safetensorsHeader(file: string, bytes: Uint8Array): SafetensorsHeader | undefined {
  const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  if (size > longestHeader) throw new DataError(file, [{ message: `expected a safetensors header of at most ${longestHeader} bytes, got one of ${size}` }]);
  const data = 8 + size;
  if (bytes.length < data) return undefined;
  const tensors = Object.entries(described(file, bytes.subarray(8, data)))
    .filter(([name]) => name !== "__metadata__")
    .map(([name, value]) => tensorOf(file, name, value, data))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  let end = data;
  for (const tensor of tensors) {
    if (tensor.start !== end) throw faultOf(file, tensor.name, `expected data_offsets that start at ${end - data}, where the tensor before ends, got ${tensor.start - data}`);
    end = tensor.end;
  }
  return { tensors, length: end };
}

function described(file: string, header: Uint8Array): object {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(header));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Refused below.
  }
  throw new DataError(file, [{ message: "expected a safetensors header, a JSON object, got something else" }]);
}

function tensorOf(file: string, name: string, value: unknown, data: number): Tensor {
  const { dtype, shape, data_offsets: offsets } = Object(value) as { readonly dtype?: unknown; readonly shape?: unknown; readonly data_offsets?: unknown };
  if (typeof dtype !== "string" || !Array.isArray(offsets) || offsets.length !== 2 || !offsets.every((at) => Number.isSafeInteger(at) && at >= 0)) {
    throw faultOf(file, name, `expected a tensor with dtype, shape and two data_offsets ≥ 0, got ${show(value)} that has others`);
  }
  const [start, end] = offsets as [number, number];
  const [kind, size] = Object.hasOwn(types, dtype) ? types[dtype] : [undefined, 0];
  const expected = bytesOfShape(shape, size);
  if (typeof expected === "string") throw faultOf(file, name, expected);
  if (end < start || (kind !== undefined && end - start !== expected)) {
    throw faultOf(file, name, `expected ${expected} bytes for shape ${showShape(shape as number[])} of ${dtype}, got data_offsets ${start} to ${end}`);
  }
  return { name, dtype, kind, size, littleEndian: true, shape: shape as number[], start: data + start, end: data + end };
}
