import type { DotRow } from "../../document.ts";
import { fitText } from "./fitText.ts";
import { lineHeight } from "./svgText.ts";

/** A row of a forest plot, or the name of a group above its rows. */
export interface LaidOut {
  /** The row's place among the rows; −1 for the name of a group. */
  readonly at: number;
  /** The whole label or name. */
  readonly text: string;
  /** The lines that are written; an empty one under a row of the same label. */
  readonly lines: readonly string[];
  /** Whether they are cut short. */
  readonly cut: boolean;
  /** Where its lines begin, from the left. */
  readonly x: number;
  /** Their middle, from the top. */
  readonly y: number;
  readonly height: number;
}

/** Heights in pixels: a row with a label of one line, the name of a group with the space above it. */
const rowHeight = 25;
const headHeight = 34;

/** Space between rows of one label and those of the next, where several rows have one label. */
const labelGap = 8;

/** How far rows stand in under the name of their group. */
const indent = 12;

/** Lines of a label. */
const most = 2;

/**
 * Rows one below the other, from the top; under the names of their groups where those head them. Rows of one label that
 * follow one another, which differ in their groups, have it once.
 *
 * @param room Width for labels, in the unit of `widthOf`.
 * @param headRoom Width for the names of groups, which have nothing beside them.
 */
export function layOutRows(rows: readonly DotRow[], room: number, headRoom: number, widthOf: (text: string) => number): readonly LaidOut[] {
  const headed = groupsHead(rows);
  const repeats = (at: number): boolean => !headed && at > 0 && rows[at].label === rows[at - 1].label;
  const gap = rows.some((_, at) => repeats(at)) ? labelGap : 0;
  const all: LaidOut[] = [];
  let top = 8;
  for (const [at, { label, group }] of rows.entries()) {
    const under = headed && group !== undefined;
    if (under && group !== rows[at - 1]?.group) {
      const lines = fitText(group, headRoom, 1, widthOf);
      all.push({ at: -1, text: group, lines, cut: isCut(lines), x: 0, y: top + headHeight - rowHeight / 2, height: headHeight });
      top += headHeight;
    }
    const x = under ? indent : 0;
    if (at > 0 && !repeats(at)) top += gap;
    const lines = repeats(at) ? [""] : fitText(label, room - x, most, widthOf);
    const height = rowHeight + (lines.length - 1) * lineHeight;
    all.push({ at, text: label, lines, cut: isCut(lines), x, y: top + height / 2, height });
    top += height;
  }
  return all;
}

/** Room that the labels take if none is broken, in the unit of `widthOf`. */
export function labelRoom(rows: readonly DotRow[], widthOf: (text: string) => number): number {
  const headed = groupsHead(rows);
  return rows.reduce((widest, { label, group }) => Math.max(widest, widthOf(label) + (headed && group !== undefined ? indent : 0)), 0);
}

/** Whether there are groups and the rows of each follow one another, so that its name can stand above them. */
export function groupsHead(rows: readonly DotRow[]): boolean {
  const starts = rows.flatMap(({ group }, i) => (group !== undefined && group !== rows[i - 1]?.group ? [group] : []));
  return starts.length > 0 && new Set(starts).size === starts.length;
}

function isCut(lines: readonly string[]): boolean {
  return lines[lines.length - 1].endsWith("…");
}
