import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { commandsOf } from "./commandsOf.ts";

/**
 * What `divlab --help` and `divlab <command> --help` print; it ends with where the pages lie on this machine.
 *
 * @param command The command whose own page it is; undefined: the page of all of them.
 * @returns The page.
 */
export function helpText(command?: string): string {
  return `${command === undefined ? overview() : commandPage(command)}${pages()}`;
}

function overview(): string {
  return `divlab: statistics of repeated sampling from language models

Usage: divlab <command> FILE… [options]
       divlab <command> --help     the options of one command

Commands
${commands}
${inputs}
Options
${options}
${ends}
Examples
${examples}`;
}

function commandPage(command: string): string {
  const [first, ...more] = entries(commands).find((entry) => nameOf(entry) === command)!.split("\n");
  const [, usage, start] = /^ {2}(\S+(?: [A-Z[][^ ]*)*) *(.*)$/.exec(first)!;
  const text = [start, ...more.map((line) => line.trim())].filter((line) => line !== "").join("\n");
  const own = entries(options).filter((entry) => commandsOf(/--([\w-]+)/.exec(entry)![1])?.includes(command) ?? true);
  return `divlab ${usage}: ${text}

Usage: divlab ${usage} [options]

${/FILE|A B/.test(usage) ? `${inputs}\n` : ""}Options
${own.join("\n")}

${ends}
Examples
${entries(examples).filter((entry) => entry.startsWith(`  divlab ${command} `)).join("\n")}
`;
}

/** The entries of a list: lines indented by two, each with the lines below it that are indented further. */
function entries(list: string): string[] {
  return list.trimEnd().split(/\n(?= {2}\S)/);
}

function nameOf(entry: string): string {
  return /\S+/.exec(entry)![0];
}

function pages(): string {
  const docs = fileURLToPath(new URL("../../docs/", import.meta.url));
  if (!existsSync(`${docs}numbers.md`)) return "";
  return `
The formula behind every number of a report: ${docs}numbers.md
Sources, assumptions, measured coverage:     ${docs}methods
How many digits agree with whom:             ${docs}accuracy.md
`;
}

const commands = `  report FILE…     pass@k curves with intervals, pass^k, variance bands, the bias-variance
                   bound, majority vote, best-of-k and comparisons, as one report
  passk FILE…      the pass@k table alone
  compare A B      paired comparison of two files, or of the solvers inside one file: pass@k,
                   variance bands, rewards, diversity of answers, texts and embeddings, tokens
  diversity FILE…  how different the samples of a problem are, whether that goes with success,
                   and what majority vote, best-of-n and MBR make of them by sample size
  prune FILE…      how far batches of samples can be pruned before performance falls: k-medoids, DPPs,
                   farthest first, top reward against random; writes the samples kept (--kept)
  checkpoints FILE…
                   pass@k, bias and variance and diversity along a training run or a sweep of
                   interpolated weights: up to which k does the last checkpoint win?
  edc FILE…        does the diversity of an ensemble of solvers predict its gain? From outcomes of
                   a pool of solvers, or from a table with columns ensemble, split, edc, s0, ds
  power [TABLE]    how many ensembles and splits such a study needs, from a pilot's table or --sd
  wise W0 WT       averages the weights of checkpoints in safetensors, --delta of the first and the
                   rest of the second: files, indices of shards or folders; -o says where it goes
  check FILE…      reads the file and says what is in it and what is wrong with it
`;

const inputs = `FILE is JSONL, CSV, Parquet or a JSON array of objects, plain or gzip, one sampled answer a row;
or what a tool has written, as it is: results of human-eval and evalplus, sample logs of
lm-evaluation-harness, logs of inspect_ai (.eval, .json), tables of W&B (.table.json). The content
tells which, not the name. Columns are found by name: task_id or problem, passed or correct, model
or arm or solver, answer, completion or text, reward, tokens, sample.
`;

const options = `  -o, --output FILE     write the report to FILE instead: .html, .md, .json or .txt
  --k 1,2,4,8           values of k (default: powers of two up to the fewest samples)
  --by COLUMN           results for each value of this column, too; samples may be numbered
                        anew for each of its values
  --embeddings FILE     embeddings of the samples: .npy, .npz, .safetensors, .parquet or .jsonl, in
                        the order of the rows or matched by problem, model and sample; give it
                        once for all rows or once for each file. Or a column named embedding
  --array NAME          the array, tensor or column of that file, where there are several
  --max-tokens N        compare: token limit of the sampling, to count truncated samples
  --fisher FILE         edc: Fisher (Task2Vec) embeddings of the solvers, [solvers, batches, d]:
                        .npy, .npz or .safetensors; without it, disagreement of correctness.
                        --distance cosine (default), task2vecCosine (published coefficients), kl, jsd, …
  --after FILE          edc: what was measured after training, rollouts or a table with columns
                        ensemble, split, accuracy; without it, gain of the vote over the best member
  --size 3, --splits 20, --ensembles 100, --score any|majority|mean, --lists FILE
                        edc: members of an ensemble, random halves, ensembles (at most), accuracy,
                        and where the fine-tuning lists go (JSONL)
  --df kenward-roger    edc, power: or satterthwaite, or z
  --effect 5,10         power: points of gain per unit of EDC; --sd 1.5,0.5,2 standard deviations
                        of ensembles, splits and residual in points, --edc-sd 0.1 that of EDC,
                        --ensembles 10,20,40, --splits 20, --replicates 10000
  --from embedding      prune: what tells samples apart, embedding, text or answer (default: the
                        first of these that the file has); --answer-weight 0.5 mixes answers in
  --methods LIST        prune: k-medoids, greedy-map, k-dpp, farthest-first, top-reward; with
                        --tolerance 0.02 what may be lost (2 points), --draws 20,
                        --reward-temperature T, --log-prob-temperature T weigh the samples
  --at COLUMN           checkpoints: the position in training or δ (default: step, epoch, checkpoint
                        or delta, else the number in the name of the model or file);
                        --series COLUMN tells runs apart (default: the model)
  --kept FILE           prune: write the samples kept (JSONL) with the reason, --keep N of each
                        batch (default: as few as the tolerance allows) by --method k-medoids,
                        greedy-map, k-dpp, farthest-first, top-reward or random;
                        --keep-best keeps the highest reward in any case
  --delta 0.5           wise: w = δ·w₀ + (1 − δ)·w_t; or --coefficients 0.2,0.3,0.5 for any number of
                        checkpoints (default: equal ones); -o is a file, or a new folder for shards
  --group G             report, checkpoints: group size of the variance bands (default: 8, or fewer)
  --level 0.95          confidence level
  --seed 0              seed of everything random; the same seed gives the same numbers everywhere
  --too-few throw|skip  problems with fewer than k samples: stop, or leave them out and say so
  --lenient             keep the good rows of a file with bad ones; the bad ones are listed
  --json, --markdown    what to print, in place of tables
  --problem NAME        the column that holds the problem; likewise --solver, --sample, --correct,
                        --answer, --reward, --log-prob, --tokens, --text; in logs --correct is
                        the metric or score, and --filter NAME the filter of lm-evaluation-harness
  -h, --help            this page        --version  the version
`;

const ends = `Results go to standard output (or FILE), narration and warnings to standard error.
Exit code 0 done, 1 bad data, 2 wrong usage, 130 wise was interrupted.
`;

const examples = `  divlab report samples.jsonl -o report.html
  divlab check rollouts.parquet
  divlab passk results.csv.gz --k 1,10,100 --problem question_id
  divlab compare panel.jsonl thinking.jsonl --json > comparison.json
  divlab compare a.jsonl b.jsonl --embeddings a.npy --embeddings b.npy -o comparison.html
  divlab edc outcomes.jsonl --fisher fisher.npz --after after.jsonl -o edc.html
  divlab power pilot.csv --ensembles 10,20,40,80 --splits 5,20
  divlab prune samples.jsonl -o pruning.html --kept kept.jsonl --keep 8
  divlab checkpoints samples.jsonl --series run -o checkpoints.html
  divlab diversity samples.jsonl --by temperature -o diversity.html
  divlab wise early.safetensors late.safetensors --delta 0.5 -o wise.safetensors
`;
