import type { Rollouts } from "../data/index.ts";
import { type NamedEnsemble, planEnsembles } from "./planEnsembles.ts";
import { type NamedSplit, planSplits } from "./planSplits.ts";
import { resolvePool } from "./resolvePool.ts";
import type { TrainingExample } from "./solverCalls.ts";
import { textHash } from "./textHash.ts";
import { uniqueSolutions } from "./uniqueSolutions.ts";

/** Examples for one solver, and the splits on whose Test B it is to be evaluated afterwards. */
export interface TrainingJob {
  readonly solver: string;
  readonly examples: readonly TrainingExample[];
  readonly splits: Set<number>;
}

/** All fine-tuning of a study. */
export interface TrainingJobs {
  /** The jobs by a fingerprint of solver and examples: equal ones are one. */
  readonly jobs: ReadonlyMap<string, TrainingJob>;
  /** Which job the member of an ensemble on a split waits for; `cell` counts splits within ensembles. */
  readonly waiting: readonly { readonly cell: number; readonly solver: string; readonly job: string }[];
}

/** Who learns what: on each split each member of an ensemble learns what exactly one other member solves on Train A. */
export function trainingJobs(outcomes: Rollouts, ensembles: readonly NamedEnsemble[], splits: readonly NamedSplit[]): TrainingJobs {
  const base = resolvePool(outcomes, undefined, "any", []);
  const ensemblePlan = planEnsembles(base.solvers, undefined, ensembles, undefined);
  const splitPlan = planSplits(base.problems, splits, undefined);
  const unique = uniqueSolutions(base, ensemblePlan, splitPlan.splits);
  const K = splits.length;

  const jobs = new Map<string, TrainingJob>();
  const waiting: { readonly cell: number; readonly solver: string; readonly job: string }[] = [];
  ensemblePlan.members.forEach((codes, e) => {
    for (let cell = e * K; cell < (e + 1) * K; cell++) {
      for (const code of codes) {
        const examples: TrainingExample[] = [];
        for (let i = unique.offsets[cell]; i < unique.offsets[cell + 1]; i++) {
          if (unique.teacher[i] !== code) examples.push(exampleOf(outcomes, unique.row[i]));
        }
        if (examples.length === 0) continue;
        const solver = base.solvers[code];
        const job = textHash(JSON.stringify([solver, examples]));
        if (!jobs.has(job)) jobs.set(job, { solver, examples, splits: new Set() });
        jobs.get(job)!.splits.add(cell % K);
        waiting.push({ cell, solver, job });
      }
    }
  });
  return { jobs, waiting };
}

function exampleOf({ solver, problem, answer, text }: Rollouts, row: number): TrainingExample {
  const code = answer?.codes[row] ?? -1;
  const solution = text?.[row];
  return {
    problem: problem.levels[problem.codes[row]],
    teacher: solver.levels[solver.codes[row]],
    ...(code >= 0 && { answer: answer!.levels[code] }),
    ...(solution !== undefined && { solution }),
  };
}
