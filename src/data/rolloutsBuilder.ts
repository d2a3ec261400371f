import { categoricalBuilder } from "./categoricalBuilder.ts";
import { type ExtraOptions, extraBuilder } from "./extraBuilder.ts";
import { type ColumnBuilder, numberBuilder } from "./numberBuilder.ts";
import { type RolloutColumn, rolloutColumns } from "./recognisedColumns.ts";
import type { Rollouts } from "./rollouts.ts";

/** A value as `readCell` gives it. */
export type Cell = string | number;

/** The place of one column in the row under way. */
export interface Slot {
  /** The row that the value belongs to; where it is not the row under way, that row has no value yet. */
  row: number;
  /** The value. */
  value: Cell | undefined;
  /** Sets the value of a row in the column. */
  readonly set: (row: number, value: Cell) => void;
}

/** Rollouts under construction: fill the slots of row `size`, then `add()` or `discard()` it. */
export interface RolloutsBuilder {
  /** Rows added so far, and so the number of the row under way. */
  readonly size: number;
  /** The slot of a column. */
  readonly slot: (column: RolloutColumn) => Slot;
  /** The slot of a new further column. */
  readonly addExtra: (name: string) => Slot;
  /** Takes a further column out again. */
  readonly removeExtra: (name: string) => void;
  /** Adds the row under way, whose problem must be set. */
  readonly add: () => void;
  /** Forgets the row under way. */
  readonly discard: () => void;
  /** The rows as columns. */
  readonly finish: () => Rollouts;
}

/**
 * Builds rollouts of unknown length.
 *
 * @param defaultSolver The solver of rows that name none.
 * @param options How labels and further columns arrive.
 * @returns The builder.
 */
export function rolloutsBuilder(defaultSolver: string, options: ExtraOptions = {}): RolloutsBuilder {
  const { copy } = options;
  const columns = {
    problem: categoricalBuilder(copy),
    solver: categoricalBuilder(copy),
    sample: numberBuilder((length) => new Int32Array(length), -1),
    correct: numberBuilder((length) => new Int8Array(length), -1),
    answer: categoricalBuilder(copy),
    reward: numberBuilder((length) => new Float64Array(length), NaN),
    logProb: numberBuilder((length) => new Float64Array(length), NaN),
    tokens: numberBuilder((length) => new Int32Array(length), -1),
    text: textBuilder(),
  };
  const slots = new Map<RolloutColumn, Slot>(rolloutColumns.map((column) => [column, slotOf(columns[column].set as Slot["set"])]));
  const solverSlot = slots.get("solver") as Slot;
  const extras = new Map<string, { readonly slot: Slot; readonly column: ReturnType<typeof extraBuilder> }>();
  /** All slots, in an array because this is walked for every row. */
  let all = [...slots.values()];
  const collect = (): void => {
    all = [...slots.values(), ...Array.from(extras.values(), ({ slot }) => slot)];
  };
  const builder: Mutable<RolloutsBuilder> = {
    size: 0,
    slot: (column) => slots.get(column) as Slot,
    addExtra: (name) => {
      const column = extraBuilder(options);
      const slot = slotOf(column.set);
      extras.set(name, { slot, column });
      collect();
      return slot;
    },
    removeExtra: (name) => {
      extras.delete(name);
      collect();
    },
    add: () => {
      const row = builder.size;
      if (solverSlot.row !== row) columns.solver.set(row, defaultSolver);
      for (let i = 0; i < all.length; i++) {
        const slot = all[i];
        if (slot.row === row) slot.set(row, slot.value as Cell);
      }
      builder.size = row + 1;
    },
    discard: () => {
      for (const slot of all) slot.row = -1;
    },
    finish: () => {
      const { size } = builder;
      return {
        size,
        problem: columns.problem.finish(size) ?? { codes: new Int32Array(0), levels: [] },
        solver: columns.solver.finish(size) ?? { codes: new Int32Array(0), levels: [] },
        ...present("sample", columns.sample.finish(size)),
        ...present("correct", columns.correct.finish(size)),
        ...present("answer", columns.answer.finish(size)),
        ...present("reward", columns.reward.finish(size)),
        ...present("logProb", columns.logProb.finish(size)),
        ...present("tokens", columns.tokens.finish(size)),
        ...present("text", columns.text.finish(size)),
        // fromEntries defines own properties, so a column named `__proto__` is a column like any other.
        extra: Object.fromEntries(
          Array.from(extras).flatMap(([name, { column }]) => {
            const finished = column.finish(size);
            return finished === undefined ? [] : [[name, finished]];
          }),
        ),
      };
    },
  };
  return builder;
}

type Mutable<Record> = { -readonly [name in keyof Record]: Record[name] };

function slotOf(set: Slot["set"]): Slot {
  return { row: -1, value: undefined, set };
}

/** The record of one column, or of none where the column is absent. */
function present<Name extends RolloutColumn, Column>(name: Name, column: Column | undefined): { [name in Name]?: Column } {
  return column === undefined ? {} : ({ [name]: column } as { [name in Name]: Column });
}

function textBuilder(): ColumnBuilder<string, (string | undefined)[]> {
  const texts: (string | undefined)[] = [];
  const reach = (size: number): void => {
    while (texts.length < size) texts.push(undefined);
  };
  return {
    set: (row, value) => {
      reach(row);
      texts.push(value);
    },
    finish: (size) => {
      if (texts.length === 0) return undefined;
      reach(size);
      return texts;
    },
  };
}
