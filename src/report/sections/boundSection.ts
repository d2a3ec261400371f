import type { SamplingStudy } from "../../study/index.ts";
import type { Curves, Section, Table } from "../document.ts";
import { intervalCell } from "./kTable.ts";

/** Bias and variance of the error rate, and the bound they put on pass@k. */
export function boundSection(study: SamplingStudy): Section[] {
  const solvers = study.solvers.flatMap(({ solver, bound, passAtK }) => (bound === undefined || bound.length === 0 || passAtK === undefined ? [] : [{ solver, bound, passAtK }]));
  if (solvers.length === 0) return [];
  const figure: Curves = {
    type: "curves",
    caption: "Estimated pass@k (solid) and the bias-variance bound (dashed), which is exact at k = 2",
    x: { label: "k, samples drawn", scale: "log" },
    y: { label: "pass@k", scale: "linear", percent: true },
    series: solvers.flatMap(({ solver, bound, passAtK }) => [
      { name: solver, group: solver, style: "solid" as const, points: Array.from(passAtK.k, (k, j) => ({ x: k, y: passAtK.estimate[j] })) },
      { name: `${solver}: bound`, group: solver, style: "dashed" as const, points: bound.map(({ k, bound: y }) => ({ x: k, y })) },
    ]),
  };
  const table: Table = {
    type: "table",
    caption: "Bias² + variance = the second moment of the error rate; bound = 1 − (bias² + variance)^(k/2)",
    columns: [
      { name: "solver", format: "text" },
      { name: "bias²", format: "number" },
      { name: "variance", format: "number" },
      { name: "k", format: "integer" },
      { name: "bound", format: "share" },
      { name: "pass@k", format: "share" },
      { name: "gap", format: "points" },
    ],
    rows: solvers.flatMap(({ solver, bound }) =>
      bound.map(({ k, bias2, variance, bound: limit, confidenceInterval, passAtK, gap }, i) => [
        i === 0 ? solver : "",
        i === 0 ? bias2 : "",
        i === 0 ? variance : "",
        k,
        intervalCell({ estimate: limit, confidenceInterval }),
        passAtK,
        gap,
      ]),
    ),
  };
  const text =
    "Mean pass@k is limited by the mean error rate (bias) and by how unevenly it falls on problems (variance): lowering either raises the bound. " +
    "The inequality holds for true success rates; an estimate from few samples may exceed its estimated bound.";
  const blocks: Section["blocks"] = [{ type: "paragraph", text }, ...(solvers.some(({ bound }) => bound.length > 1) ? [figure] : []), table];
  return [{ id: "bound", heading: "The bias-variance bound", blocks }];
}
