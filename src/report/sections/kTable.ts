import type { Cell, Column, Interval, Table } from "../document.ts";

/** One curve over k as a table shows it. */
export interface KSeries {
  /** What the curve belongs to. */
  readonly name: string;
  /** Estimate with interval at each k it is defined for. */
  readonly points: readonly ({ readonly k: number } & Interval)[];
}

/** Up to so many curves stand side by side, one row per k; more of them stand below one another, one column per k. */
const sideBySide = 3;

/** Curves over k as one table; where a curve has no value, a dash. */
export function kTable(caption: string, label: string, series: readonly KSeries[], format: Column["format"]): Table {
  const ks = [...new Set(series.flatMap(({ points }) => points.map(({ k }) => k)))].toSorted((a, b) => a - b);
  const byK = series.map(({ points }) => new Map(points.map((point) => [point.k, point])));
  if (series.length <= sideBySide && ks.length > 1) {
    return {
      type: "table",
      caption,
      columns: [{ name: "k", format: "integer" }, ...series.map(({ name }) => ({ name, format }))],
      rows: ks.map((k) => [k, ...byK.map((points) => intervalCell(points.get(k)))]),
    };
  }
  return {
    type: "table",
    caption,
    columns: [{ name: label, format: "text" }, ...ks.map((k) => ({ name: `k = ${k}`, format }))],
    rows: series.map(({ name }, i) => [name, ...ks.map((k) => intervalCell(byK[i].get(k)))]),
  };
}

/** An estimate with its interval; without, where the interval is undefined (a single problem); a dash for none. */
export function intervalCell(point: Interval | undefined): Cell {
  if (point === undefined) return null;
  const { estimate, confidenceInterval } = point;
  return Number.isNaN(confidenceInterval.low) ? estimate : { estimate, confidenceInterval };
}
