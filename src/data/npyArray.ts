import { bytesOfShape, type ElementType, faultOf, showShape, type StoredArray } from "./storedArray.ts";

/** What the head of an .npy file says. Where `kind` is undefined, size and length are not known. */
export interface NpyHeader extends ElementType {
  /** Lengths of the dimensions. */
  readonly shape: readonly number[];
  /** Whether the first index runs fastest. */
  readonly fortran: boolean;
  /** Where the elements start. */
  readonly start: number;
  /** Bytes of the whole file. */
  readonly length: number;
}

/** Every header that describes numbers or texts is far shorter; longer ones would describe structures. */
export const longestNpyHeader: number = 2 ** 16;

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const numberSizes: Readonly<Record<string, readonly number[]>> = { f: [2, 4, 8], i: [1, 2, 4, 8], u: [1, 2, 4, 8] };
const structured: ElementType = { dtype: "structured", kind: undefined, size: 0, littleEndian: true };
const kinds: Readonly<Record<string, ElementType["kind"]>> = { f: "float", i: "int", u: "uint", U: "unicode", S: "bytes" };

/**
 * The array of an .npy file, versions 1 to 3.
 *
 * @param file Name for error messages.
 * @param name The array's name, where it has one.
 * @param header What its head says.
 * @param read Gives the bytes of the file.
 * @returns The array.
 * @see {@link https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html}
 */
export function npyArray(file: string, name: string | undefined, header: NpyHeader, read: () => Promise<Uint8Array>): StoredArray {
  const { start, length, shape, size } = header;
  return {
    ...header,
    name,
    read: async () => {
      const bytes = await read();
      if (bytes.length === length) return bytes.subarray(start);
      throw faultOf(file, name, `expected ${length - start} bytes for shape ${showShape(shape)} of ${size} bytes each, got ${bytes.length - start}: the array is ${bytes.length < length ? "broken off" : "followed by something else"}`);
    },
  };
}

/** Whether bytes start as an .npy file does. */
export function isNpy(bytes: Uint8Array): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}

/**
 * Reads the head of an .npy file.
 *
 * @param file Name for error messages.
 * @param name The array's name, where it has one.
 * @param bytes The file's first bytes.
 * @returns What it says; undefined where it is not complete yet.
 * @throws {DataError} If it is no head that numpy writes.
 */
export function npyHeader(file: string, name: string | undefined, bytes: Uint8Array): NpyHeader | undefined {
  if (bytes.length < 12) return undefined;
  const version = bytes[6];
  if (!isNpy(bytes) || version < 1 || version > 3) throw faultOf(file, name, "expected an array as numpy.save writes it, version 1 to 3, got another version or format");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const from = version === 1 ? 10 : 12;
  const start = from + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (start > longestNpyHeader) throw faultOf(file, name, `expected a header of at most ${longestNpyHeader} bytes, got one of ${start - from}`);
  if (start > bytes.length) return undefined;
  const { descr, fortran_order: fortran, shape } = dictionary(new TextDecoder().decode(bytes.subarray(from, start)));
  if ((typeof descr !== "string" && !Array.isArray(descr)) || typeof fortran !== "boolean") throw faultOf(file, name, "expected a header with descr, fortran_order and shape, got one that cannot be read");
  const type = typeof descr === "string" ? elementType(descr) : structured;
  const size = bytesOfShape(shape, type.size);
  if (typeof size === "string") throw faultOf(file, name, size);
  return { ...type, shape: shape as number[], fortran, start, length: start + size };
}

/** The Python dictionary that the header writes, by way of JSON; empty where it writes none. */
function dictionary(header: string): Readonly<Record<string, unknown>> {
  const json = header
    .replaceAll("'", '"')
    .replaceAll("(", "[")
    .replaceAll(")", "]")
    .replaceAll(/\bTrue\b/g, "true")
    .replaceAll(/\bFalse\b/g, "false")
    // Python 2 wrote long integers with an L.
    .replaceAll(/\b(\d+)L\b/g, "$1")
    .replaceAll(/,\s*([\]}])/g, "$1");
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** What a type string such as `<f4` says. */
function elementType(dtype: string): ElementType {
  const [, order = "", letter = "", digits = "0"] = /^([<>|=]?)([a-zA-Z])(\d{1,9})?$/.exec(dtype) ?? [];
  const length = Number(digits);
  const readable = numberSizes[letter]?.includes(length) ?? length > 0;
  return { dtype, kind: readable ? kinds[letter] : undefined, size: letter === "U" ? 4 * length : length, littleEndian: order !== ">" };
}
