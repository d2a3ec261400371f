import { show } from "../numeric/check.ts";
import { DataError } from "../numeric/errors.ts";
import { documentReader } from "./documentReader.ts";
import type { TextFormat } from "./rolloutsFormat.ts";
import { rowReader } from "./rowReader.ts";

/** A JSON array of objects, one a row, as `DataFrame.to_json(orient="records")` of pandas writes it. */
export const jsonFormat: TextFormat = {
  format: "json",
  read: (file, options) => {
    const rows = rowReader(file, { ...options, textual: false, place: "row" });
    const reader = documentReader(file, "a JSON array of objects", (document) => {
      if (!Array.isArray(document)) throw new DataError(file, [{ message: `expected a JSON array of objects, got ${show(document)}` }]);
      document.forEach((row: unknown, i) => {
        if (typeof row === "object" && row !== null && !Array.isArray(row)) rows.addObject(row, i + 1);
        else rows.reject({ row: i + 1, message: `expected a JSON object, got ${show(row)}` });
      });
    });
    return { ...reader, size: rows.size, finish: rows.finish };
  },
};
