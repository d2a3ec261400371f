import type { Scatter, ScatterSeries } from "../../document.ts";

/** The points of a scatter figure that stand at one place. */
export interface Place {
  readonly x: number;
  readonly y: number;
  /** Their labels by series, in the order of the series; only those that have any here. */
  readonly series: readonly { readonly of: ScatterSeries; readonly labels: readonly string[] }[];
}

/** Where points stand, by x and then y; many problems share few values where a share of a few samples is drawn. */
export function placesOf({ series }: Scatter): Place[] {
  const places = new Map<string, { x: number; y: number; series: Map<ScatterSeries, string[]> }>();
  for (const of of series) {
    for (const { x, y, label } of of.points) {
      if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
      const key = `${x} ${y}`;
      let place = places.get(key);
      if (place === undefined) places.set(key, (place = { x, y, series: new Map() }));
      const labels = place.series.get(of);
      if (labels === undefined) place.series.set(of, [label]);
      else labels.push(label);
    }
  }
  return Array.from(places.values(), ({ x, y, series }) => ({ x, y, series: Array.from(series, ([of, labels]) => ({ of, labels })) })).sort((a, b) => a.x - b.x || a.y - b.y);
}
