import { checkOptions, show } from "../numeric/check.ts";
import type { Cell, GrowingColumn } from "./growingColumn.ts";
import { type CellFault, readCell, readExtraCell } from "./readCell.ts";
import { readVector } from "./readVector.ts";
import { rolloutColumns } from "./recognisedColumns.ts";
import type { Rollouts } from "./rollouts.ts";
import { checkSamplesDistinct, type DistinctByOptions } from "./repeatedSamples.ts";
import { rolloutsBuilder } from "./rolloutsBuilder.ts";

/** Where a column finds its value in a row: the name of a property, or a function of the row and its index. */
export type Accessor<Row> = (keyof Row & string) | ((row: Row, index: number) => unknown);

/** Where {@linkcode fromRows} finds each column; null and undefined are missing values. */
export interface RowAccessors<Row> {
  /** The problem: a non-empty text or a safe integer; never missing. */
  readonly problem: Accessor<Row>;
  /** Who answered: text or safe integer; rows without one get the solver "samples". */
  readonly solver?: Accessor<Row>;
  /** Number of the sample within its problem and solver: an integer ≥ 0, no two alike. */
  readonly sample?: Accessor<Row>;
  /** Whether the sample is correct: true, false, 1 or 0. */
  readonly correct?: Accessor<Row>;
  /** The extracted final answer: text, number or truth value. */
  readonly answer?: Accessor<Row>;
  /** Score of a reward model or judge: a finite number. */
  readonly reward?: Accessor<Row>;
  /** Log-probability of the sample in nats: a finite number ≤ 0. */
  readonly logProb?: Accessor<Row>;
  /** Tokens generated: an integer ≥ 0. */
  readonly tokens?: Accessor<Row>;
  /** The text as sampled. */
  readonly text?: Accessor<Row>;
  /** The embedding: an array or typed array of finite numbers, as many in every row. */
  readonly embedding?: Accessor<Row>;
  /** Further columns by name: finite numbers, or texts and truth values as categories. */
  readonly extra?: Readonly<Record<string, Accessor<Row>>>;
}

const action = "read rows";

/**
 * Rollouts from row objects: the one place where accessors and objects become columns.
 *
 * @param rows One object per sample.
 * @param accessors Where each column finds its value in a row. Columns without an accessor, and columns that no row has
 *   a value for, are absent from the result.
 * @param options What else tells rows apart.
 * @returns The columns, rows in the order given.
 * @throws {TypeError} If a value is of the wrong kind, with the index of its row.
 * @throws {RangeError} If a number is out of its column's range, or a (problem, solver, sample) occurs twice.
 * @example
 * ```ts
 * import { fromRows } from "@divlab/core/data";
 * const rows = [
 *   { task: "p1", ok: true, usage: { out: 12 } },
 *   { task: "p1", ok: false, usage: { out: 30 } },
 * ];
 * const rollouts = fromRows(rows, { problem: "task", correct: "ok", tokens: (row) => row.usage.out });
 * rollouts.correct; // => Int8Array [1, 0]
 * rollouts.tokens; // => Int32Array [12, 30]
 * rollouts.problem.levels; // => ["p1"]
 * ```
 */
export function fromRows<Row>(rows: Iterable<Row>, accessors: RowAccessors<Row>, options: DistinctByOptions = {}): Rollouts {
  checkOptions(action, options, ["distinctBy"]);
  const { distinctBy = [] } = options;
  checkOptions(action, accessors, [...rolloutColumns, "extra"]);
  if (accessors.problem === undefined) throw new TypeError(`Cannot ${action}: an accessor for problem is needed, got none`);
  if (typeof rows !== "object" || rows === null || typeof rows[Symbol.iterator] !== "function") {
    throw new TypeError(`Cannot ${action}: rows must be an iterable of objects, got ${show(rows)}`);
  }
  const { extra = {} } = accessors;
  const builder = rolloutsBuilder();
  const problem = builder.column("problem");
  const readers: Reader<Row>[] = rolloutColumns.flatMap((name) => {
    const accessor = accessors[name];
    if (accessor === undefined) return [];
    const column = builder.column(name);
    const read = name === "embedding" ? (value: unknown) => readVector(value, column.width) : (value: unknown) => readCell(name, value);
    return [{ name, column, read, get: getter(name, accessor) }];
  });
  for (const [name, accessor] of Object.entries(extra)) {
    readers.push({ name, column: builder.extra(name), read: readExtraCell, get: getter(name, accessor) });
  }

  let index = 0;
  for (const row of rows) {
    for (const { name, column, read, get } of readers) {
      const value = get(row, index);
      const cell = read(value);
      if (typeof cell === "object" && "expected" in cell) {
        const kind = typeof value === "number" ? RangeError : TypeError;
        throw new kind(`Cannot ${action}: ${name} must be ${cell.expected}, got ${cell.actual ?? show(value)} at row ${index}`);
      }
      if (cell !== undefined) {
        column.row = index;
        column.value = cell;
      }
    }
    if (problem.row !== index) throw new TypeError(`Cannot ${action}: problem must not be missing, got none at row ${index}`);
    builder.add();
    index++;
  }
  const rollouts = builder.finish();
  checkSamplesDistinct(action, rollouts, distinctBy);
  return rollouts;
}

type Getter<Row> = (row: Row, index: number) => unknown;

/** How one column is read. */
interface Reader<Row> {
  readonly name: string;
  readonly column: GrowingColumn;
  readonly get: Getter<Row>;
  readonly read: (value: unknown) => Cell | undefined | CellFault;
}

function getter<Row>(name: string, accessor: Accessor<Row>): Getter<Row> {
  if (typeof accessor === "function") return accessor;
  if (typeof accessor !== "string") throw new TypeError(`Cannot ${action}: the accessor for ${name} must be a name or a function, got ${show(accessor)}`);
  return (row, index) => {
    if (typeof row !== "object" || row === null) throw new TypeError(`Cannot ${action}: rows must be objects, got ${show(row)} at row ${index}`);
    return row[accessor];
  };
}
