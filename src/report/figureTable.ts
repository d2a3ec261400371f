import type { Axis, Cell, Column, Curves, Dots, Figure, Histogram, Scatter, Table } from "./document.ts";

/** The numbers of a figure as a table: what the picture shows, for those who cannot see it or want the values. */
export function figureTable(figure: Figure): Table {
  switch (figure.type) {
    case "curves":
      return curvesTable(figure);
    case "histogram":
      return histogramTable(figure);
    case "scatter":
      return scatterTable(figure);
    default:
      return dotsTable(figure);
  }
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

function pointCell(point: { readonly y: number; readonly low?: number; readonly high?: number } | undefined): Cell {
  return point === undefined ? null : intervalCell(point.y, point.low, point.high);
}

function intervalCell(estimate: number, low: number | undefined, high: number | undefined): Cell {
  if (low === undefined || high === undefined) return estimate;
  return { estimate, confidenceInterval: { low, high, level: NaN } }; // the caption states the level
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

/** One row per point, the series in a column of its own where there are several; for looking things up. */
function scatterTable({ caption, heading = "Point", x, y, series }: Scatter): Table {
  const several = series.length > 1;
  const columns: Column[] = [
    { name: heading, format: "text" },
    ...(several ? [{ name: "Series", format: "text" } as const] : []),
    { name: x.label, format: formatOf(x) },
    { name: y.label, format: formatOf(y) },
  ];
  const rows = series.flatMap(({ name, points }) => points.map((point) => row(several ? [point.label, name] : [point.label], [point.x, point.y])));
  return { type: "table", caption, columns, rows, detail: true };
}

/** One row per estimate, the groups in a column of their own where there are any. */
function dotsTable({ caption, heading = "Row", x, rows }: Dots): Table {
  const grouped = rows.some(({ group }) => group !== undefined);
  const columns: Column[] = [
    { name: heading, format: "text" },
    ...(grouped ? [{ name: "Group", format: "text" } as const] : []),
    { name: x.label, format: formatOf(x) },
  ];
  const cells = rows.map(({ label, group, estimate, low, high }) => row(grouped ? [label, group ?? null] : [label], [intervalCell(estimate, low, high)]));
  return { type: "table", caption, columns, rows: cells };
}

function formatOf({ percent, points }: Axis): Column["format"] {
  if (points === true) return "points";
  return percent === true ? "share" : "number";
}

function row(start: readonly Cell[], rest: readonly Cell[]): readonly Cell[] {
  return start.concat(rest);
}
