/** A column under construction: rows are set in ascending order, rows never set stay missing. */
export interface ColumnBuilder<Value, Column> {
  /** Sets the value of a row. */
  set(row: number, value: Value): void;
  /** The column with `size` rows; undefined where no row was set. */
  finish(size: number): Column | undefined;
}

/**
 * Builds a typed-array column of unknown length.
 *
 * @param create Makes an array of the column's kind.
 * @param missing The mark of a missing value.
 * @returns The builder.
 */
export function numberBuilder<Column extends Int8Array | Int32Array | Float64Array>(
  create: (length: number) => Column,
  missing: number,
): ColumnBuilder<number, Column> {
  let data = create(0);
  const reach = (length: number): void => {
    const longer = create(length);
    longer.fill(missing, data.length);
    longer.set(data);
    data = longer;
  };
  return {
    set: (row, value) => {
      if (row >= data.length) reach(Math.max(row + 1, 2 * data.length, 1024));
      data[row] = value;
    },
    finish: (size) => {
      if (data.length === 0) return undefined;
      if (data.length < size) reach(size);
      return data.slice(0, size) as Column;
    },
  };
}
