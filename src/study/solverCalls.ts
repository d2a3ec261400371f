import { show } from "../numeric/check.ts";

/** What a solver made of one problem. */
export interface SolverOutcome {
  /** Whether the solution was verified. */
  readonly correct: boolean;
  /** The final answer, for votes. */
  readonly answer?: string;
  /** The solution: what others learn from. */
  readonly solution?: string;
}

/** One solution that a solver is fine-tuned on. */
export interface TrainingExample {
  /** The problem. */
  readonly problem: string;
  /** The member of the ensemble that solved it, as the only one. */
  readonly teacher: string;
  /** Its final answer, if it gave one. */
  readonly answer?: string;
  /** Its solution, if it gave one. */
  readonly solution?: string;
}

/** What a call is told besides its work. */
export interface CallContext {
  /** Aborted when the study is: the call should end. */
  readonly signal: AbortSignal;
  /** Name of the work item, the same after every restart: a server that knows it can refuse to do the work twice. */
  readonly key: string;
}

const action = "run an ensemble study";

/** What an evaluation gave, checked and cut down to what is kept: what the journal gives back is the same. */
export function checkOutcomes(outcomes: unknown, problems: readonly string[]): SolverOutcome[] {
  if (!Array.isArray(outcomes) || outcomes.length !== problems.length) {
    throw new TypeError(`Cannot ${action}: evaluate must give one outcome for each of ${problems.length} problems, got ${show(outcomes)}`);
  }
  return outcomes.map((outcome: Partial<SolverOutcome> | null | undefined, p) => {
    const { correct, answer, solution } = outcome ?? {};
    if (typeof correct !== "boolean") throw new TypeError(`Cannot ${action}: correct must be true or false, got ${show(correct)} for problem ${show(problems[p])}`);
    for (const [name, value] of Object.entries({ answer, solution })) {
      if (value !== undefined && typeof value !== "string") throw new TypeError(`Cannot ${action}: ${name} must be a text, got ${show(value)} for problem ${show(problems[p])}`);
    }
    return { correct, ...(answer !== undefined && { answer }), ...(solution !== undefined && { solution }) };
  });
}

/** What a fine-tuning gave, checked. */
export function checkName(name: unknown): string {
  if (typeof name !== "string" || name === "") throw new TypeError(`Cannot ${action}: finetune must give the name of the tuned solver, got ${show(name)}`);
  return name;
}
