/** What `divlab --help` and `divlab <command> --help` print. */
const overview = `divlab: statistics of repeated sampling from language models

Usage: divlab <command> FILE… [options]

Commands
  report FILE…     pass@k curves with intervals, pass^k, variance bands, the bias-variance
                   bound, majority vote, best-of-k and comparisons, as one report
  passk FILE…      the pass@k table alone
  compare A B      paired comparison of two files, or of the solvers inside one file: pass@k,
                   variance bands, rewards, diversity of answers, texts and embeddings, tokens
  diversity FILE…  how different the samples of a problem are, whether that goes with success,
                   and what majority vote, best-of-n and MBR make of them by sample size
  check FILE…      reads the file and says what is in it and what is wrong with it

FILE is JSONL or CSV, plain or gzip, one sampled answer a row; the result files of human-eval
and evalplus work as they are. Columns are found by name: task_id or problem, passed or correct,
model or arm or solver, answer, completion or text, reward, tokens, sample.

Options
  -o, --output FILE     write the report to FILE instead: .html, .md, .json or .txt
  --k 1,2,4,8           values of k (default: powers of two up to the fewest samples)
  --by COLUMN           results for each value of this column, too
  --embeddings FILE     embeddings of the samples: .npy, .npz, .safetensors, .parquet or .jsonl, in
                        the order of the rows or matched by problem, model and sample; give it
                        once for all rows or once for each file. Or a column named embedding
  --array NAME          the array, tensor or column of that file, where there are several
  --max-tokens N        token limit of the sampling, to count truncated samples
  --group G             group size of the variance bands (default: 8, or fewer samples)
  --level 0.95          confidence level
  --seed 0              seed of the bootstrap; the same seed gives the same numbers everywhere
  --too-few throw|skip  problems with fewer than k samples: stop, or leave them out and say so
  --lenient             keep the good rows of a file with bad ones; the bad ones are listed
  --json, --markdown    what to print, in place of tables
  --problem NAME        the column that holds the problem; likewise --solver, --sample, --correct,
                        --answer, --reward, --log-prob, --tokens, --text
  -h, --help            this page        --version  the version

Results go to standard output (or FILE), narration and warnings to standard error. Exit code 0 done, 1 bad data, 2 wrong usage.

Examples
  divlab report samples.jsonl -o report.html
  divlab passk results.csv.gz --k 1,10,100 --problem question_id
  divlab compare panel.jsonl thinking.jsonl --json > comparison.json
  divlab compare a.jsonl b.jsonl --embeddings a.npy --embeddings b.npy -o comparison.html
  divlab diversity samples.jsonl --by temperature -o diversity.html
`;

/** The help text. */
export function helpText(): string {
  return overview;
}
