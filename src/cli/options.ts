import { parseArgs, type ParseArgsConfig } from "node:util";
import { recognisedColumns, type RolloutColumn } from "../data/index.ts";
import { UsageError } from "./usageError.ts";

/** What the flags of every command say, checked and typed. */
export interface CommandOptions {
  /** Positional arguments: the files. */
  readonly files: readonly string[];
  /** Values of k asked for; undefined lets the study choose. */
  readonly ks: readonly number[] | undefined;
  /** Column to group by. */
  readonly by: string | undefined;
  /** Where the report goes; undefined prints it. */
  readonly output: string | undefined;
  /** Seed of everything random. */
  readonly seed: string;
  /** Confidence level. */
  readonly level: number;
  /** What to do with problems that have fewer than k samples. */
  readonly tooFew: "throw" | "skip";
  /** Group size of the variance bands. */
  readonly group: number | undefined;
  /** Files of embeddings: one for all rows, or one for each file of rollouts in their order; empty for none. */
  readonly embeddings: readonly string[];
  /** Name of the array, tensor or column in these files; undefined where it is the only one. */
  readonly array: string | undefined;
  /** Token limit of the sampling; undefined lets the study infer it. */
  readonly maxTokens: number | undefined;
  /** Keep going over bad rows. */
  readonly lenient: boolean;
  /** Print JSON in place of a table. */
  readonly json: boolean;
  /** Print Markdown in place of a table. */
  readonly markdown: boolean;
  /** Column names that override the detection. */
  readonly columns: Readonly<Partial<Record<RolloutColumn, string>>>;
}

const flags = {
  k: { type: "string" },
  by: { type: "string" },
  output: { type: "string", short: "o" },
  seed: { type: "string", default: "0" },
  level: { type: "string", default: "0.95" },
  "too-few": { type: "string", default: "throw" },
  group: { type: "string" },
  embeddings: { type: "string", multiple: true, default: [] },
  array: { type: "string" },
  "max-tokens": { type: "string" },
  lenient: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  markdown: { type: "boolean", default: false },
} as const satisfies NonNullable<ParseArgsConfig["options"]>;

/** The flags that override column detection: `--problem task_id`, `--log-prob lp`, … */
const columnFlags = new Map((Object.keys(recognisedColumns) as RolloutColumn[]).map((name) => [name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), name] as const));

/**
 * Reads the arguments after the command's name.
 *
 * @param args Arguments as the shell gave them.
 * @param files How many files the command takes, [fewest, most].
 * @returns The options, complete.
 * @throws {UsageError} On an unknown flag, a malformed value or the wrong number of files.
 */
export function parseOptions(args: readonly string[], files: readonly [fewest: number, most: number]): CommandOptions {
  const columnOptions = Object.fromEntries([...columnFlags.keys()].map((flag) => [flag, { type: "string" as const }]));
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options: { ...flags, ...columnOptions }, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  const { values, positionals } = parsed;
  const text = values as Record<string, unknown>;
  if (positionals.length < files[0] || positionals.length > files[1]) {
    const wanted = files[0] === files[1] ? `${files[0]}` : files[1] === Infinity ? `at least ${files[0]}` : `${files[0]} or ${files[1]}`;
    throw new UsageError(`expected ${wanted} file${files[0] === 1 && files[1] !== 2 ? "" : "s"}, got ${positionals.length}`);
  }
  const { length: attached } = values.embeddings;
  if (attached > 1 && attached !== positionals.length) {
    throw new UsageError(`--embeddings must be given once for all files or once for each of the ${positionals.length}, got ${attached}`);
  }
  const tooFew = values["too-few"];
  if (tooFew !== "throw" && tooFew !== "skip") throw new UsageError(`--too-few must be "throw" or "skip", got "${tooFew}"`);
  const level = Number(values.level);
  if (!(level > 0 && level < 1)) throw new UsageError(`--level must lie strictly between 0 and 1, got "${values.level}"`);
  if (values.json && values.markdown) throw new UsageError("--json and --markdown exclude each other");
  return {
    files: positionals,
    ks: values.k === undefined ? undefined : ascending("--k", values.k.split(",").map((part) => wholeNumber("--k", part, 1))),
    by: values.by,
    output: values.output,
    seed: values.seed,
    level,
    tooFew,
    group: values.group === undefined ? undefined : wholeNumber("--group", values.group, 2),
    embeddings: values.embeddings,
    array: values.array,
    maxTokens: values["max-tokens"] === undefined ? undefined : wholeNumber("--max-tokens", values["max-tokens"], 1),
    lenient: values.lenient,
    json: values.json,
    markdown: values.markdown,
    columns: Object.fromEntries([...columnFlags].flatMap(([flag, name]) => (typeof text[flag] === "string" ? [[name, text[flag]] as const] : []))),
  };
}

function wholeNumber(flag: string, text: string, least: number): number {
  if (!/^\s*\d+\s*$/.test(text) || Number(text) < least) throw new UsageError(`${flag} must be a whole number ≥ ${least}, got "${text}"`);
  return Number(text);
}

function ascending(flag: string, numbers: number[]): number[] {
  if (numbers.some((value, i) => i > 0 && value <= numbers[i - 1])) throw new UsageError(`${flag} must list ascending numbers, got ${numbers.join(",")}`);
  return numbers;
}
