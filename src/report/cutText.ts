import { formatCell } from "./formatCell.ts";

/** What a cut table says below its rows. */
export function cutText(shown: number, total: number): string {
  return `the first ${formatCell(shown, "integer")} of ${formatCell(total, "integer")} rows`;
}
