import type { ColumnMetaData, FileMetaData, RowGroup } from "hyparquet";
import { DataError } from "../numeric/errors.ts";
import { checkParquetPages } from "./checkParquetPages.ts";
import type { RandomAccess } from "./openRandomAccess.ts";
import { parquetCodecs } from "./parquetCodecs.ts";
import { type ParquetColumn, parquetColumn } from "./parquetColumn.ts";
import { faultOf } from "./storedArray.ts";

/** A Parquet file whose metadata have been read. */
export interface OpenedParquet {
  /** Its columns. */
  readonly columns: readonly ParquetColumn[];
  /** Number of rows. */
  readonly rows: number;
  /** Its row groups. */
  readonly groups: readonly ParquetGroup[];
  /** The values of a column in a row group, one a row; null where missing. */
  readonly read: (column: ParquetColumn, group: ParquetGroup) => Promise<readonly unknown[]>;
}

/** Rows that lie together in a Parquet file. */
export interface ParquetGroup {
  /** Number of rows. */
  readonly rows: number;
  /** Where in the file the last of its columns ends. */
  readonly end: number;
  /** What the file says about it. */
  readonly described: RowGroup;
}

/** What a row group of one column may hold: hyparquet needs some 30 bytes of memory for each number. */
const mostValues = 2 ** 26;

/** Length of the metadata and the mark at the end of a file. */
const endLength = 8;

/** What metadata may be: they cost many times as much memory. */
const longestMetadata = 2 ** 28;

/**
 * Reads the metadata of a Parquet file. Its columns are then read one row group at a time, so that memory holds the values of one only.
 *
 * @param access The bytes of the file.
 * @returns The file.
 * @throws {DataError} If it is broken off or corrupt.
 */
export async function openParquet(access: RandomAccess): Promise<OpenedParquet> {
  // Loaded here, so that only those who read Parquet pay for it.
  const { parquetMetadata, parquetRead, parquetSchema } = await import("hyparquet");
  const { file, size } = access;
  const broken = (why: string): DataError => new DataError(file, [{ message: `expected a complete Parquet file, got one that is broken off or corrupt (${why})` }]);
  const footer = await readFooter(access, broken);
  let metadata: FileMetaData;
  let columns: ParquetColumn[];
  let groups: ParquetGroup[];
  try {
    metadata = parquetMetadata(footer, { geoparquet: false });
    columns = parquetSchema(metadata).children.map(parquetColumn);
    groups = metadata.row_groups.map((described) => ({ rows: countOf(described.num_rows), end: endOf(described, size), described }));
  } catch (error) {
    throw broken((error as Error).message);
  }
  const rows = groups.reduce((total, group) => total + group.rows, 0);
  if (BigInt(rows) !== BigInt(metadata.num_rows)) throw broken(`${rows} rows in its groups instead of ${metadata.num_rows}`);

  const codecs = await parquetCodecs(metadata.row_groups.flatMap((group) => group.columns.map(({ meta_data: data }) => data?.codec ?? "UNCOMPRESSED")));
  const parsers = { stringFromBytes: textOf, timestampFromNanoseconds: (nanoseconds: bigint) => nanoseconds as unknown as Date };
  const read = async (column: ParquetColumn, group: ParquetGroup): Promise<readonly unknown[]> => {
    const { name, path, levels } = column;
    const leaf = leafOf(metadata, column);
    const schema = metadata.schema.map((element) => (element === leaf ? column.stored : element));
    try {
      const [start, end, described] = chunkOf(group.described, path, size);
      const bytes = new Uint8Array(end - start);
      await access.readInto(bytes, start);
      await checkParquetPages(bytes, described, levels, group.rows, codecs);
      const chunk = { byteLength: size, slice: (from: number, to: number = size) => bytes.slice(from - start, to - start).buffer };
      let values: readonly (readonly unknown[])[] = [];
      await parquetRead({
        file: chunk,
        metadata: { ...metadata, schema, row_groups: [group.described] },
        columns: [name],
        compressors: codecs,
        parsers,
        utf8: false,
        onComplete: (found) => {
          values = found;
        },
      });
      return valuesOf(values, column, group.rows);
    } catch (error) {
      if (error instanceof DataError) throw error;
      throw faultOf(file, name, `expected a column that can be read, got one that is corrupt or of an unknown kind (${(error as Error).message})`);
    }
  };
  return { columns, rows, groups, read };
}

/** The metadata and what follows them. */
async function readFooter(access: RandomAccess, broken: (why: string) => DataError): Promise<Uint8Array> {
  const { size } = access;
  if (size < 4 + endLength) throw broken(`${size} bytes`);
  const end = new Uint8Array(endLength);
  await access.readInto(end, size - endLength);
  if (String.fromCharCode(...end.subarray(4)) !== "PAR1") throw broken("it does not end as one");
  const length = new DataView(end.buffer).getUint32(0, true);
  if (length > size - 4 - endLength || length > longestMetadata) throw broken(`metadata of ${length} bytes`);
  const footer = new Uint8Array(length + endLength);
  await access.readInto(footer, size - footer.length);
  return footer;
}

/** A count as a number. */
function countOf(count: bigint): number {
  if (!(count >= 0 && count < 2 ** 53)) throw new Error(`${count} rows in a group`);
  return Number(count);
}

function endOf({ columns }: RowGroup, size: number): number {
  const ends = columns.flatMap(({ meta_data: data }) => (data === undefined ? [] : [Number((data.dictionary_page_offset || data.data_page_offset) + data.total_compressed_size)]));
  return Math.min(size, ends.reduce((last, end) => Math.max(last, end), 0));
}

/** The element of the schema that a column without lists and members is; undefined for others. */
function leafOf({ schema }: FileMetaData, { name, path, holds }: ParquetColumn): unknown {
  return holds === "values" && path.length === 1 ? schema.find((element, i) => i > 0 && element.name === name && element.type !== undefined) : undefined;
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

/** The values of rows of one column, as they are stored. */
function valuesOf(stored: readonly (readonly unknown[])[], { holds, convert }: ParquetColumn, rows: number): readonly unknown[] {
  if (stored.length !== rows) throw new Error(`${stored.length} rows instead of ${rows}`);
  return stored.map(([value], row) => {
    if (value === undefined && holds === "values") throw new Error(`row ${row + 1} of a group refers to a value that is not there`);
    return value === null || convert === undefined ? value : convert(value);
  });
}

/** Bytes as text, which must be UTF-8; a byte order mark belongs to it. */
function textOf(bytes: Uint8Array | undefined): string {
  return utf8.decode(bytes);
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
