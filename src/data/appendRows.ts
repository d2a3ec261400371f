import type { Categorical } from "../numeric/types.ts";
import { rolloutColumns } from "./recognisedColumns.ts";
import type { Rollouts } from "./rollouts.ts";
import type { Cell, RolloutsBuilder, Slot } from "./rolloutsBuilder.ts";

type Column = Categorical | Int8Array | Int32Array | Float64Array | readonly (string | undefined)[];

/**
 * Adds rows of finished rollouts to others under construction, cell by cell: what only other rows had leaves no trace.
 *
 * @param builder Takes the rows.
 * @param rollouts The rows.
 * @param extra The slot of a further column.
 * @param keep Which rows to add; all by default.
 */
export function appendRows(builder: RolloutsBuilder, rollouts: Rollouts, extra: (name: string) => Slot, keep: (row: number) => boolean = () => true): void {
  const columns: { readonly slot: Slot; readonly column: Column }[] = [];
  for (const name of rolloutColumns) {
    const column = rollouts[name];
    if (column !== undefined) columns.push({ slot: builder.slot(name), column });
  }
  for (const [name, column] of Object.entries(rollouts.extra)) columns.push({ slot: extra(name), column });
  for (let row = 0; row < rollouts.size; row++) {
    if (!keep(row)) continue;
    for (const { slot, column } of columns) {
      const value = cellAt(column, row);
      if (value === undefined) continue;
      slot.row = builder.size;
      slot.value = value;
    }
    builder.add();
  }
}

function cellAt(column: Column, row: number): Cell | undefined {
  if ("levels" in column) return column.levels[column.codes[row]];
  const value = column[row];
  const isMissing = column instanceof Float64Array ? Number.isNaN(value) : value === -1;
  return isMissing ? undefined : value;
}
