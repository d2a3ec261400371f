import { categoricalBuilder } from "./categoricalBuilder.ts";
import { type ExtraOptions, extraBuilder } from "./extraBuilder.ts";
import { type ColumnBuilder, numberBuilder } from "./numberBuilder.ts";
import { type RolloutColumn, rolloutColumns } from "./recognisedColumns.ts";
import type { Rollouts } from "./rollouts.ts";

/** A cell as `readCell` gives it. */
export type Cell = string | number | undefined;

/** One further column under construction and its value in the row under way. */
export interface ExtraSlot {
  /** The column's name. */
  readonly name: string;
  /** Its value in the row under way; undefined where missing. */
  pending: Cell;
}

/** Rollouts under construction, one row at a time: fill `draft` and the slots, then `add()` or `discard()`. */
export interface RolloutsBuilder {
  /** Rows added so far. */
  readonly size: () => number;
  /** The row under way, a cell for each of `rolloutColumns`; the problem must be set before it is added. */
  readonly draft: Cell[];
  /** A new further column. */
  readonly addExtra: (name: string) => ExtraSlot;
  /** Takes a further column out again. */
  readonly removeExtra: (slot: ExtraSlot) => void;
  /** Adds the row. */
  readonly add: () => void;
  /** Forgets the row under way. */
  readonly discard: () => void;
  /** The rows as columns. */
  readonly finish: () => Rollouts;
}

type ExtraColumn = ExtraSlot & { readonly column: ReturnType<typeof extraBuilder> };

/**
 * Builds rollouts of unknown length.
 *
 * @param defaultSolver The solver of rows that name none.
 * @param options How labels and further columns arrive.
 * @returns The builder.
 */
export function rolloutsBuilder(defaultSolver: string, options: ExtraOptions = {}): RolloutsBuilder {
  const { copy } = options;
  const problem = categoricalBuilder(copy);
  const solver = categoricalBuilder(copy);
  const answer = categoricalBuilder(copy);
  const sample = numberBuilder((length) => new Int32Array(length), -1);
  const correct = numberBuilder((length) => new Int8Array(length), -1);
  const reward = numberBuilder((length) => new Float64Array(length), NaN);
  const logProb = numberBuilder((length) => new Float64Array(length), NaN);
  const tokens = numberBuilder((length) => new Int32Array(length), -1);
  const text = textBuilder();
  const draft: Cell[] = rolloutColumns.map(() => undefined);
  let extras: ExtraColumn[] = [];
  let size = 0;

  const discard = (): void => {
    for (let slot = 0; slot < draft.length; slot++) draft[slot] = undefined;
    for (const slot of extras) slot.pending = undefined;
  };
  const add = (): void => {
    const row = size;
    const [problemLabel, solverLabel = defaultSolver, sampleNumber, isCorrect, answerLabel, rewardValue, logProbValue, tokenCount, content] = draft;
    problem.set(row, problemLabel as string);
    solver.set(row, solverLabel as string);
    if (sampleNumber !== undefined) sample.set(row, sampleNumber as number);
    if (isCorrect !== undefined) correct.set(row, isCorrect as number);
    if (answerLabel !== undefined) answer.set(row, answerLabel as string);
    if (rewardValue !== undefined) reward.set(row, rewardValue as number);
    if (logProbValue !== undefined) logProb.set(row, logProbValue as number);
    if (tokenCount !== undefined) tokens.set(row, tokenCount as number);
    if (content !== undefined) text.set(row, content as string);
    for (const slot of extras) if (slot.pending !== undefined) slot.column.set(row, slot.pending);
    size++;
    discard();
  };
  return {
    size: () => size,
    draft,
    addExtra: (name) => {
      const slot: ExtraColumn = { name, pending: undefined, column: extraBuilder(options) };
      extras.push(slot);
      return slot;
    },
    removeExtra: (slot) => {
      extras = extras.filter((other) => other !== slot);
    },
    add,
    discard,
    finish: () => ({
      size,
      problem: problem.finish(size) ?? { codes: new Int32Array(0), levels: [] },
      solver: solver.finish(size) ?? { codes: new Int32Array(0), levels: [] },
      ...present("sample", sample.finish(size)),
      ...present("correct", correct.finish(size)),
      ...present("answer", answer.finish(size)),
      ...present("reward", reward.finish(size)),
      ...present("logProb", logProb.finish(size)),
      ...present("tokens", tokens.finish(size)),
      ...present("text", text.finish(size)),
      // fromEntries defines own properties, so a column named `__proto__` is a column like any other.
      extra: Object.fromEntries(
        extras.flatMap(({ name, column }) => {
          const finished = column.finish(size);
          return finished === undefined ? [] : [[name, finished]];
        }),
      ),
    }),
  };
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
