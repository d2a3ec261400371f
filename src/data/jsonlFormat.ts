import { jsonlReader } from "./jsonlReader.ts";
import type { TextFormat } from "./rolloutsFormat.ts";
import { rowReader } from "./rowReader.ts";

/** JSONL: one object a line. */
export const jsonlFormat: TextFormat = {
  format: "jsonl",
  read: (file, options) => {
    const rows = rowReader(file, { ...options, textual: false, place: "line" });
    return { ...jsonlReader(rows), size: rows.size, finish: rows.finish };
  },
};
