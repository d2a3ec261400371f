import type { SamplingStudy } from "../../study/index.ts";
import type { Curves, Section, Table } from "../document.ts";
import { levelText } from "../levelText.ts";

/** pass@k beyond the samples at hand: what a model says, and what holds without one. */
export function beyondSection(study: SamplingStudy): Section[] {
  const solvers = study.solvers.flatMap(({ solver, beyond, passAtK }) => (beyond === undefined || passAtK === undefined ? [] : [{ solver, beyond, passAtK }]));
  if (solvers.length === 0) return [];
  const level = levelText(study.level);
  const figure: Curves = {
    type: "curves",
    caption: `Estimated pass@k (solid), its continuation under a beta distribution of success rates (dashed), and the ${level} bracket that needs no model (shaded)`,
    x: { label: "k, samples drawn", scale: "log" },
    y: { label: "pass@k", scale: "linear", percent: true },
    series: solvers.flatMap(({ solver, beyond, passAtK }) => {
      const last = passAtK.k.length - 1;
      const from = { x: passAtK.k[last], y: passAtK.estimate[last], low: passAtK.low[last], high: passAtK.high[last] };
      return [
        { name: solver, group: solver, style: "solid" as const, points: Array.from(passAtK.k, (x, j) => ({ x, y: passAtK.estimate[j] })) },
        {
          name: `${solver}: model`,
          group: solver,
          style: "dashed" as const,
          points: [from, ...beyond.map(({ k, estimate, bracketInterval: { low, high } }) => ({ x: k, y: estimate, low, high }))],
        },
      ];
    }),
  };
  const table: Table = {
    type: "table",
    caption: `pass@k for more samples than were taken: the model's value with its ${level} interval, and the lowest and highest value that a ${level} interval allows without a model`,
    columns: [
      { name: "solver", format: "text" },
      { name: "k", format: "integer" },
      { name: "model", format: "share" },
      { name: "at least", format: "share" },
      { name: "at most", format: "share" },
    ],
    rows: solvers.flatMap(({ solver, beyond }) =>
      beyond.map(({ k, estimate, confidenceInterval, bracketInterval: { low, high } }, i) => [i === 0 ? solver : "", k, { estimate, confidenceInterval }, low, high]),
    ),
  };
  return [{ id: "beyond", heading: "Beyond the samples", blocks: [figure, table] }];
}
