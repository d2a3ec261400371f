import { csvReader } from "./csvReader.ts";
import type { TextFormat } from "./rolloutsFormat.ts";
import { rowReader } from "./rowReader.ts";

/** CSV with a header. */
export const csvFormat: TextFormat = {
  format: "csv",
  read: (file, options) => {
    const rows = rowReader(file, { ...options, textual: true, place: "line" });
    return { ...csvReader(file, rows), size: rows.size, finish: rows.finish };
  },
};
