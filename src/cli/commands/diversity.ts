import { countsByProblem, type Rollouts } from "../../data/index.ts";
import { describeDiversity, type RelatedStudies } from "../../report/describeDiversity.ts";
import { diversityCoverageAsync, diversityStudyAsync, selectionScalingAsync } from "../../study/index.ts";
import { load } from "../load.ts";
import type { CommandOptions } from "../options.ts";
import { createProgress } from "../progress.ts";
import type { Terminal } from "../run.ts";
import { checkOutput, contextOf, deliver } from "./report.ts";

/** `divlab diversity`: how different the samples are, whether that goes with success, and what choosing among them gains. */
export async function diversityCommand(options: CommandOptions, terminal: Terminal, commandLine: string): Promise<number> {
  checkOutput(options);
  const loaded = await load(options, terminal, true);
  const { rollouts } = loaded;
  const progress = createProgress();
  const common = { level: options.level, ...(options.by !== undefined && { by: options.by }) };
  const subsets = { ...common, rng: options.seed, ...(options.ks !== undefined && { sizes: options.ks }) };
  const reporting = (label: string) => ({ onProgress: (share: number) => progress.update(label, share, "") });
  try {
    const diversity = await diversityStudyAsync(rollouts, { ...common, ...reporting("Measuring") });
    const related: RelatedStudies = hasRepeatedScores(rollouts)
      ? {
          coverage: await diversityCoverageAsync(rollouts, { ...subsets, ...reporting("Relating diversity to success") }),
          selection: await selectionScalingAsync(rollouts, { ...subsets, ...reporting("Choosing samples") }),
        }
      : {};
    progress.clear();
    const context = contextOf(loaded, commandLine, options);
    await deliver({ kind: "diversity", diversity, ...related }, context, describeDiversity(diversity, context, related), options, terminal);
    return 0;
  } finally {
    progress.clear();
  }
}

/** Whether every problem of every solver has two scored samples: what subsets need. */
function hasRepeatedScores(rollouts: Rollouts): boolean {
  if (rollouts.correct === undefined) return false;
  const counts = countsByProblem(rollouts).filter(({ n }) => n.length > 0);
  return counts.length > 0 && counts.every(({ n }) => n.every((samples) => samples >= 2));
}
