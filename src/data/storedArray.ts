import { DataError } from "../numeric/errors.ts";
import { bfloat16, float16, type HalfFormat, widenHalf } from "../numeric/halfPrecision.ts";
import type { Matrix } from "../numeric/matrix.ts";

/** What the elements of an array in a file are. */
export interface ElementType {
  /** The type as the file writes it, for messages. */
  readonly dtype: string;
  /** How an element is read; undefined where it is neither a number nor a text. */
  readonly kind: "float" | "bfloat" | "int" | "uint" | "unicode" | "bytes" | undefined;
  /** Bytes per element. */
  readonly size: number;
  /** Whether the least significant byte of a number comes first. */
  readonly littleEndian: boolean;
}

/** An array in a file, its elements not read yet. */
export interface StoredArray extends ElementType {
  /** Its name in the file; undefined where the file holds this array only. */
  readonly name: string | undefined;
  /** Lengths of its dimensions. */
  readonly shape: readonly number[];
  /** Whether the first index runs fastest rather than the last. */
  readonly fortran: boolean;
  /** Reads its elements, exactly as many bytes as they take. */
  readonly read: () => Promise<Uint8Array>;
}

/** Bytes by which memory may be larger than the numbers in it that are kept. */
const slack = 2 ** 16;

const hostIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** An array of numbers in memory, row-major. */
export interface Tensor {
  /** The numbers, the last index running fastest. */
  readonly data: Float64Array | Float32Array;
  /** Lengths of the dimensions. */
  readonly shape: readonly number[];
}

/**
 * Reads an array of two dimensions.
 *
 * @param file Name for error messages.
 * @param array The array.
 * @returns It, row-major: float64 and integers as float64, smaller floats as float32, all of them exactly as stored.
 * @throws {DataError} If it is no such array, or a number is not finite.
 */
export async function matrixOf(file: string, array: StoredArray): Promise<Matrix> {
  const { data, shape } = await tensorOf(file, array, ["row", "column"]);
  return { data, shape: [shape[0], shape[1]] };
}

/**
 * Reads an array of numbers with given dimensions.
 *
 * @param file Name for error messages.
 * @param array The array.
 * @param dimensions What its dimensions are, in the singular, for messages.
 * @returns It, row-major: float64 and integers as float64, smaller floats as float32, all of them exactly as stored.
 * @throws {DataError} If it is no such array, or a number is not finite.
 */
export async function tensorOf(file: string, array: StoredArray, dimensions: readonly string[]): Promise<Tensor> {
  const fail = (message: string): DataError => faultOf(file, array.name, message);
  const { shape } = array;
  if (!isNumeric(array)) throw fail(`expected numbers (float16, float32, float64 or integers), got ${describeType(array)}`);
  if (shape.length !== dimensions.length || shape.includes(0)) {
    const names = dimensions.map((name) => (name.endsWith("ch") ? `${name}es` : `${name}s`));
    throw fail(`expected ${words[dimensions.length]} dimensions, ${names.slice(0, -1).join(", ")} and ${names.at(-1)}, at least one of each, got shape ${showShape(shape)}`);
  }
  const stored = numbersOf(array, await array.read());
  if (typeof stored === "string") throw fail(stored);
  const data = array.fortran ? transposed(stored, shape) : stored;
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i])) throw fail(`expected finite numbers, got ${data[i]} at ${placeOf(i, shape, dimensions)}`);
  }
  return { data, shape };
}

const words: readonly string[] = ["no", "one", "two", "three"];

/** The place of a row-major index: `row 3, column 7`. */
function placeOf(index: number, shape: readonly number[], dimensions: readonly string[]): string {
  let rest = index;
  const parts: string[] = [];
  for (let d = shape.length - 1; d >= 0; d--) {
    parts.unshift(`${dimensions[d]} ${rest % shape[d]}`);
    rest = Math.floor(rest / shape[d]);
  }
  return parts.join(", ");
}

/**
 * Reads an array of one dimension whose elements name rows.
 *
 * @param file Name for error messages.
 * @param array The array.
 * @param rows Number of rows.
 * @returns Texts, or numbers.
 * @throws {DataError} If it is no such array or has another length.
 */
export async function namesOf(file: string, array: StoredArray, rows: number): Promise<ArrayLike<string | number>> {
  const fail = (message: string): DataError => faultOf(file, array.name, message);
  const { kind, shape } = array;
  if (kind === undefined || kind === "float" || kind === "bfloat") throw fail(`expected texts or integers, got ${describeType(array)}`);
  if (shape.length !== 1 || shape[0] !== rows) throw fail(`expected ${rows} keys, one for each row of the embeddings, got shape ${showShape(shape)}`);
  const bytes = await array.read();
  const names = kind === "unicode" || kind === "bytes" ? textsOf(array, bytes, rows) : numbersOf(array, bytes);
  if (typeof names === "string") throw fail(names);
  return names;
}

/** Whether the elements are numbers. */
export function isNumeric({ kind }: ElementType): boolean {
  return kind === "float" || kind === "bfloat" || kind === "int" || kind === "uint";
}

/** Bytes that the elements of an array take; a text that says what is wrong with the shape where it is none. */
export function bytesOfShape(shape: unknown, size: number): number | string {
  if (!Array.isArray(shape) || !shape.every((length) => Number.isSafeInteger(length) && length >= 0)) return "expected a shape of integers ≥ 0, got another one";
  const bytes = shape.reduce((product: number, length: number) => product * length, size);
  return bytes <= Number.MAX_SAFE_INTEGER ? bytes : `expected an array that fits into memory, got shape ${showShape(shape)}`;
}

/** A shape as Python writes it. */
export function showShape(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
}

/** What is wrong with an array of a file. */
export function faultOf(file: string, name: string | undefined, message: string): DataError {
  return new DataError(file, [{ ...(name !== undefined && { column: name }), message }]);
}

function describeType({ dtype }: ElementType): string {
  if (dtype.endsWith("O")) return `dtype ${dtype}, Python objects, which only Python can unpickle; save it \`.astype("float32")\``;
  if (dtype === "structured") return "a structured array; save the field that holds the embeddings";
  return `dtype ${dtype}`;
}

/** The elements as numbers; a text that says why where one is not exactly a double. `bytes` may become part of the result. */
function numbersOf({ kind, size, littleEndian }: StoredArray, bytes: Uint8Array): Float64Array | Float32Array | string {
  const memory = alignedFor(size, bytes);
  if (size > 1 && littleEndian !== hostIsLittleEndian) swapBytes(memory, size);
  const { buffer, byteOffset, byteLength } = memory;
  const count = byteLength / size;
  if (kind === "float" && size === 8) return new Float64Array(buffer, byteOffset, count);
  if (kind === "float" && size === 4) return new Float32Array(buffer, byteOffset, count);
  if (kind === "float") return fromHalves(float16, new Uint16Array(buffer, byteOffset, count));
  if (kind === "bfloat") return fromHalves(bfloat16, new Uint16Array(buffer, byteOffset, count));
  if (size === 8) return fromLongs(kind === "int" ? new BigInt64Array(buffer, byteOffset, count) : new BigUint64Array(buffer, byteOffset, count));
  const signed = kind === "int";
  if (size === 4) return Float64Array.from(signed ? new Int32Array(buffer, byteOffset, count) : new Uint32Array(buffer, byteOffset, count));
  if (size === 2) return Float64Array.from(signed ? new Int16Array(buffer, byteOffset, count) : new Uint16Array(buffer, byteOffset, count));
  return Float64Array.from(signed ? new Int8Array(buffer, byteOffset, count) : memory);
}

/** The bytes where an array of elements of that size can lie: copied unless they do already, in memory of about their length. */
function alignedFor(size: number, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const fits = bytes.byteOffset % size === 0 && bytes.buffer.byteLength - bytes.byteLength <= slack;
  return fits && bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
}

function swapBytes(bytes: Uint8Array, size: number): void {
  for (let from = 0; from < bytes.length; from += size) {
    for (let low = from, high = from + size - 1; low < high; low++, high--) {
      const byte = bytes[low];
      bytes[low] = bytes[high];
      bytes[high] = byte;
    }
  }
}

function fromHalves(format: HalfFormat, halves: Uint16Array): Float32Array {
  const values = new Float32Array(halves.length);
  widenHalf(format, halves, values);
  return values;
}

function fromLongs(longs: BigInt64Array | BigUint64Array): Float64Array | string {
  const values = new Float64Array(longs.length);
  for (let i = 0; i < longs.length; i++) {
    values[i] = Number(longs[i]);
    if (!Number.isSafeInteger(values[i])) return `expected integers within ±(2^53 − 1), got ${longs[i]} at index ${i}`;
  }
  return values;
}

/** The texts, without the zeros that fill them up; a text that says why where one cannot be decoded. */
function textsOf({ kind, size, littleEndian }: StoredArray, bytes: Uint8Array, count: number): string[] | string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const texts: string[] = [];
  for (let i = 0; i < count; i++) {
    try {
      if (kind === "bytes") texts.push(decoder.decode(bytes.subarray(i * size, (i + 1) * size)).replace(/\0+$/, ""));
      else {
        const points: number[] = [];
        for (let at = i * size; at < (i + 1) * size; at += 4) points.push(view.getUint32(at, littleEndian));
        texts.push(String.fromCodePoint(...points).replace(/\0+$/, ""));
      }
    } catch {
      return `expected texts, got bytes that cannot be decoded at index ${i}`;
    }
  }
  return texts;
}

/** The same numbers with the last index running fastest, from an order in which the first does. */
function transposed(columnMajor: Float64Array | Float32Array, shape: readonly number[]): Float64Array | Float32Array {
  const data = columnMajor instanceof Float32Array ? new Float32Array(columnMajor.length) : new Float64Array(columnMajor.length);
  const steps = shape.map((_, d) => shape.slice(0, d).reduce((product, length) => product * length, 1));
  const index = shape.map(() => 0);
  let from = 0;
  for (let at = 0; at < data.length; at++) {
    data[at] = columnMajor[from];
    for (let d = shape.length - 1; d >= 0; d--) {
      from += steps[d];
      if (++index[d] < shape[d]) break;
      from -= steps[d] * shape[d];
      index[d] = 0;
    }
  }
  return data;
}
