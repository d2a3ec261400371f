import { attachEmbeddings, type EmbeddingsFile, filterRollouts, joinRollouts, type Rollouts, type RolloutsFile } from "@divlab/core";
import { positionColumns, type ReadFile, stem } from "./readFile.ts";

/** Which rows are looked at: of these columns, rows with one of these values. */
export type Filters = Readonly<Record<string, readonly string[]>>;

/** A column that rows can be filtered and grouped by. */
export interface ColumnChoice {
  readonly name: string;
  /** Its values with the number of rows, numbers ascending. */
  readonly values: readonly (readonly [value: string, rows: number])[];
}

/** What there is to choose from. */
export interface DatasetSummary {
  readonly rows: number;
  readonly columns: readonly ColumnChoice[];
  /** The column that says where in training a sample was taken, if there is one. */
  readonly position: string | null;
}

/** A column with more values is not for choosing. */
const mostValues = 60;

/** The rows of all files as one, with their embeddings. */
export function dataset(files: readonly ReadFile[]): Rollouts {
  const samples = files.flatMap((own) => (own.role === "rollouts" ? [own.file] : []));
  const embeddings = files.flatMap((own) => (own.role === "embeddings" ? [own.file] : []));
  if (samples.length === 0) throw new RangeError("Cannot analyse: expected a file of sampled answers, got none");
  if (embeddings.length > 1 && embeddings.length !== samples.length) {
    throw new RangeError(`Cannot attach embeddings: expected one file for all answers or one for each of the ${samples.length} files, got ${embeddings.length}`);
  }
  const each = embeddings.length === samples.length;
  const sources = samples.map((file, i) => ({ name: nameOf(samples, i), rollouts: each ? attachEmbeddings(file.rollouts, partner(file, i, samples, embeddings)) : file.rollouts }));
  const joined = joinRollouts(sources, { distinctBy: positionColumns, joinedBy: positionColumns });
  return !each && embeddings.length === 1 ? attachEmbeddings(joined, embeddings[0]) : joined;
}

/** The name of a file without endings, numbered where an earlier file has the same. */
function nameOf(samples: readonly RolloutsFile[], i: number): string {
  const name = stem(samples[i].file);
  const before = samples.slice(0, i).filter(({ file }) => stem(file) === name).length;
  return before === 0 ? name : `${name} (${before + 1})`;
}

/** The embeddings of a file: those of the same name, or else in the same place. */
function partner(file: RolloutsFile, i: number, samples: readonly RolloutsFile[], embeddings: readonly EmbeddingsFile[]): EmbeddingsFile {
  const named = samples.map((own) => embeddings.find((other) => stem(other.file) === stem(own.file)));
  return named.every((own) => own !== undefined) ? (named[samples.indexOf(file)] ?? embeddings[i]) : embeddings[i];
}

/** The columns to filter and group by. */
export function summariseDataset({ size, solver, extra }: Rollouts): DatasetSummary {
  const columns: ColumnChoice[] = [];
  for (const [name, column] of Object.entries({ solver, ...extra })) {
    const rows = new Map<string, number>();
    for (let row = 0; row < size && rows.size <= mostValues; row++) {
      const value = valueAt(column, row);
      if (value !== null) rows.set(value, (rows.get(value) ?? 0) + 1);
    }
    const values = column instanceof Float64Array ? [...rows].toSorted(([a], [b]) => Number(a) - Number(b)) : [...rows];
    if (values.length > 1 && values.length <= mostValues) columns.push({ name, values });
  }
  const position = positionColumns.slice(0, -1).find((name) => columns.some((column) => column.name === name)) ?? null;
  return { rows: size, columns, position };
}

/** The rows that the filters let through. */
export function filtered(rollouts: Rollouts, filters: Filters): Rollouts {
  const tests = Object.entries(filters).map(([name, values]) => {
    const column = name === "solver" ? rollouts.solver : rollouts.extra[name];
    if (column === undefined) throw new RangeError(`Cannot filter rollouts: expected a column of the files, got "${name}"`);
    const wanted = new Set(values);
    return (row: number): boolean => wanted.has(valueAt(column, row) ?? "");
  });
  return tests.length === 0 ? rollouts : filterRollouts(rollouts, (row) => tests.every((passes) => passes(row)));
}

function valueAt(column: Rollouts["extra"][string], row: number): string | null {
  if (column instanceof Float64Array) return Number.isNaN(column[row]) ? null : String(column[row]);
  return column.levels[column.codes[row]] ?? null;
}
