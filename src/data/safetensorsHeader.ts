import { show } from "../numeric/check.ts";
import { DataError } from "../numeric/errors.ts";
import { type ElementType, faultOf, showShape } from "./storedArray.ts";
import { strictJson } from "./strictJson.ts";

/** What the head of a safetensors file says. */
export interface SafetensorsHeader {
  /** The tensors in the order of their bytes. */
  readonly tensors: readonly StoredTensor[];
  /** The texts of `__metadata__`; empty where there are none. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Where the data start. */
  readonly data: number;
  /** Bytes of the whole file. */
  readonly length: number;
}

/** A tensor as the head describes it. */
export interface StoredTensor extends ElementType {
  /** Its name. */
  readonly name: string;
  /** Lengths of its dimensions. */
  readonly shape: readonly number[];
  /** Where its bytes start in the file. */
  readonly start: number;
  /** Where they end. */
  readonly end: number;
}

/** The limit of the reference implementation. */
const longestHeader = 100_000_000;

/** The head, a tensor, its shape; some room for what later versions of the format may add. */
const deepestHeader = 8;

/** Bytes of the number that the file starts with. */
const prefix = 8;

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
  BOOL: [undefined, 1],
  F8_E4M3: [undefined, 1],
  F8_E5M2: [undefined, 1],
  F8_E8M0: [undefined, 1],
  C64: [undefined, 8],
};

/**
 * Reads the head of a safetensors file.
 *
 * @param file Name for error messages.
 * @param bytes The file's first bytes, eight at least.
 * @returns What it says; undefined where it is not complete yet.
 * @throws {DataError} If it is not as the format wants it: tensors must lie one after the other without gap or overlap.
 * @see {@link https://github.com/huggingface/safetensors#format}
 */
export function safetensorsHeader(file: string, bytes: Uint8Array): SafetensorsHeader | undefined {
  const data = prefix + safetensorsHeaderSize(file, bytes);
  if (bytes.length < data) return undefined;
  const members = strictJson(bytes.subarray(prefix, data), deepestHeader);
  if ("fault" in members) throw new DataError(file, [{ message: `expected a safetensors header, a JSON object, got ${members.fault}` }]);
  const tensors: StoredTensor[] = [];
  for (const [name, value] of members) if (name !== "__metadata__") tensors.push(tensorOf(file, name, value, data));
  tensors.sort((a, b) => a.start - b.start || a.end - b.end);
  let end = data;
  for (const tensor of tensors) {
    if (tensor.start !== end) throw faultOf(file, tensor.name, `expected data_offsets that start at ${end - data}, where the tensor before ends, got ${tensor.start - data}`);
    end = tensor.end;
  }
  return { tensors, metadata: metadataOf(file, members.get("__metadata__")), data, length: end };
}

/**
 * The length of the header that a safetensors file starts with, from its first eight bytes alone.
 *
 * @param file Name for error messages.
 * @param bytes The file's first bytes, eight at least.
 * @returns Bytes of the header after these eight.
 * @throws {DataError} If it is longer than the format allows.
 */
export function safetensorsHeaderSize(file: string, bytes: Uint8Array): number {
  const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true);
  if (size > BigInt(longestHeader)) throw new DataError(file, [{ message: `expected a safetensors header of at most ${longestHeader} bytes, got one of ${size}: it is hostile, or no safetensors file` }]);
  return Number(size);
}

/**
 * Fails unless a file is as long as its header says.
 *
 * @param file Name for error messages.
 * @param header What the header says.
 * @param length Bytes of the file.
 * @throws {DataError} If it is shorter or longer.
 */
export function checkSafetensorsLength(file: string, header: SafetensorsHeader, length: number): void {
  if (header.length === length) return;
  const fate = length < header.length ? "broken off" : "followed by something else";
  throw new DataError(file, [{ message: `expected ${header.length} bytes, as its header says, got ${length} bytes: the file is ${fate}` }]);
}

function metadataOf(file: string, value: unknown): Readonly<Record<string, string>> {
  if (value === undefined) return {};
  const fail = (got: string): DataError => faultOf(file, "__metadata__", `expected an object of texts, got ${got}`);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw fail(show(value));
  for (const [name, text] of Object.entries(value)) if (typeof text !== "string") throw fail(`${show(text)} for ${show(name)}`);
  return value as Readonly<Record<string, string>>;
}

function tensorOf(file: string, name: string, value: unknown, data: number): StoredTensor {
  const { dtype, shape, data_offsets: offsets } = Object(value) as { readonly dtype?: unknown; readonly shape?: unknown; readonly data_offsets?: unknown };
  if (typeof dtype !== "string" || !Array.isArray(offsets) || offsets.length !== 2 || !offsets.every((at) => Number.isSafeInteger(at) && at >= 0)) {
    throw faultOf(file, name, `expected a tensor with dtype, shape and two data_offsets ≥ 0, got ${show(value)} that has others`);
  }
  const [start, end] = offsets as [number, number];
  if (!Array.isArray(shape) || !shape.every((length) => Number.isSafeInteger(length) && length >= 0)) throw faultOf(file, name, "expected a shape of integers ≥ 0, got another one");
  const [kind, size] = Object.hasOwn(types, dtype) ? types[dtype] : [undefined, 0];
  const expected = elementsOf(shape as number[]) * size;
  if (!Number.isSafeInteger(expected) || !Number.isSafeInteger(data + end)) throw faultOf(file, name, `expected a tensor that fits into memory, got shape ${showShape(shape as number[])}`);
  if (end < start || (size > 0 && end - start !== expected)) {
    throw faultOf(file, name, `expected ${expected} bytes for shape ${showShape(shape as number[])} of ${dtype}, got data_offsets ${start} to ${end}`);
  }
  return { name, dtype, kind, size, littleEndian: true, shape: shape as number[], start: data + start, end: data + end };
}

/** The product of the lengths; Infinity where it passes 2^53 on the way, even if a later length is 0. */
function elementsOf(shape: readonly number[]): number {
  let product = 1;
  for (const length of shape) {
    product *= length;
    if (product > Number.MAX_SAFE_INTEGER) return Infinity;
  }
  return product;
}
