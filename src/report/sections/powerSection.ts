import type { PowerMixedModelResult, PowerPoint } from "../../lmm/index.ts";
import type { Curves, Section, Table } from "../document.ts";
import { formatCell } from "../formatCell.ts";

/** Power against the number of ensembles, and as a table. `unit` is what effects and standard deviations are measured in. */
export function powerSection(power: PowerMixedModelResult, unit: string): Section {
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
    blocks: [{ type: "paragraph", text: advice(power) }, ...(several ? [figure] : []), powerTable(points, unit), { type: "paragraph", text: `${formatCell(replicates, "integer")} simulated studies per design, the same random numbers for all; the test uses ${dfWords[power.df]}.` }],
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

function powerTable(points: readonly PowerPoint[], unit: string): Table {
  const exact = points.some(({ exactPower }) => exactPower !== null);
  return {
    type: "table",
    caption: `Power by design; effects and standard deviations in ${unit}`,
    columns: [
      { name: "ensembles", format: "integer" },
      { name: "splits", format: "integer" },
      { name: "effect", format: "number" },
      { name: "sd ensemble, split, residual", format: "text" },
      { name: "power", format: "share" },
      ...(exact ? [{ name: "exact", format: "share" } as const] : []),
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
