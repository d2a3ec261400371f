import type { RolloutColumn } from "./recognisedColumns.ts";

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const truths: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["True", true],
  ["TRUE", true],
  ["false", false],
  ["False", false],
  ["FALSE", false],
]);

/**
 * A CSV cell as the JSON value it stands for in its column; text that stands for none is returned as it is.
 *
 * @param column The column the cell is for; undefined for further columns, which stay text until all cells are known.
 * @param cell The cell's text.
 * @returns The value; undefined for an empty cell.
 */
export function csvCell(column: RolloutColumn | undefined, cell: string): string | number | boolean | readonly unknown[] | undefined {
  if (cell === "") return undefined;
  switch (column) {
    case "correct":
      return truths.get(cell) ?? numberOf(cell) ?? cell;
    case "reward":
    case "logProb":
    case "tokens":
    case "sample":
      return numberOf(cell) ?? cell;
    case "embedding":
      return listOf(cell);
    default:
      return cell;
  }
}

/** The number that a text writes in decimal notation; undefined where it writes none. */
export function numberOf(cell: string): number | undefined {
  return decimal.test(cell) ? Number(cell) : undefined;
}

/** The list that a cell writes in JSON; its text where it writes none. */
function listOf(cell: string): string | readonly unknown[] {
  try {
    const value: unknown = JSON.parse(cell);
    return Array.isArray(value) ? value : cell;
  } catch {
    return cell;
  }
}
