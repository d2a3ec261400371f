import type { PowerMixedModelResult, PowerPoint } from "../../lmm/index.ts";
import type { Curves, Section, Table } from "../document.ts";
import { formatCell } from "../formatCell.ts";

/** What a computation of power takes for granted. */
export interface PowerPremises {
  /** Standard deviation of EDC between the ensembles. */
  readonly edcSd?: number;
  /** The study that the effect is an estimate of; none if it was given. */
  readonly effectOf?: string;
  /** The study that the standard deviations are estimates of; none if they were given. */
  readonly deviationsOf?: string;
  /** The solvers that ensembles which share members are drawn from, and the members of one. */
  readonly pool?: { readonly solvers: number; readonly size: number };
}

/** Power against the number of ensembles, and as a table. `unit` is what the response is measured in. */
export function powerSection(power: PowerMixedModelResult, unit: string, premises: PowerPremises): Section {
  const { points, significance, replicates } = power;
  const vary = { splits: differ(points, ({ splits }) => splits), effect: differ(points, ({ effect }) => effect), sd: differ(points, deviationsOf) };
  const nameOf = (point: PowerPoint): string =>
    [
      vary.effect && `effect ${formatCell(point.effect, "number")}`,
      (vary.splits || (!vary.effect && !vary.sd)) && `${point.splits} splits`,
      vary.sd && `sd ${deviationsOf(point)}`,
    ]
      .filter((part) => part !== false)
      .join(", ");
  const names = [...new Set(points.map(nameOf))];
  const figure: Curves = {
    type: "curves",
    caption: `Probability that a study of so many ensembles finds the effect (two-sided test at ${formatCell(significance, "share")}), with Monte Carlo intervals`,
    x: { label: "ensembles", scale: "linear" },
    y: { label: "power", scale: "linear", percent: true },
    series: names.map((name) => ({
      name,
      group: name,
      style: "solid",
      points: points
        .filter((point) => nameOf(point) === name)
        .map(({ ensembles, power: y, confidenceInterval: { low, high } }) => ({ x: ensembles, y, low, high })),
    })),
  };
  const several = new Set(points.map(({ ensembles }) => ensembles)).size > 1;
  return {
    id: "power",
    heading: "How many ensembles does such a study need?",
    blocks: [
      { type: "paragraph", text: advice(power) },
      ...(several ? [figure] : []),
      powerTable(points, unit),
      { type: "paragraph", text: `${formatCell(replicates, "integer")} simulated studies per design, the same random numbers for all; the test uses ${dfWords[power.df]}.` },
      { type: "paragraph", text: caution(points, premises) },
    ],
  };
}

const dfWords = { "kenward-roger": "Kenward and Roger's degrees of freedom", satterthwaite: "Satterthwaite's degrees of freedom", z: "the normal distribution" } as const;

/** What more splits would bring. */
function advice({ points }: PowerMixedModelResult): string {
  const most = points.reduce((a, b) => (b.splitSaturation > a.splitSaturation ? b : a));
  return (
    `With ${most.splits} splits, each ensemble already gives ${formatCell(most.splitSaturation, "share")} of what infinitely many splits would tell about the effect of diversity: ` +
    (most.splitSaturation > 0.8 ? "more splits barely help, more ensembles do." : "more splits help, too, as long as this share is small.")
  );
}

/** What the numbers rest on. */
function caution(points: readonly PowerPoint[], { edcSd, effectOf, deviationsOf, pool }: PowerPremises): string {
  const sentences: string[] = [];
  if (edcSd !== undefined) sentences.push(`EDC is taken to have a standard deviation of ${formatCell(edcSd, "number")} between ensembles.`);
  const estimated = [effectOf !== undefined && "the effect", deviationsOf !== undefined && "the standard deviations"].filter((part) => part !== false);
  if (estimated.length > 0) sentences.push(`Estimates of ${effectOf ?? deviationsOf} stand for ${estimated.join(" and ")}, and power is no better known than they are.`);
  if (effectOf !== undefined) {
    sentences.push(
      `Power at an estimated effect says nothing about ${effectOf} that its p-value does not, and promises too much where the effect is taken up because it was significant: to plan a study, give the smallest effect that would matter (divlab power TABLE --effect).`,
    );
  }
  sentences.push("Ensembles are simulated as independent. Where they share members, more are needed than this.");
  if (pool !== undefined) {
    const all = subsets(pool.solvers, pool.size);
    const most = points.reduce((a, { ensembles }) => Math.max(a, ensembles), 0);
    if (all < most) sentences.push(`From ${pool.solvers} solvers only ${formatCell(all, "integer")} ensembles of ${pool.size} can be made: more need more solvers.`);
  }
  return sentences.join(" ");
}

/** Number of subsets of `size` out of `count`. */
function subsets(count: number, size: number): number {
  let product = 1;
  for (let i = 1; i <= size; i++) product = Math.round((product * (count - size + i)) / i);
  return product;
}

function powerTable(points: readonly PowerPoint[], unit: string): Table {
  const exact = points.some(({ exactPower }) => exactPower !== null);
  return {
    type: "table",
    caption: `Power by design; standard deviations in ${unit}, effects in ${unit} per unit of EDC`,
    columns: [
      { name: "ensembles", format: "integer" },
      { name: "splits", format: "integer" },
      { name: "effect", format: "number" },
      { name: "sd ensemble, split, residual", format: "text" },
      { name: "power", format: "share" },
      ...(exact ? [{ name: "exact t test", format: "share" } as const] : []),
      { name: "singular fits", format: "share" },
    ],
    rows: points.map((point) => [
      point.ensembles,
      point.splits,
      point.effect,
      deviationsOf(point),
      { estimate: point.power, confidenceInterval: point.confidenceInterval },
      ...(exact ? [point.exactPower] : []),
      point.singular,
    ]),
  };
}

function deviationsOf({ ensembleSd, splitSd, residualSd }: PowerPoint): string {
  return [ensembleSd, splitSd, residualSd].map((sd) => formatCell(sd, "number")).join(", ");
}

function differ(points: readonly PowerPoint[], of: (point: PowerPoint) => string | number): boolean {
  return new Set(points.map(of)).size > 1;
}
