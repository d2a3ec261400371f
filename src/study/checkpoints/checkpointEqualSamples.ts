import type { GroupedSamples } from "../../data/index.ts";
import type { CheckpointFinding } from "./checkpointFinding.ts";

/**
 * Which rows measures of diversity see: of every problem as many, the first in sample order, as the checkpoint with fewest has of it.
 *
 * @param groups Rows by checkpoint and problem.
 * @param size Number of rows.
 * @param findings Learns if rows were left out.
 * @returns Whether a row counts.
 */
export function checkpointEqualSamples({ problem, offsets, rows }: GroupedSamples, size: number, findings: CheckpointFinding[]): (row: number) => boolean {
  const fewest = new Map<number, number>();
  const most = new Map<number, number>();
  problem.forEach((code, group) => {
    const own = offsets[group + 1] - offsets[group];
    fewest.set(code, Math.min(own, fewest.get(code) ?? Infinity));
    most.set(code, Math.max(own, most.get(code) ?? 0));
  });
  const kept = new Uint8Array(size);
  problem.forEach((code, group) => {
    const end = offsets[group] + (fewest.get(code) ?? 0);
    for (let at = offsets[group]; at < end; at++) kept[rows[at]] = 1;
  });
  const cut = [...fewest].filter(([code, count]) => count < (most.get(code) ?? 0));
  if (cut.length > 0) {
    findings.push({
      code: "equal-samples",
      problems: cut.length,
      fewest: cut.reduce((least, [, count]) => Math.min(least, count), Infinity),
      most: cut.reduce((largest, [code]) => Math.max(largest, most.get(code) ?? 0), 0),
    });
  }
  return (row) => kept[row] === 1;
}
