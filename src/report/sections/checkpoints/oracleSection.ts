import type { CheckpointStudy } from "../../../study/index.ts";
import type { Section } from "../../document.ts";
import { levelText } from "../../levelText.ts";
import { intervalCell } from "../kTable.ts";

/** pass@k of independent draws against that of the k most frequent distinct answers. */
export function oracleSection({ checkpoints, level }: CheckpointStudy): Section[] {
  const known = checkpoints.flatMap(({ label, oracle }) => (oracle === undefined ? [] : [{ label, oracle }]));
  const ks = [...new Set(known.flatMap(({ oracle }) => oracle.atK.map(({ k }) => k)))].filter((k) => k > 1).toSorted((a, b) => a - b);
  if (ks.length === 0) return [];
  const shown = ks.slice(0, 3);
  const text =
    "k independent draws repeat themselves. The best use of k guesses gives the k most probable distinct answers instead (the optimal decoding of the seed paper's Table 1). " +
    "Ranked by the frequencies in the samples, it may gain or lose: it submits nothing that ranks below k. With more samples to rank by it would still change; the JSON holds how.";
  return [
    {
      id: "oracle",
      heading: "How much would better decoding gain?",
      blocks: [
        { type: "paragraph", text },
        {
          type: "table",
          caption: `pass@k of k independent draws, of the k most frequent distinct answers, and the difference, with ${levelText(level)} intervals`,
          columns: [
            { name: "checkpoint", format: "text" },
            ...shown.flatMap((k) => [
              { name: `pass@${k}`, format: "share" as const },
              { name: `top ${k}`, format: "share" as const },
              { name: "difference", format: "points" as const },
            ]),
          ],
          rows: known.map(({ label, oracle }) => [
            label,
            ...shown.flatMap((k) => {
              const at = oracle.atK.find((own) => own.k === k);
              return [at?.independent.estimate ?? null, at?.optimal.estimate ?? null, intervalCell(at?.gap)];
            }),
          ]),
        },
      ],
    },
  ];
}
