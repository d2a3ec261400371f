import type { FileMetaData, SchemaTree } from "hyparquet";
import { show } from "../numeric/check.ts";
import { DataError } from "../numeric/errors.ts";
import type { Matrix } from "../numeric/matrix.ts";
import { chooseArray, type NamedArray } from "./chooseArray.ts";
import { type EmbeddingKeys, type KeyNames, readKeys } from "./embeddingKeys.ts";
import { faultOf } from "./storedArray.ts";

/** Embeddings of a Parquet file. */
export interface ParquetEmbeddings {
  /** The embeddings; a row of NaN where the list is null. */
  readonly embedding: Matrix;
  /** The keys that were found. */
  readonly keys: EmbeddingKeys;
  /** Name of the column. */
  readonly array: string;
  /** Its physical type. */
  readonly dtype: string;
}

/** A column of the file. */
interface ParquetColumn extends NamedArray {
  readonly name: string;
  /** The physical or logical type of its numbers. */
  readonly dtype: string;
}

type Row = Readonly<Record<string, unknown>>;

/** More values in a column are no longer plausible embeddings, but would fill the memory. */
const mostValues = 2 ** 28;

const numericTypes = ["FLOAT", "DOUBLE", "INT32", "INT64", "FLOAT16"];

/**
 * Reads the embeddings of a Parquet file: a column of lists of numbers.
 *
 * @param file Name for error messages.
 * @param bytes The file.
 * @param array Name of the column; undefined: the one that fits.
 * @param keys Names of the columns with the keys.
 * @returns The embeddings and keys: float and float16 columns as float32, others as float64.
 * @throws {DataError} If the file cannot be read, or its columns are not as they should be.
 */
export async function parquetEmbeddings(file: string, bytes: Uint8Array, array: string | undefined, keys: KeyNames): Promise<ParquetEmbeddings> {
  // Loaded here, so that only those who read Parquet pay for it.
  const { parquetMetadata, parquetReadObjects, parquetSchema } = await import("hyparquet");
  const metadata = parsed(file, () => parquetMetadata(bytes));
  const columns = parsed(file, () => parquetSchema(metadata)).children.map(columnOf);
  const column = chooseArray(file, columns, array);
  if (!column.fits) throw faultOf(file, column.name, `expected lists of numbers, got ${column.description}`);

  const available = columns.map(({ name }) => name);
  const read = async (name: string): Promise<readonly unknown[]> => {
    checkSize(file, metadata, name);
    let rows: readonly Row[];
    try {
      rows = await parquetReadObjects({ file: asyncBuffer(bytes), metadata, columns: [name], ...(await decompression(metadata)) });
    } catch (error) {
      throw faultOf(file, name, `expected a column that can be read, got one that is corrupt or of an unknown kind (${(error as Error).message})`);
    }
    if (rows.length !== Number(metadata.num_rows)) throw faultOf(file, name, `expected ${metadata.num_rows} rows, got ${rows.length}`);
    return rows.map((row) => row[name]);
  };
  const embedding = toMatrix(file, column, await read(column.name));
  return { embedding, keys: await readKeys(file, keys, available, read), array: column.name, dtype: column.dtype };
}

function parsed<Value>(file: string, parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    throw new DataError(file, [{ message: `expected a complete Parquet file, got one that is broken off or corrupt (${(error as Error).message})` }]);
  }
}

/** What a column at the top of the schema is: lists of numbers have one number at the end of the branch, and repeat once on the way to it. */
function columnOf(top: SchemaTree): ParquetColumn {
  let node = top;
  let lists = 0;
  for (;;) {
    if (node.element.repetition_type === "REPEATED") lists++;
    if (node.children.length !== 1) break;
    [node] = node.children;
  }
  const { type, logical_type: logical } = node.element;
  const dtype = node.children.length > 1 ? "group" : logical?.type === "FLOAT16" ? "FLOAT16" : (type ?? "group");
  const description = `${"list of ".repeat(lists)}${dtype}`;
  return { name: top.element.name, dtype, description, fits: lists === 1 && numericTypes.includes(dtype) };
}

function checkSize(file: string, { row_groups: groups }: FileMetaData, name: string): void {
  let values = 0;
  for (const { columns } of groups) {
    for (const { meta_data: data } of columns) if (data?.path_in_schema[0] === name) values += Number(data.num_values);
  }
  if (values > mostValues) throw faultOf(file, name, `expected at most 2^28 numbers, got ${values}`);
}

function asyncBuffer(bytes: Uint8Array): { byteLength: number; slice: (start: number, end?: number) => ArrayBuffer } {
  return { byteLength: bytes.length, slice: (start, end) => bytes.slice(start, end).buffer as ArrayBuffer };
}

/** The decompressors, where the file needs others than Snappy. */
async function decompression({ row_groups: groups }: FileMetaData): Promise<object> {
  const codecs = groups.flatMap(({ columns }) => columns.map(({ meta_data: data }) => data?.codec));
  if (codecs.every((codec) => codec === undefined || codec === "UNCOMPRESSED" || codec === "SNAPPY")) return {};
  const { compressors } = await import("hyparquet-compressors");
  return { compressors };
}

function toMatrix(file: string, { name, dtype }: ParquetColumn, lists: readonly unknown[]): Matrix {
  const first = lists.find((list) => list !== null && list !== undefined);
  const width = (first as ArrayLike<unknown> | undefined)?.length ?? 0;
  if (width === 0) throw faultOf(file, name, `expected lists of numbers, got ${lists.length} rows without a number`);
  const size = lists.length * width;
  const data = dtype === "FLOAT" || dtype === "FLOAT16" ? new Float32Array(size) : new Float64Array(size);
  lists.forEach((list, row) => {
    if (list === null || list === undefined) {
      data.fill(NaN, row * width, (row + 1) * width);
      return;
    }
    const { length } = list as ArrayLike<unknown>;
    if (length !== width) throw faultOf(file, name, `expected lists of ${width} numbers as in the first row, got ${length} at row ${row}`);
    for (let i = 0; i < width; i++) {
      const value = (list as ArrayLike<unknown>)[i];
      const number = typeof value === "bigint" ? Number(value) : value;
      if (!Number.isFinite(number) || (typeof value === "bigint" && !Number.isSafeInteger(number))) {
        throw faultOf(file, name, `expected finite numbers, got ${show(value)} at row ${row}, column ${i}`);
      }
      data[row * width + i] = number as number;
    }
  });
  return { data, shape: [lists.length, width] };
}
