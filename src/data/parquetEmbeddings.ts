import { show } from "../numeric/check.ts";
import type { Matrix } from "../numeric/matrix.ts";
import { chooseArray } from "./chooseArray.ts";
import { type EmbeddingKeys, type KeyNames, readKeys } from "./embeddingKeys.ts";
import { openParquet } from "./openParquet.ts";
import type { RandomAccess } from "./openRandomAccess.ts";
import type { ParquetColumn } from "./parquetColumn.ts";
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

/**
 * Reads the embeddings of a Parquet file: a column of lists of numbers.
 *
 * @param access The bytes of the file.
 * @param array Name of the column; undefined: the one that fits.
 * @param keys Names of the columns with the keys.
 * @returns The embeddings and keys: float and float16 columns as float32, others as float64.
 * @throws {DataError} If the file cannot be read, or its columns are not as they should be.
 */
export async function parquetEmbeddings(access: RandomAccess, array: string | undefined, keys: KeyNames): Promise<ParquetEmbeddings> {
  const { file } = access;
  const parquet = await openParquet(access);
  const columns = parquet.columns.map((column) => ({ ...column, fits: column.holds === "numbers" }));
  const column = chooseArray(file, columns, array);
  if (!column.fits) throw faultOf(file, column.name, `expected lists of numbers, got ${column.description}`);
  const read = async (name: string): Promise<readonly unknown[]> => {
    const values: unknown[] = [];
    for (const group of parquet.groups.filter(({ rows }) => rows > 0)) for (const value of await parquet.read(columns.find((one) => one.name === name) ?? column, group)) values.push(value);
    return values;
  };
  const embedding = toMatrix(file, column, await read(column.name));
  const available = columns.map(({ name }) => name);
  return { embedding, keys: await readKeys(file, keys, available, read), array: column.name, dtype: column.dtype };
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
