import type { RandomAccess } from "./openRandomAccess.ts";
import type { BlockReader } from "./jsonlReader.ts";
import type { RowReaderOptions, RowsRead } from "./rowReader.ts";

/** The formats `readRollouts` knows. */
export type RolloutsFormat = "jsonl" | "csv" | "json" | "evalplus" | "lm-eval" | "inspect" | "wandb" | "parquet";

/** How the rows of a file are to be read, whatever its format. */
export interface FormatOptions extends Omit<RowReaderOptions, "textual" | "place"> {
  /** The filter whose rows to read, where a format has several rows for one sample. */
  readonly filter?: string | undefined;
}

/** A file under way. */
export interface Reading {
  /** Rows kept so far. */
  readonly size: () => number;
  /** The rows as columns, once all have been read; fails where there are none. */
  readonly finish: () => RowsRead;
}

/** A text under way, which arrives in blocks of whole lines. */
export interface TextReading extends Reading, BlockReader {}

/** Bytes under way, which are fetched as they are needed. */
export interface BinaryReading extends Reading {
  /**
   * Reads all rows. `step` is to be awaited every few milliseconds of work, with the bytes of the file done with so far: it reports progress, lets a page
   * paint and ends the reading when it is aborted.
   */
  readonly readAll: (access: RandomAccess, step: (bytes: number) => Promise<void>) => Promise<void>;
}

/** A format whose files are text: how one is read. */
export interface TextFormat {
  /** Its name. */
  readonly format: RolloutsFormat;
  /** Starts reading a file. */
  readonly read: (file: string, options: FormatOptions) => TextReading;
}

/** A format whose files are not text: how one is read. */
export interface BinaryFormat {
  /** Its name. */
  readonly format: RolloutsFormat;
  /** Starts reading a file. */
  readonly read: (file: string, options: FormatOptions) => BinaryReading;
}
