/** The columns of {@linkcode Rollouts} that a file's columns can be read into. */
export type RolloutColumn = "problem" | "solver" | "sample" | "correct" | "answer" | "reward" | "logProb" | "tokens" | "text" | "embedding";

/**
 * The column names that readers recognise without being told, the preferred one first.
 *
 * `id` is not among them: it numbers problems in some files and rows in others, and reading row numbers as problems
 * would turn every sample into a problem of its own.
 */
export const recognisedColumns: Readonly<Record<RolloutColumn, readonly string[]>> = {
  problem: ["problem", "task_id", "problem_id", "question_id", "prompt_id", "doc_id"],
  solver: ["solver", "model", "model_name", "arm", "variant"],
  sample: ["sample", "sample_index", "sample_id", "completion_id", "trial"],
  correct: ["correct", "passed", "is_correct", "pass", "success"],
  answer: ["answer", "extracted_answer", "prediction", "pred"],
  reward: ["reward", "score", "rm_score"],
  logProb: ["logProb", "logprob", "log_prob", "cumulative_logprob"],
  tokens: ["tokens", "completion_tokens", "output_tokens", "num_tokens"],
  text: ["text", "completion", "generation", "response", "output", "solution"],
  embedding: ["embedding", "embeddings", "vector"],
};

/** The columns in the order of {@linkcode recognisedColumns}. */
export const rolloutColumns: readonly RolloutColumn[] = Object.keys(recognisedColumns) as RolloutColumn[];
