import type { Cell, Column, GrowingColumn } from "./growingColumn.ts";
import { rolloutColumns } from "./recognisedColumns.ts";
import type { Rollouts } from "./rollouts.ts";
import type { RolloutsBuilder } from "./rolloutsBuilder.ts";

/**
 * Adds rows of finished rollouts to others under construction, cell by cell: what only other rows had leaves no trace.
 *
 * @param builder Takes the rows.
 * @param rollouts The rows.
 * @param keep Which rows to add; all by default.
 */
export function appendRows(builder: RolloutsBuilder, rollouts: Rollouts, keep: (row: number) => boolean = () => true): void {
  const columns: { readonly from: Column; readonly to: GrowingColumn }[] = [];
  for (const name of rolloutColumns) {
    const from = rollouts[name];
    if (from !== undefined) columns.push({ from, to: builder.column(name) });
  }
  for (const [name, from] of Object.entries(rollouts.extra)) columns.push({ from, to: builder.extra(name) });
  for (let row = 0; row < rollouts.size; row++) {
    if (!keep(row)) continue;
    for (const { from, to } of columns) {
      const value = cellAt(from, row);
      if (value === undefined) continue;
      to.row = builder.size;
      to.value = value;
    }
    builder.add();
  }
}

function cellAt(column: Column, row: number): Cell | undefined {
  if ("levels" in column) return column.levels[column.codes[row]];
  if ("shape" in column) {
    const { data, shape } = column;
    const from = row * shape[1];
    return Number.isNaN(data[from]) ? undefined : data.subarray(from, from + shape[1]);
  }
  const value = column[row];
  const isMissing = column instanceof Float64Array ? Number.isNaN(value) : value === -1;
  return isMissing ? undefined : value;
}
