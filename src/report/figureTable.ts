import type { Axis, Cell, Column, Curves, CurveSeries, Figure, Histogram, Table } from "./document.ts";

/** The numbers of a figure as a table: what the picture shows, for those who cannot see it or want the values. */
export function figureTable(figure: Figure): Table {
  return figure.type === "curves" ? curvesTable(figure) : histogramTable(figure);
}

/** One row per x, one column per series. */
function curvesTable({ caption, x, y, series }: Curves): Table {
  const at = series.map(({ points }) => new Map(points.map((point) => [point.x, point])));
  const xs = [...new Set(series.flatMap(({ points }) => points.map((point) => point.x)))].sort((a, b) => a - b);
  const columns: Column[] = [
    { name: x.label, format: formatOf(x) },
    ...series.map(({ name }): Column => ({ name, format: formatOf(y) })),
  ];
  return { type: "table", caption, columns, rows: xs.map((value) => row([value], at.map((points) => pointCell(points.get(value))))) };
}

function pointCell(point: CurveSeries["points"][number] | undefined): Cell {
  if (point === undefined) return null;
  const { y, low, high } = point;
  if (low === undefined || high === undefined) return y;
  return { estimate: y, confidenceInterval: { low, high, level: NaN } }; // the caption states the level
}

/** One row per bin, one column per series. */
function histogramTable({ caption, x, edges, series }: Histogram): Table {
  const format = formatOf(x);
  const columns: Column[] = [
    { name: `${x.label}, from`, format },
    { name: "to", format },
    ...series.map(({ name }): Column => ({ name, format: "integer" })),
  ];
  const rows = edges.slice(1).map((to, bin) => row([edges[bin], to], series.map(({ counts }) => counts[bin])));
  return { type: "table", caption, columns, rows };
}

function formatOf({ percent, points }: Axis): Column["format"] {
  if (points === true) return "points";
  return percent === true ? "share" : "number";
}

function row(start: readonly Cell[], rest: readonly Cell[]): readonly Cell[] {
  return start.concat(rest);
}
