import type { PruningLimit, PruningOutcomeName, PruningPoint, PruningStudy } from "../../study/index.ts";
import type { PruningMethod } from "../../cluster/index.ts";
import { capitalise } from "../capitalise.ts";
import type { Block, Curves, Section, Table } from "../document.ts";
import { formatCell } from "../formatCell.ts";
import { levelText } from "../levelText.ts";
import { intervalCell } from "./kTable.ts";

/** The methods as tables and legends name them. */
export const pruningMethodNames: Readonly<Record<PruningMethod, string>> = {
  "k-medoids": "k-medoids",
  "greedy-map": "DPP, greedy MAP",
  "k-dpp": "DPP, drawn",
  "farthest-first": "farthest first",
  "top-reward": "top reward",
  random: "random",
};

/** Outcomes whose expectation under random pruning has no formula. */
const drawnOutcomes: ReadonlySet<PruningOutcomeName> = new Set(["weighted-vote", "semantic-mbr", "lexical-mbr"]);

interface OutcomeWords {
  /** In tables and on axes. */
  readonly name: string;
  readonly format: "share" | "number";
}

/** The outcomes in words. */
export const pruningOutcomeWords: Readonly<Record<PruningOutcomeName, OutcomeWords>> = {
  "weighted-vote": { name: "accuracy of the vote weighted by cluster", format: "share" },
  "majority-vote": { name: "accuracy of the plain vote", format: "share" },
  "best-of-n": { name: "accuracy of the highest reward", format: "share" },
  "semantic-mbr": { name: "accuracy of semantic MBR", format: "share" },
  "lexical-mbr": { name: "accuracy of lexical MBR", format: "share" },
  coverage: { name: "any kept sample right", format: "share" },
  "best-reward": { name: "highest reward kept", format: "number" },
  "distinct-answers": { name: "distinct answers kept", format: "share" },
  "spread-explained": { name: "spread represented", format: "share" },
};

/** How far batches can be pruned: the answer, its figure and tables, a section per solver. */
export function pruningSections(study: PruningStudy): Section[] {
  return study.solvers.flatMap((solver, i): Section[] => {
    const points = study.points.filter((point) => point.solver === solver);
    const limits = study.limits.filter((limit) => limit.solver === solver);
    const outcomes = study.outcomes.filter((outcome) => limits.some((limit) => limit.outcome === outcome));
    if (outcomes.length === 0) return [];
    const [main, ...others] = outcomes;
    const blocks: Block[] = [
      { type: "paragraph", text: pruningAnswer(study, solver) },
      curvesFigure(study, points, main),
      limitTable(study, limits, outcomes),
      pointTable(study, points, main),
      ...others.flatMap((outcome) => [curvesFigure(study, points, outcome), pointTable(study, points, outcome)]),
    ];
    return [{ id: `pruning-${i + 1}`, heading: `How far batches can be pruned${study.solvers.length === 1 ? "" : `: ${solver}`}`, blocks }];
  });
}

/**
 * The answer for one solver in a few sentences: how far k-medoids can prune, how far random pruning, whether another method goes further, and what
 * a quarter of the batch is worth.
 */
export function pruningAnswer(study: PruningStudy, solver: string): string {
  const { level, ks } = study;
  const outcome = study.outcomes.find((name) => study.limits.some((limit) => limit.solver === solver && limit.outcome === name));
  const own = study.limits.filter((limit) => limit.solver === solver && limit.outcome === outcome);
  if (outcome === undefined || own.length === 0) return "";
  const chosen = own.find(({ method }) => method === "k-medoids") ?? own[0];
  const random = own.find(({ method }) => method === "random" && chosen.method !== "random");
  const { name, format } = pruningOutcomeWords[outcome];
  const last = ks[ks.length - 1];
  const method = pruningMethodNames[chosen.method];
  const lost = marginText(chosen, study.tolerance, format);
  const subject = `Pruned by ${method}, ${name} (${formatCell(chosen.whole, format)} with ${batchWords(study)})`;
  const reached =
    chosen.observed === null
      ? `${subject} falls by more than ${lost} already at ${samples(last)}`
      : `${subject} falls by no more than ${lost} down to ${samples(chosen.observed)} (${formatCell(atLimit(study, chosen), format)})`;
  const further = own
    // That the highest reward alone keeps the highest reward, or the sample it picks, is no finding.
    .filter((limit) => limit !== chosen && limit !== random && !((outcome === "best-reward" || outcome === "best-of-n") && limit.method === "top-reward") && limit.observed !== null && limit.observed < (chosen.observed ?? Infinity))
    .toSorted((a, b) => Number(a.observed) - Number(b.observed))[0];
  const others = [
    ...(random === undefined ? [] : [random.observed === null ? `not even to ${last} at random` : `to ${random.observed} at random`]),
    ...(further === undefined ? [] : [`to ${further.observed} by ${pruningMethodNames[further.method]}`]),
  ].join(", ");
  const sure =
    chosen.problems === 1 || chosen.observed === null
      ? ""
      : chosen.assured === null
        ? ` From ${chosen.problems} batches that is not sure at ${levelText(level)} for any k.`
        : chosen.assured === chosen.observed
          ? ` That is sure at ${levelText(level)}.`
          : ` At ${levelText(level)} confidence it is sure down to ${chosen.assured}.`;
  const certain = study.keepBest && chosen.method !== "random" && (outcome === "best-reward" || outcome === "best-of-n") ? " The sample with the highest reward is always kept, so nothing can be lost." : "";
  return `${reached}${others === "" ? "" : `; ${others}`}.${certain === "" ? sure : certain} ${exampleAt(study, solver, outcome, chosen.method)}`.trim();
}

/** The outcome at the fewest samples. */
function atLimit({ points }: PruningStudy, { solver, method, outcome, observed }: PruningLimit): number | null {
  return points.find((point) => point.solver === solver && point.method === method && point.outcome === outcome && point.k === observed)?.estimate ?? null;
}

/** "2 points", or "0.16 (2.0 %)" of a reward. */
function marginText({ margin }: PruningLimit, tolerance: number, format: "share" | "number"): string {
  return format === "share" ? `${formatCell(margin * 100, "number")} points` : `${formatCell(margin, "number")} (${formatCell(tolerance, "share")})`;
}

function samples(k: number): string {
  return `${k} ${k === 1 ? "sample" : "samples"}`;
}

/** What about a quarter of the batch is worth. */
function exampleAt({ ks, points, batchSize }: PruningStudy, solver: string, outcome: PruningOutcomeName, method: PruningMethod): string {
  const k = ks.findLast((own) => own <= Math.max(2, batchSize.most / 4)) ?? ks[0];
  const find = (wanted: PruningMethod): PruningPoint | undefined => points.find((point) => point.solver === solver && point.outcome === outcome && point.method === wanted && point.k === k);
  const own = find(method);
  const random = find("random");
  if (own === undefined || random === undefined || method === "random") return "";
  const { name, format } = pruningOutcomeWords[outcome];
  const worth = own.randomEquivalent > 0 ? ` (what ${equivalentText(own.randomEquivalent)} give)` : Number.isNaN(own.randomEquivalent) ? " (more than random samples ever give)" : "";
  return `With ${k} of ${batchSize.fewest === batchSize.most ? "" : "up to "}${batchSize.most} kept, ${name}: ${formatCell(own.estimate, format)} by ${pruningMethodNames[method]}${worth}, ${formatCell(random.estimate, format)} at random.`;
}

/** To two digits: "2.1 random samples". */
function equivalentText(equivalent: number): string {
  const rounded = Number(equivalent.toPrecision(2));
  return `${rounded} random ${rounded === 1 ? "sample" : "samples"}`;
}

function batchWords({ batchSize: { fewest, most } }: PruningStudy): string {
  return `the whole batch of ${fewest === most ? most : `${fewest} to ${most}`}`;
}

/** The outcome by k, and that of the whole batch. Bands tell how well the difference between the two is known; more than two would hide each other. */
function curvesFigure({ methods, level, ks, solvers, limits }: PruningStudy, points: readonly PruningPoint[], outcome: PruningOutcomeName): Curves {
  const { name, format } = pruningOutcomeWords[outcome];
  const [solver] = points.map((point) => point.solver);
  const whole = limits.find((limit) => limit.outcome === outcome && limit.solver === solver)?.whole ?? NaN;
  const banded = [methods[0], "random"];
  const single = points.every(({ problems }) => problems === 1);
  const drawn = drawnOutcomes.has(outcome);
  return {
    type: "curves",
    caption:
      `${capitalise(name)} against the number of samples kept${solvers.length === 1 ? "" : `, ${solver}`}; random pruning is ${drawn ? "the mean of random subsets" : "its expectation over all subsets"}` +
      (single ? "" : `. Bands, of ${pruningMethodNames[methods[0]]}${methods[0] === "random" ? "" : " and random"}: ${levelText(level)} intervals of the difference to the whole batch, paired by problem`),
    x: { label: "k, samples kept", scale: "log" },
    y: { label: name, scale: "linear", ...(format === "share" && { percent: true }) },
    series: [
      ...methods.map((method) => ({
        name: pruningMethodNames[method],
        group: pruningMethodNames[method],
        style: method === "random" ? ("dashed" as const) : ("solid" as const),
        points: points
          .filter((point) => point.outcome === outcome && point.method === method)
          .map(({ k, estimate, overWhole }) => {
            const { low, high } = overWhole.confidenceInterval;
            const shift = estimate - overWhole.estimate;
            const least = format === "share" && outcome !== "spread-explained" ? 0 : -Infinity;
            const most = format === "share" ? Math.max(1, estimate) : Infinity;
            return { x: k, y: estimate, ...(banded.includes(method) && !Number.isNaN(low) && { low: Math.max(least, shift + low), high: Math.min(most, shift + high) }) };
          }),
      })),
      { name: "whole batch", group: "whole batch", style: "dashed", points: [ks[0], ks[ks.length - 1]].map((k) => ({ x: k, y: whole })) },
    ],
  };
}

/** Fewest samples per outcome and method. */
function limitTable({ methods, tolerance, level, ks }: PruningStudy, limits: readonly PruningLimit[], outcomes: readonly PruningOutcomeName[]): Table {
  const single = limits.every(({ problems }) => problems === 1);
  const fewest = (k: number | null): string => (k === null ? `>\u00a0${ks[ks.length - 1]}` : String(k));
  // Where nothing is sure, saying so in every cell would hide the numbers.
  const isSilent = limits.every(({ assured }) => assured === null);
  const cell = (limit: PruningLimit | undefined): string | null => {
    if (limit === undefined) return null;
    return isSilent || limit.observed === limit.assured ? fewest(limit.observed) : `${fewest(limit.observed)} (${fewest(limit.assured)})`;
  };
  const hasReward = outcomes.includes("best-reward");
  return {
    type: "table",
    caption: `Fewest samples that lose no more than ${formatCell(tolerance * 100, "number")} points${hasReward ? ` (of a reward ${formatCell(tolerance, "share")})` : ""} against the whole batch${single ? "" : isSilent ? `; there are too few batches to be sure of any at ${levelText(level)}` : `; in brackets: to be sure of that at ${levelText(level)}, where that takes more`}`,
    columns: [
      { name: "outcome", format: "text" },
      { name: "whole batch", format: "text" },
      ...methods.map((method) => ({ name: pruningMethodNames[method], format: "text" as const })),
    ],
    rows: outcomes.map((outcome) => {
      const own = limits.filter((limit) => limit.outcome === outcome);
      const { name, format } = pruningOutcomeWords[outcome];
      return [name, formatCell(own[0]?.whole ?? null, format), ...methods.map((method) => cell(own.find((limit) => limit.method === method)))];
    }),
  };
}

/** Estimates with intervals by k, and what k-medoids and the others add to chance. */
function pointTable({ ks, methods, level }: PruningStudy, points: readonly PruningPoint[], outcome: PruningOutcomeName): Table {
  const { name, format } = pruningOutcomeWords[outcome];
  const own = points.filter((point) => point.outcome === outcome);
  const find = (method: PruningMethod, k: number): PruningPoint | undefined => own.find((point) => point.method === method && point.k === k);
  const compared = methods.filter((method) => method !== "random" && own.some((point) => point.method === method));
  return {
    type: "table",
    caption: `${capitalise(name)} by samples kept, with ${levelText(level)} intervals, and the difference of each method to random pruning of the same batches`,
    columns: [
      { name: "k", format: "integer" },
      { name: "batches", format: "integer" },
      ...methods.map((method) => ({ name: pruningMethodNames[method], format })),
      ...compared.map((method) => ({ name: `${pruningMethodNames[method]} − random`, format: format === "share" ? ("points" as const) : format })),
    ],
    rows: ks.flatMap((k) => {
      const at = methods.map((method) => find(method, k));
      if (at.every((point) => point === undefined)) return [];
      return [[k, Math.max(...at.map((point) => point?.problems ?? 0)), ...at.map(intervalCell), ...compared.map((method) => intervalCell(find(method, k)?.overRandom))]];
    }),
    detail: true,
  };
}

/** How samples were compared and chosen, and what the intervals hold. */
export function pruningMethodsSection(study: PruningStudy): Section {
  const { distance, methods, outcomes, draws, level, tolerance, answerWeight, rewardTemperature, logProbTemperature, keepBest } = study;
  const told = {
    embedding: "the cosine distance of their embeddings",
    text: "the cosine distance of the counts of their words and word pairs",
    answer: "their answers: distance 0 for the same one, else 1",
  }[distance];
  const has = (method: PruningMethod): boolean => methods.includes(method);
  const weights = [
    ...(Number.isFinite(rewardTemperature) ? [`reward/${rewardTemperature}`] : []),
    ...(Number.isFinite(logProbTemperature) ? [`log-probability/${logProbTemperature}`] : []),
  ].join(" + ");
  const paragraphs = [
    `A batch is all samples of a solver on a problem. Samples are told apart by ${told}${answerWeight > 0 ? `, mixed with whether their answers differ (weight ${answerWeight})` : ""}.${weights === "" ? "" : ` A sample's weight is the softmax of ${weights}.`}${keepBest ? " The sample with the highest reward is always kept, except by random pruning." : ""}`,
    has("k-medoids") && "k-medoids keeps the k samples with the smallest sum of distances of all samples to the nearest of them (FasterPAM; Schubert and Rousseeuw 2021). Each stands for the samples nearest to it.",
    (has("greedy-map") || has("k-dpp")) &&
      `The determinantal methods take 1 − distance as similarity and favour sets with a large determinant: ${[has("greedy-map") && "greedy MAP adds the sample that raises it most", has("k-dpp") && `the k-DPP draws sets in proportion to it (mean of ${draws} draws)`].filter((text) => text !== false).join(", ")} (Kulesza and Taskar 2012).`,
    has("farthest-first") && "Farthest first starts at the most central sample and adds the one farthest from all kept (Gonzalez 1985).",
    outcomes.includes("weighted-vote") && "In the weighted vote each kept sample votes with the weight of the samples it stands for; in the plain vote with its own. That goes for random pruning, too: its weighted vote gives each random sample the weight of those nearest to it, and naive subsampling is its plain vote. Ties count as the mean of the tied, no vote at all is wrong.",
    outcomes.includes("spread-explained") && "Spread represented is 1 − loss/loss of the best single sample, where the loss sums the distances of all samples to the nearest one kept.",
    `Random pruning is the exact expectation over all subsets of k${outcomes.some((outcome) => drawnOutcomes.has(outcome)) ? `, except for the weighted vote and MBR, which take the mean of ${draws} subsets a batch` : ""}.`,
    `The limits go from the largest k down until the mean difference to the whole batch is below −${formatCell(tolerance * 100, "number")} points${outcomes.includes("best-reward") ? " (of a reward: that share of it)" : ""}, or, in brackets, until its one-sided ${levelText(level)} bound is; tested in that order no correction for many k is needed. The bound allows for losses too rare to have been seen (Gaffke 2005)${outcomes.includes("spread-explained") ? "; that of spread is a t bound" : ""}. Intervals take problems as a sample of a population; differences to random pruning are paired by problem, with t intervals.`,
    "Formulas and sources: docs/methods/pruning.md of @divlab/core.",
  ].filter((text) => typeof text === "string");
  return { id: "methods", heading: "Methods", blocks: paragraphs.map((text) => ({ type: "paragraph" as const, text })) };
}
