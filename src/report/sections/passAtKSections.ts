import type { PassAtKCurve } from "../../passk/index.ts";
import type { SamplingStudy, SolverStudy } from "../../study/index.ts";
import type { Block, Curves, Section } from "../document.ts";
import { type KSeries, kTable } from "./kTable.ts";
import { levelText } from "../levelText.ts";

/** The points of a curve as a table and a figure take them. */
export function curvePoints(curve: PassAtKCurve): KSeries["points"] {
  return Array.from(curve.k, (k, j) => ({
    k,
    estimate: curve.estimate[j],
    confidenceInterval: { low: curve.low[j], high: curve.high[j], level: curve.level },
  }));
}

/** pass@k per solver: the figure, the table. Empty without correctness. */
export function passAtKSection(study: SamplingStudy): Section[] {
  const solvers = study.solvers.filter((solver): solver is SolverStudy & { passAtK: PassAtKCurve } => solver.passAtK !== undefined);
  if (solvers.length === 0) return [];
  const series = solvers.map(({ solver, passAtK }) => ({ name: solver, points: curvePoints(passAtK) }));
  const level = levelText(study.level);
  const table = kTable(`pass@k: mean over problems with ${level} intervals, each for its k alone`, "solver", series, "share");
  const drawn = series.some(({ points }) => points.length > 1);
  return [{ id: "pass-at-k", heading: "pass@k: does at least one of k samples succeed?", blocks: [...(drawn ? [curvesFigure(study, series, level)] : []), table] }];
}

/** pass^k: are all k samples right? */
export function passHatKSection(study: SamplingStudy): Section[] {
  const series = study.solvers.flatMap(({ solver, passHatK }) => (passHatK === undefined || passHatK.length < 2 ? [] : [{ name: solver, points: passHatK }]));
  if (series.length === 0) return [];
  const table = kTable(`pass^k: the probability that all k samples are correct, mean over problems with ${levelText(study.level)} intervals`, "solver", series, "share");
  return [{ id: "pass-hat-k", heading: "pass^k: do all k samples succeed?", blocks: [table] }];
}

/** How success rates are spread over problems: the histogram of c/n. */
export function successSection(study: SamplingStudy): Section[] {
  const solvers = study.solvers.flatMap(({ solver, counts, most }) => (counts === undefined || most < 2 ? [] : [{ name: solver, counts }]));
  if (solvers.length === 0) return [];
  const bins = 10;
  const edges = Array.from({ length: bins + 1 }, (_, i) => i / bins);
  const figure: Block = {
    type: "histogram",
    caption: "Problems by success rate c/n. Mass at both ends means that more samples help little: a problem is solved at once or not at all.",
    x: { label: "success rate of a problem", scale: "linear", percent: true },
    y: { label: "problems", scale: "linear" },
    edges,
    series: solvers.map(({ name, counts }) => {
      const inBin = new Array<number>(bins).fill(0);
      for (let i = 0; i < counts.n.length; i++) inBin[Math.min(bins - 1, Math.floor((counts.c[i] * bins) / counts.n[i]))]++;
      return { name, counts: inBin };
    }),
  };
  const rows = study.solvers.flatMap(({ solver, betaBinomial: fit, problems, counts }) => {
    if (counts === undefined || fit === undefined) return [];
    const zero = counts.c.filter((c) => c === 0).length;
    const one = counts.c.filter((c, i) => c === counts.n[i]).length;
    const interior = fit.boundary === null;
    return [[solver, problems, zero, one, interior ? fit.a : null, interior ? fit.b : null, interior ? fit.overdispersion : null]];
  });
  const table: Block = {
    type: "table",
    caption: "Never and always solved problems, and the beta distribution fitted to the success rates; overdispersion is the correlation of two samples of one problem",
    columns: [
      { name: "solver", format: "text" },
      { name: "problems", format: "integer" },
      { name: "never", format: "integer" },
      { name: "always", format: "integer" },
      { name: "a", format: "number" },
      { name: "b", format: "number" },
      { name: "overdispersion", format: "number" },
    ],
    rows,
  };
  return [{ id: "success-rates", heading: "How success is spread over problems", blocks: rows.length > 0 ? [figure, table] : [figure] }];
}

function curvesFigure(study: SamplingStudy, series: readonly KSeries[], level: string): Curves {
  return {
    type: "curves",
    caption: `pass@k against k, with ${level} intervals`,
    x: { label: "k, samples drawn", scale: "log" },
    y: { label: "pass@k", scale: "linear", percent: true },
    series: series.map(({ name, points }) => ({
      name,
      group: name,
      style: "solid",
      points: points.map(({ k, estimate, confidenceInterval: { low, high } }) => ({ x: k, y: estimate, ...(!Number.isNaN(low) && { low, high }) })),
    })),
    marks: study.findings.flatMap((finding) => (finding.code === "crossing" ? [{ x: finding.k, label: `${finding.a} and ${finding.b} cross` }] : [])),
  };
}
