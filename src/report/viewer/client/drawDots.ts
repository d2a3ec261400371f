import * as Plot from "@observablehq/plot";
import type { DotRow, Dots } from "../../document.ts";
import { figureTable } from "../../figureTable.ts";
import { formatCell } from "../../formatCell.ts";
import { axisFormat } from "./axisFormat.ts";
import { dotRow } from "./dotRow.ts";
import { fitText } from "./fitText.ts";
import { labelWidth } from "./labelWidth.ts";
import { groupsHead, labelRoom, layOutRows } from "./layOutRows.ts";
import { legend } from "./legend.ts";
import { type Look, looks } from "./looks.ts";
import { readRows } from "./readRows.ts";
import { readout } from "./readout.ts";
import { svgText } from "./svgText.ts";
import { valueScale } from "./valueScale.ts";

/** Labels take at most this share of the width; the values stand on the right where the figure is this wide. */
const labelShare = 0.4;
const valuesFrom = 560;

/** Room beyond the ends of the axis, where its first and last tick labels and the arrows of intervals without bound reach; room for the axis. */
const edge = 20;
const bottom = 46;

/** Estimates with their intervals, a row each; read by pointer or arrow keys. */
export function drawDots(figure: Dots, width: number): Element[] {
  const { x, reference, rows } = figure;
  const look = looks(rows.flatMap(({ group }) => group ?? []));
  const plain: Look = { color: look.size === 0 ? "var(--series-1)" : "var(--text)", shape: "circle" };
  const lookOf = ({ group }: DotRow): Look => (group === undefined ? plain : (look.get(group) ?? plain));
  const values = valueTexts(figure);

  const room = Math.min(width * labelShare, labelRoom(rows, labelWidth) + 2);
  const beside = width < valuesFrom ? 0 : values.reduce((widest, text) => Math.max(widest, labelWidth(text)), 0) + 8;
  const margin = { left: room + edge, right: beside + edge };
  const laidOut = layOutRows(rows, room, width, labelWidth);
  const top = 8;
  const last = laidOut.at(-1);
  const height = (last === undefined ? top : last.y + last.height / 2) + bottom;
  const scale = valueScale(x, axisValues(figure));
  const ticks = [...scale.ticks((width - margin.left - margin.right) / 64)];

  const plot = Plot.plot({
    width,
    height,
    marginLeft: margin.left,
    marginRight: margin.right,
    marginTop: top,
    marginBottom: bottom,
    style: { fontSize: "12px", background: "none" },
    x: { type: scale.type, domain: scale.domain, label: null },
    marks: [
      Plot.gridX({ stroke: "var(--faint)", strokeOpacity: 1, ticks }),
      Plot.axisX({ ticks, text: axisFormat(x), tickSize: 4, stroke: "var(--rule)", fill: "var(--muted)" }),
      Plot.ruleX(reference === undefined ? [] : [reference], { stroke: "var(--text)", strokeOpacity: 0.7 }),
    ],
  }) as SVGSVGElement & Plot.Plot;

  const axis = { at: plot.scale("x")?.apply as (value: number) => number, from: margin.left, to: width - margin.right, log: scale.type === "log" };
  const title = fitText(x.label, width, 1, labelWidth);
  const half = labelWidth(title[0]) / 2;
  const middle = Math.min(Math.max((axis.from + axis.to) / 2, half), width - half);
  plot.append(svgText(title, middle, height - 10, { "text-anchor": "middle", fill: "var(--text)" }, title[0].endsWith("…") ? x.label : undefined));
  for (const one of laidOut) {
    const row = one.at < 0 ? null : rows[one.at];
    const ink = row === null ? { fill: look.get(one.text)?.color ?? "", "font-weight": 600 } : { fill: "var(--text)" };
    plot.append(svgText(one.lines, one.x, one.y, ink, one.cut ? one.text : undefined));
    if (row === null) continue;
    plot.append(dotRow(row, one.y, lookOf(row), axis));
    if (beside > 0) plot.append(svgText([values[one.at]], width, one.y, { "text-anchor": "end", fill: "var(--muted)" }));
  }
  const tip = readout(plot, readRows(figure, values, laidOut, axis, width));
  return look.size === 0 || groupsHead(rows) ? [plot, tip] : [legend(Array.from(look, ([name, look]) => ({ name, look }))), plot, tip];
}

/** The estimates with their intervals as the table of values has them. */
function valueTexts(figure: Dots): string[] {
  const { columns, rows } = figureTable(figure);
  const last = columns.length - 1;
  return rows.map((cells) => formatCell(cells[last], columns[last].format));
}

/** What the axis must show. A lower end that a logarithmic axis cannot show has an arrow instead. */
function axisValues({ x, reference, rows }: Dots): number[] {
  const drawn = rows.filter(({ estimate }) => Number.isFinite(estimate));
  const log = x.scale === "log" && drawn.every(({ estimate }) => estimate > 0);
  const ends = drawn.flatMap(({ low = NaN, high = NaN }) => (log && low <= 0 ? [high] : [low, high]));
  return [...drawn.map(({ estimate }) => estimate), ...ends, ...(reference === undefined ? [] : [reference])];
}
