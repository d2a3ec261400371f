import type { SamplingStudy } from "../../study/index.ts";
import type { Section } from "../document.ts";
import { intervalCell } from "./kTable.ts";
import { curvePoints } from "./passAtKSections.ts";
import { levelText } from "../levelText.ts";

/** pass@k for each value of the column the study was grouped by. */
export function groupSection(study: SamplingStudy): Section[] {
  const { by, groups } = study;
  if (by === undefined || groups === undefined) return [];
  const ks = [...new Set(groups.flatMap(({ passAtK }) => [...passAtK.k]))].toSorted((a, b) => a - b);
  // The ends of the curve tell the story; all points are in the JSON.
  const shown = ks.length > 3 ? [ks[0], ks[Math.floor(ks.length / 2)], ks[ks.length - 1]] : ks;
  return [
    {
      id: "groups",
      heading: `pass@k by ${by}`,
      blocks: [
        {
          type: "table",
          caption: `pass@k by ${by} and solver, with ${levelText(study.level)} intervals`,
          columns: [
            { name: by, format: "text" },
            { name: "solver", format: "text" },
            { name: "problems", format: "integer" },
            ...shown.map((k) => ({ name: `k = ${k}`, format: "share" as const })),
          ],
          rows: groups.map(({ value, solver, problems, passAtK }) => {
            const points = curvePoints(passAtK);
            return [value, solver, problems, ...shown.map((k) => intervalCell(points.find((point) => point.k === k)))];
          }),
        },
      ],
    },
  ];
}
