import { studentTUpperTail } from "../../src/numeric/special/index.ts";
import { estimateMean, estimateShare, type Estimate } from "../../src/passk/estimate.ts";
import { hitProbability } from "../../src/passk/hypergeometric.ts";
import { createRng } from "../../src/random/rng.ts";
import type { Block, Cell, Column, CurveSeries, DotRow, Interval, ReportDocument } from "../../src/report/document.ts";

const samples = 64;
const ks = [1, 2, 4, 8, 16, 32, 64];
const group = 8;
const none = new Int32Array(0);

/** Solvers by the success rate of a problem of difficulty u in [0, 1): sure or lost, in between, weak. */
const solvers = [
  { name: "thinking", rate: (u: number): number => (u < 0.42 ? 0.97 : u < 0.72 ? 0.6 * (0.72 - u) : 0) },
  { name: "panel", rate: (u: number): number => 0.55 * Math.max(0, 1 - u / 0.9) ** 2 },
  { name: "base", rate: (u: number): number => 0.25 * Math.max(0, 1 - u / 0.8) ** 3 },
];

/** A report like those the studies make: three solvers, 64 samples of each problem, drawn from a fixed seed. */
export function demoDocument(problems: number = 164): ReportDocument {
  const counts = drawCounts(problems);
  return {
    title: `pass@k of three solvers on ${problems} olympiad problems`,
    summary: `64 samples per problem and solver, read from rollouts.jsonl. Thinking solves more with one sample; panel gains more from each further sample and draws level near k = 15. Intervals are 95 % and take the problems as a sample of a population of such problems.`,
    notices: [
      { kind: "warning", text: "41 of 10,496 samples of thinking end at max_tokens = 16384. They count as wrong, so its pass@k is a lower bound." },
      { kind: "warning", text: "3 problems have two rows for one sample number of panel. The first row was kept." },
      { kind: "note", text: "Answers were compared as text after trimming white space: 1/2 and 0.5 count as different." },
    ],
    sections: [
      { id: "pass-at-k", heading: "pass@k", blocks: passAtKBlocks(counts) },
      { id: "comparisons", heading: "Comparisons", blocks: comparisonBlocks(counts) },
      { id: "variance-bands", heading: "Variance bands", blocks: bandBlocks(counts) },
      { id: "problems", heading: "Problems", blocks: [problemTable(counts)] },
    ],
    provenance: [
      ["Command", "divlab report rollouts.jsonl --by solver --k 1,2,4,8,16,32,64 -o report.html"],
      ["File", "rollouts.jsonl, 31,488 rows, SHA-256 5d41402abc4b2a76b9719d911017c592ae1f1a1f7b0c9b4f2a6d4f2c7e9d3b10"],
      ["Seed", "0"],
      ["Version", "@divlab/core 0.1.0, Node 20.20.2"],
    ],
  };
}

function passAtKBlocks(counts: readonly (readonly number[])[]): Block[] {
  const estimates = counts.map((c) => ks.map((k) => passAtK(c, k)));
  const columns: Column[] = [{ name: "k", format: "integer" }, ...solvers.map(({ name }): Column => ({ name, format: "share" }))];
  const curves = solvers.map(({ name }, s): CurveSeries => ({
    name,
    group: name,
    style: "solid",
    points: ks.map((x, i) => ({ x, y: estimates[s][i].estimate, low: estimates[s][i].confidenceInterval.low, high: estimates[s][i].confidenceInterval.high })),
  }));
  const bounds = solvers.slice(0, 2).map(({ name }, s): CurveSeries => ({
    name: `${name}, bound`,
    group: name,
    style: "dashed",
    points: ks.slice(1).map((x) => ({ x, y: 1 - (1 - estimates[s][1].estimate) ** (x / 2) })),
  }));
  return [
    {
      type: "paragraph",
      text: "The chance that at least one of k samples is correct, averaged over problems. The estimator is unbiased for every k up to the 64 samples taken.",
    },
    {
      type: "curves",
      caption: "Mean pass@k with 95 % bands over problems. Dashed: the upper bound that pass@2 puts on pass@k.",
      x: { label: "k, samples per problem", scale: "log" },
      y: { label: "pass@k", scale: "linear", percent: true },
      series: [...curves, ...bounds],
      marks: [{ x: 15.1, label: "thinking and panel cross near k = 15" }],
    },
    {
      type: "table",
      caption: "pass@k with 95 % intervals.",
      columns,
      rows: ks.map((k, i): Cell[] => [k, ...estimates.map((of) => interval(of[i]))]),
    },
  ];
}

function comparisonBlocks(counts: readonly (readonly number[])[]): Block[] {
  const pairs = [[1, 0], [2, 0], [2, 1]];
  const rows = pairs.flatMap(([a, b]) =>
    [1, 8, 64].map((k): Cell[] => {
      const difference = estimateMean("demo", Float64Array.from(counts[a], (c, i) => hitProbability(samples, c, k) - hitProbability(samples, counts[b][i], k)), none, 0.95);
      return [`${solvers[a].name} − ${solvers[b].name}`, k, interval(difference), difference.estimate / difference.standardError, Math.min(1, 9 * 2 * studentTUpperTail(Math.abs(difference.estimate / difference.standardError), counts[a].length - 1))];
    }),
  );
  return [
    {
      type: "dots",
      caption: "Differences of pass@k with 95 % intervals.",
      heading: "Difference",
      x: { label: "Difference of pass@k", scale: "linear", points: true },
      reference: 0,
      rows: rows.map(([group, k, cell]): DotRow => {
        const { estimate, confidenceInterval } = cell as Interval;
        return { label: `k = ${String(k)}`, group: String(group), estimate, low: confidenceInterval.low, high: confidenceInterval.high };
      }),
    },
    {
      type: "scatter",
      caption: "Every problem by its share of correct samples; dashed: equal.",
      heading: "Problem",
      x: { label: "Correct, thinking", scale: "linear", percent: true },
      y: { label: "Correct, panel", scale: "linear", percent: true },
      diagonal: true,
      series: [{ name: "problems", points: counts[0].map((c, p) => ({ x: c / samples, y: counts[1][p] / samples, label: `olympiad/${p + 1}` })) }],
    },
    {
      type: "table",
      caption: "Differences of pass@k, paired by problem: t interval and p-value of the paired t test, nine times over for the nine rows.",
      columns: [
        { name: "Difference", format: "text" },
        { name: "k", format: "integer" },
        { name: "Percentage points", format: "points", description: "Mean over problems of the difference of pass@k, with its 95 % interval" },
        { name: "t", format: "number", description: "Estimate over standard error, 163 degrees of freedom" },
        { name: "p", format: "p", description: "Two-sided, times nine (Bonferroni)" },
      ],
      rows,
    },
  ];
}

function bandBlocks(counts: readonly (readonly number[])[]): Block[] {
  const names = ["none correct", "some correct", "all correct"];
  const cross = names.map((_, i) => names.map((_, j) => counts[1].filter((c, p) => bandOf(c) === i && bandOf(counts[0][p]) === j).length));
  const edges = Array.from({ length: 17 }, (_, i) => i / 16);
  return [
    { type: "paragraph", text: "A group of 8 samples carries a policy gradient only where some but not all of it are correct. The two solvers' bands overlap little." },
    {
      type: "histogram",
      caption: "Problems by share of correct samples.",
      x: { label: "Share of correct samples", scale: "linear", percent: true },
      y: { label: "Problems", scale: "linear" },
      edges,
      series: solvers.map(({ name }, s) => ({ name, counts: edges.slice(1).map((_, bin) => counts[s].filter((c) => Math.min(15, Math.floor((c / samples) * 16)) === bin).length) })),
    },
    {
      type: "table",
      caption: "Problems by band of panel (rows) and thinking (columns), first 8 samples of each.",
      columns: [{ name: "panel \\ thinking", format: "text" }, ...names.map((name): Column => ({ name, format: "integer" })), { name: "total", format: "integer" }],
      rows: [
        ...cross.map((row, i): Cell[] => [names[i], ...row, row.reduce((a, b) => a + b)]),
        ["total", ...names.map((_, j) => cross.reduce((total, row) => total + row[j], 0)), counts[0].length],
      ],
    },
  ];
}

function problemTable(counts: readonly (readonly number[])[]): Block {
  const sources = ["OlympiadBench", "AMC", "AIME", "HMMT"];
  return {
    type: "table",
    detail: true,
    caption: "Every problem: correct samples of 64, and how much pass@8 differs.",
    columns: [
      { name: "Problem", format: "text" },
      { name: "Source", format: "text" },
      ...solvers.map(({ name }): Column => ({ name, format: "integer", description: `Correct of 64 samples of ${name}` })),
      { name: "panel, pass@8", format: "share" },
      { name: "panel − thinking", format: "points" },
    ],
    rows: counts[0].map((_, p): Cell[] => {
      const [thinking, panel] = counts.map((c) => hitProbability(samples, c[p], 8));
      return [`olympiad/${p + 1}`, sources[(p * 7) % 4], ...counts.map((c) => c[p]), panel, p % 41 === 7 ? null : panel - thinking];
    }),
  };
}

function drawCounts(problems: number): number[][] {
  const rng = createRng("demo report");
  return solvers.map(({ rate }) =>
    Array.from({ length: problems }, (_, p) => {
      const chance = rate((p * 0.618 + 0.1 * rng.float()) % 1);
      let correct = 0;
      for (let s = 0; s < samples; s++) if (rng.float() < chance) correct++;
      return correct;
    }),
  );
}

/** 0 none, 1 some, 2 all correct among a group, read off the counts as if samples came in order. */
function bandOf(correct: number): number {
  if (correct < samples / group) return 0;
  return correct > samples - 3 ? 2 : 1;
}

function passAtK(counts: readonly number[], k: number): Estimate {
  return estimateShare("demo", Float64Array.from(counts, (c) => hitProbability(samples, c, k)), none, 0.95);
}

function interval({ estimate, confidenceInterval }: Estimate): Interval {
  return { estimate, confidenceInterval };
}
