import { parseArgs, type ParseArgsConfig } from "node:util";
import type { RolloutColumn } from "../data/index.ts";
import type { Task2VecDistance } from "../task2vec/index.ts";
import { columnFlags, commandsOf } from "./commandsOf.ts";
import { choice, finiteNumber, wholeNumber } from "./flagValues.ts";
import { pruneFlags, type PruneOptions, pruneOptions } from "./pruneOptions.ts";
import { UsageError } from "./usageError.ts";
import { wiseFlags, type WiseOptions, wiseOptions } from "./wiseOptions.ts";

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
  /** Filter whose rows are read of a log of lm-evaluation-harness; undefined where there is one only. */
  readonly filter: string | undefined;
  /** Keep going over bad rows. */
  readonly lenient: boolean;
  /** Print JSON in place of a table. */
  readonly json: boolean;
  /** Print Markdown in place of a table. */
  readonly markdown: boolean;
  /** File of the solvers' Fisher embeddings. */
  readonly fisher: string | undefined;
  /** Distance of Fisher embeddings. */
  readonly distance: Task2VecDistance;
  /** File of what was measured after training. */
  readonly after: string | undefined;
  /** File that the fine-tuning lists go to. */
  readonly lists: string | undefined;
  /** Members of an ensemble. */
  readonly size: number;
  /** Numbers of ensembles; undefined lets the command choose. */
  readonly ensembles: readonly number[] | undefined;
  /** Numbers of splits; undefined lets the command choose. */
  readonly splits: readonly number[] | undefined;
  /** Accuracy whose gain is studied. */
  readonly score: "any" | "majority" | "mean";
  /** Degrees of freedom. */
  readonly df: "kenward-roger" | "satterthwaite" | "z";
  /** Effects whose power is asked for; undefined takes the pilot's. */
  readonly effects: readonly number[] | undefined;
  /** Standard deviations between ensembles, between splits and of the residual; undefined takes the pilot's. */
  readonly sd: readonly [ensemble: number, split: number, residual: number] | undefined;
  /** Standard deviation of EDC over ensembles; undefined takes the pilot's, or 1 without one. */
  readonly edcSd: number | undefined;
  /** Simulated studies per design. */
  readonly replicates: number;
  /** Column that holds the position of a checkpoint; undefined: a recognised one, or the solver's name. */
  readonly at: string | undefined;
  /** Column that holds the series of a checkpoint; undefined: the solver. */
  readonly series: string | undefined;
  /** What `divlab prune` alone understands. */
  readonly prune: PruneOptions;
  /** What `divlab wise` alone understands. */
  readonly wise: WiseOptions;
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
  fisher: { type: "string" },
  distance: { type: "string", default: "cosine" },
  after: { type: "string" },
  lists: { type: "string" },
  size: { type: "string", default: "3" },
  ensembles: { type: "string" },
  splits: { type: "string" },
  score: { type: "string", default: "any" },
  df: { type: "string", default: "kenward-roger" },
  effect: { type: "string" },
  sd: { type: "string" },
  "edc-sd": { type: "string" },
  replicates: { type: "string", default: "10000" },
  at: { type: "string" },
  series: { type: "string" },
  ...pruneFlags,
  ...wiseFlags,
  filter: { type: "string" },
  lenient: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  markdown: { type: "boolean", default: false },
} as const satisfies NonNullable<ParseArgsConfig["options"]>;

const distances: readonly Task2VecDistance[] = ["cosine", "task2vecCosine", "normalizedCosine", "correlation", "kl", "jsd", "entropy"];

/**
 * Reads the arguments after the command's name.
 *
 * @param args Arguments as the shell gave them.
 * @param files How many files the command takes, [fewest, most].
 * @param command Name of the command.
 * @returns The options, complete.
 * @throws {UsageError} On an unknown flag, one of another command, a malformed value or the wrong number of files.
 */
export function parseOptions(args: readonly string[], files: readonly [fewest: number, most: number], command: string): CommandOptions {
  const columnOptions = Object.fromEntries([...columnFlags.keys()].map((flag) => [flag, { type: "string" as const }]));
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options: { ...flags, ...columnOptions }, allowPositionals: true, strict: true, tokens: true });
  } catch (error) {
    throw new UsageError(unknownOption((error as Error).message, command));
  }
  const { values, positionals, tokens } = parsed;
  for (const token of tokens) {
    const commands = token.kind === "option" ? commandsOf(token.name) : undefined;
    if (token.kind === "option" && commands !== undefined && !commands.includes(command)) throw new UsageError(`--${token.name} is an option of divlab ${commands.join(", ").replace(/, (?=\w+$)/, " and ")}, not of divlab ${command}`);
  }
  const text = values as Record<string, unknown>;
  if (positionals.length < files[0] || positionals.length > files[1]) {
    const wanted = files[0] === files[1] ? `${files[0]}` : files[1] === Infinity ? `at least ${files[0]}` : `${files[0]} or ${files[1]}`;
    throw new UsageError(`expected ${wanted} file${files[0] === 1 && files[1] !== 2 ? "" : "s"}, got ${positionals.length}`);
  }
  const { length: attached } = values.embeddings;
  if (attached > 1 && attached !== positionals.length) {
    throw new UsageError(`--embeddings must be given once for all files or once for each of the ${positionals.length}, got ${attached}`);
  }
  const tooFew = choice("--too-few", values["too-few"], ["throw", "skip"]);
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
    fisher: values.fisher,
    distance: choice("--distance", values.distance, distances),
    after: values.after,
    lists: values.lists,
    size: wholeNumber("--size", values.size, 2),
    ensembles: values.ensembles === undefined ? undefined : ascending("--ensembles", values.ensembles.split(",").map((part) => wholeNumber("--ensembles", part, 1))),
    splits: values.splits === undefined ? undefined : ascending("--splits", values.splits.split(",").map((part) => wholeNumber("--splits", part, 1))),
    score: choice("--score", values.score, ["any", "majority", "mean"]),
    df: choice("--df", values.df, ["kenward-roger", "satterthwaite", "z"]),
    effects: values.effect?.split(",").map((part) => finiteNumber("--effect", part, -Infinity)),
    sd: values.sd === undefined ? undefined : deviations(values.sd),
    edcSd: values["edc-sd"] === undefined ? undefined : finiteNumber("--edc-sd", values["edc-sd"], 0),
    replicates: wholeNumber("--replicates", values.replicates, 1),
    at: values.at,
    series: values.series,
    prune: pruneOptions(values),
    wise: wiseOptions(values),
    filter: values.filter,
    lenient: values.lenient,
    json: values.json,
    markdown: values.markdown,
    columns: Object.fromEntries([...columnFlags].flatMap(([flag, name]) => (typeof text[flag] === "string" ? [[name, text[flag]] as const] : []))),
  };
}

/** What Node says of an option it does not know, without its advice on names of files that begin with a dash. */
function unknownOption(message: string, command: string): string {
  const name = /^Unknown option '(-[^']*)'/.exec(message)?.[1];
  return name === undefined ? message : `${command} has no option ${name}`;
}

function deviations(text: string): [number, number, number] {
  const [ensemble, split, residual, ...more] = text.split(",").map((part) => finiteNumber("--sd", part, 0));
  if (residual === undefined || more.length > 0) throw new UsageError(`--sd must list three numbers (ensemble,split,residual), got "${text}"`);
  return [ensemble, split, residual];
}

function ascending(flag: string, numbers: number[]): number[] {
  if (numbers.some((value, i) => i > 0 && value <= numbers[i - 1])) throw new UsageError(`${flag} must list ascending numbers, got ${numbers.join(",")}`);
  return numbers;
}
