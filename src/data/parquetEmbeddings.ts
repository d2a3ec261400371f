import type { ColumnMetaData, Compressors, FileMetaData, RowGroup, SchemaTree } from "hyparquet";
import { show } from "../numeric/check.ts";
import { DataError } from "../numeric/errors.ts";
import type { Matrix } from "../numeric/matrix.ts";
import { checkParquetPages, type ColumnLevels } from "./checkParquetPages.ts";
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
  /** The names on the way to its values. */
  readonly path: readonly string[];
  /** How deep these lie. */
  readonly levels: ColumnLevels;
}

/** What a row group of one column may hold: hyparquet needs some 30 bytes of memory for each number. */
const mostValues = 2 ** 26;

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
  const compressors = await compressorsFor(metadata);
  const read = async (name: string): Promise<readonly unknown[]> => {
    const { path, levels } = columns[available.indexOf(name)];
    const values: unknown[] = [];
    try {
      // One row group at a time, so that memory holds the lists of one only and a failure leaves no promise behind.
      for (const group of metadata.row_groups) {
        const [start, end, described] = chunkOf(group, path, bytes.length);
        await checkParquetPages(bytes.subarray(start, end), described, levels, compressors);
        const rows = await parquetReadObjects({ file: asyncBuffer(bytes), metadata: { ...metadata, row_groups: [group] }, columns: [name], compressors });
        for (const row of rows) values.push(row[name]);
      }
    } catch (error) {
      throw faultOf(file, name, `expected a column that can be read, got one that is corrupt or of an unknown kind (${(error as Error).message})`);
    }
    if (values.length !== Number(metadata.num_rows)) throw faultOf(file, name, `expected ${metadata.num_rows} rows, got ${values.length}`);
    return values;
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
  const branch = [top];
  for (let node = top; node.children.length === 1; branch.push(node)) [node] = node.children;
  const { element, children } = branch[branch.length - 1];
  const dtype = children.length > 1 ? "group" : element.logical_type?.type === "FLOAT16" ? "FLOAT16" : (element.type ?? "group");
  const countOf = (isOne: (kind: string | undefined) => boolean): number => branch.filter((node) => isOne(node.element.repetition_type)).length;
  const levels = { repetition: countOf((kind) => kind === "REPEATED"), definition: countOf((kind) => kind !== "REQUIRED") };
  return {
    name: top.element.name,
    dtype,
    description: `${"list of ".repeat(levels.repetition)}${dtype}`,
    fits: levels.repetition === 1 && numericTypes.includes(dtype),
    path: branch.map((node) => node.element.name),
    levels,
  };
}

/** Where a column lies in the file, and what its row group says about it. */
function chunkOf({ columns, num_rows: rows }: RowGroup, path: readonly string[], fileLength: number): [start: number, end: number, described: ColumnMetaData] {
  const [found, ...others] = columns.flatMap(({ meta_data: data }) => (data?.path_in_schema[0] === path[0] ? [data] : []));
  if (found === undefined || others.length > 0 || found.path_in_schema.join() !== path.join()) throw new Error(`${found === undefined ? 0 : 1 + others.length} chunks of it in a row group`);
  const start = Number(found.dictionary_page_offset || found.data_page_offset);
  const end = start + Number(found.total_compressed_size);
  if (!(start >= 4 && end >= start && end <= fileLength)) throw new Error(`bytes ${start} to ${end} of a file of ${fileLength}`);
  if (found.num_values > mostValues) throw new Error(`${found.num_values} values in a row group, more than ${mostValues}: write smaller row groups`);
  if (rows > found.num_values || rows < 0) throw new Error(`${found.num_values} values in ${rows} rows`);
  return [start, end, found];
}

function asyncBuffer(bytes: Uint8Array): { byteLength: number; slice: (start: number, end?: number) => ArrayBuffer } {
  return { byteLength: bytes.length, slice: (start, end) => bytes.slice(start, end).buffer as ArrayBuffer };
}

/** The decompressors of a file; those of other codecs than Snappy are large and loaded only where it has them. */
async function compressorsFor({ row_groups: groups }: FileMetaData): Promise<Compressors> {
  const codecs = new Set(groups.flatMap(({ columns }) => columns.map(({ meta_data: data }) => data?.codec)));
  if ([...codecs].some((codec) => codec !== undefined && codec !== "UNCOMPRESSED" && codec !== "SNAPPY")) return (await import("hyparquet-compressors")).compressors;
  const { snappyUncompress } = await import("hyparquet");
  const unpack = (bytes: Uint8Array, size: number): Uint8Array => {
    const page = new Uint8Array(size);
    snappyUncompress(bytes, page);
    return page;
  };
  return { SNAPPY: unpack };
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
        const expected = typeof value === "bigint" ? "integers within ±(2^53 − 1)" : "finite numbers";
        throw faultOf(file, name, `expected ${expected}, got ${typeof value === "bigint" ? value : show(value)} at row ${row}, column ${i}`);
      }
      data[row * width + i] = number as number;
    }
  });
  return { data, shape: [lists.length, width] };
}
