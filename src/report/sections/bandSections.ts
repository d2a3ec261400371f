import type { BandCrossing } from "../../passk/index.ts";
import type { SamplingStudy } from "../../study/index.ts";
import type { Section, Table } from "../document.ts";
import { intervalCell } from "./kTable.ts";
import { levelText } from "../levelText.ts";

/** Which problems are solved sometimes but not always: the ones group-relative training learns from. */
export function bandSection(study: SamplingStudy): Section[] {
  const bands = study.solvers.flatMap(({ solver, varianceBand }) => (varianceBand === undefined ? [] : [{ solver, band: varianceBand }]));
  if (bands.length === 0) return [];
  const sizes = [...new Set(bands.map(({ band }) => band.groupSize))];
  const table: Table = {
    type: "table",
    caption: `Expected share of problems by how a group of ${sizes.map((G) => `G = ${G}`).join(" or ")} samples turns out, with ${levelText(study.level)} intervals, and the expected number in the band`,
    columns: [
      { name: "solver", format: "text" },
      { name: "G", format: "integer" },
      { name: "none correct", format: "share" },
      { name: "some (band)", format: "share" },
      { name: "all correct", format: "share" },
      { name: "problems in the band", format: "number" },
      { name: "of", format: "integer" },
    ],
    rows: bands.map(({ solver, band }) => [solver, band.groupSize, intervalCell(band.allZero), intervalCell(band.band), intervalCell(band.allOne), band.expected.band, band.problems]),
  };
  const text =
    "Training that compares the samples of one group (GRPO, RLOO) learns only from problems in the variance band, where some samples are right and some are wrong.";
  return [{ id: "variance-band", heading: "The variance band", blocks: [{ type: "paragraph", text }, table] }];
}

/** The 3 × 3 table of two arms' classes. */
export function crossTable(a: string, b: string, crossing: BandCrossing): Table {
  const classes = ["none correct", "some (band)", "all correct"];
  const totals = [crossing.b.allZero, crossing.b.band, crossing.b.allOne];
  return {
    type: "table",
    caption: `Problems by class: rows ${a}, columns ${b}, each by all its samples`,
    columns: [{ name: a, format: "text" }, ...classes.map((name) => ({ name, format: "integer" as const })), { name: "total", format: "integer" }],
    rows: [
      ...crossing.table.map((row, i) => [classes[i], ...row, row.reduce((total, cell) => total + cell, 0)]),
      ["total", ...totals, crossing.problems],
    ],
  };
}
