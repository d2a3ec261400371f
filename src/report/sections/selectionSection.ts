import type { SamplingStudy, SolverStudy } from "../../study/index.ts";
import type { Cell, Column, Section, Table } from "../document.ts";
import { intervalCell, kTable, type KSeries } from "./kTable.ts";
import { curvePoints } from "./passAtKSections.ts";
import { levelText } from "../levelText.ts";

/** What choosing one sample gains: maj@k and best@k beside pass@k, and the expected best reward. */
export function selectionSection(study: SamplingStudy): Section[] {
  const level = levelText(study.level);
  const tables: Table[] = [];
  const chosen = study.solvers.flatMap(chosenRows);
  if (chosen.length > 0) {
    // A rule that no solver has data for gets no column.
    const kept = [0, 1, ...[2, 3, 4].filter((column) => chosen.some((row) => row[column] !== null))];
    const columns: Column[] = [
      { name: "solver", format: "text" },
      { name: "k", format: "integer" },
      { name: "majority vote (maj@k)", format: "share" },
      { name: "highest reward (best@k)", format: "share" },
      { name: "perfect verifier (pass@k)", format: "share" },
    ];
    tables.push({
      type: "table",
      caption: `Share of problems answered right by the one sample kept of k: exact expectations, with ${level} intervals`,
      columns: kept.map((column) => columns[column]),
      rows: chosen.map((row) => kept.map((column) => row[column])),
    });
  }
  const rewards = study.solvers.flatMap(({ solver, selection: { maxAtK } }): KSeries[] => (maxAtK === undefined ? [] : [{ name: solver, points: maxAtK }]));
  if (rewards.length > 0) tables.push(kTable(`Expected highest reward of k samples, with ${level} intervals`, "solver", rewards, "number"));
  return tables.length === 0 ? [] : [{ id: "selection", heading: "Keeping one of k samples", blocks: tables }];
}

/** One row per k; none for a single k, where there is nothing to choose. */
function chosenRows({ solver, selection: { majAtK = [], bestAtK = [] }, passAtK }: SolverStudy): Cell[][] {
  const ks = [...new Set([...majAtK, ...bestAtK].map(({ k }) => k))].toSorted((a, b) => a - b);
  if (ks.length < 2) return [];
  const perfect = passAtK === undefined ? [] : curvePoints(passAtK);
  return ks.map((k, i) => [i === 0 ? solver : "", k, ...[majAtK, bestAtK, perfect].map((points) => intervalCell(points.find((point) => point.k === k)))]);
}
