import type { Categorical } from "../numeric/types.ts";
import { asNumbers, type Column, finishColumn, type GrowingColumn, growingLabels, growingNumbers, growingTexts, growingVectors, storeCell } from "./growingColumn.ts";
import { type RolloutColumn, rolloutColumns } from "./recognisedColumns.ts";
import type { Rollouts } from "./rollouts.ts";

/** Rollouts under construction: set cells of row `size` in the columns, then `add()` or `discard()` that row. */
export interface RolloutsBuilder {
  /** Rows added so far, and so the number of the row under way. */
  readonly size: number;
  /** A column. */
  readonly column: (name: RolloutColumn) => GrowingColumn;
  /** A further column; made on first sight. */
  readonly extra: (name: string) => GrowingColumn;
  /** Takes a further column out again. */
  readonly removeExtra: (name: string) => void;
  /** Adds the row under way, whose problem must be set. */
  readonly add: () => void;
  /** Forgets the row under way. */
  readonly discard: () => void;
  /** The rows as columns. */
  readonly finish: () => Rollouts;
}

/** How cells arrive. */
export interface RolloutsBuilderOptions {
  /** The solver of rows that name none. */
  readonly solver?: string;
  /** Whether all cells arrive as slices of text, so that a further column whose labels all write numbers is numeric; default false. */
  readonly textual?: boolean;
}

/**
 * Builds rollouts of unknown length.
 *
 * @param options How cells arrive.
 * @returns The builder.
 */
export function rolloutsBuilder(options: RolloutsBuilderOptions = {}): RolloutsBuilder {
  const { solver: defaultSolver = "samples", textual = false } = options;
  const columns: Readonly<Record<RolloutColumn, GrowingColumn>> = {
    problem: growingLabels(textual),
    solver: growingLabels(textual),
    sample: growingNumbers(new Int32Array(0), -1),
    correct: growingNumbers(new Int8Array(0), -1),
    answer: growingLabels(textual),
    reward: growingNumbers(new Float64Array(0), NaN),
    logProb: growingNumbers(new Float64Array(0), NaN),
    tokens: growingNumbers(new Int32Array(0), -1),
    text: growingTexts(),
    embedding: growingVectors(),
  };
  const { solver } = columns;
  const extras = new Map<string, GrowingColumn>();
  /** All columns, in an array because this is walked for every row. */
  let all: GrowingColumn[] = Object.values(columns);
  const collect = (): void => {
    all = [...Object.values(columns), ...extras.values()];
  };
  const builder: Mutable<RolloutsBuilder> = {
    size: 0,
    column: (name) => columns[name],
    extra: (name) => {
      const known = extras.get(name);
      if (known !== undefined) return known;
      const column = growingNumbers(new Float64Array(0), NaN, textual);
      extras.set(name, column);
      collect();
      return column;
    },
    removeExtra: (name) => {
      extras.delete(name);
      collect();
    },
    add: () => {
      const row = builder.size;
      if (solver.row !== row) {
        solver.row = row;
        solver.value = defaultSolver;
      }
      for (let i = 0; i < all.length; i++) if (all[i].row === row) storeCell(all[i]);
      builder.size = row + 1;
    },
    discard: () => {
      for (const column of all) column.row = -1;
    },
    finish: () => {
      const { size } = builder;
      const none: Categorical = { codes: new Int32Array(0), levels: [] };
      const finished = rolloutColumns.flatMap((name) => entry(name, finishColumn(columns[name], size)));
      const further = [...extras].flatMap(([name, column]) => {
        const values = finishColumn(column, size);
        return entry(name, (textual && values !== undefined && "levels" in values ? asNumbers(values) : undefined) ?? values);
      });
      // fromEntries defines own properties, so a column named `__proto__` is a column like any other.
      return { size, problem: none, solver: none, ...Object.fromEntries(finished), extra: Object.fromEntries(further) } as Rollouts;
    },
  };
  return builder;
}

type Mutable<Record> = { -readonly [name in keyof Record]: Record[name] };

/** The entry of a column in a record, or none where the column is absent. */
function entry(name: string, column: Column | undefined): [string, Column][] {
  return column === undefined ? [] : [[name, column]];
}
