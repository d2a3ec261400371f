import { describe, expect, it } from "vitest";
import type { Scatter } from "../../../../src/report/document.ts";
import { placesOf } from "../../../../src/report/viewer/client/placesOf.ts";

describe("placesOf()", () => {
  it("gathers the points at one place by series, in order of x and y, without those that stand nowhere", () => {
    const axis = { label: "", scale: "linear" } as const;
    const at = (x: number, y: number, label: string) => ({ x, y, label });
    const figure: Scatter = {
      type: "scatter",
      caption: "",
      x: axis,
      y: axis,
      series: [
        { name: "s", points: [at(2, 0, "a"), at(1, 5, "b"), at(2, 0, "c"), at(NaN, 1, "d"), at(1, -5, "e")] },
        { name: "s", points: [at(2, 0, "f"), at(3, Infinity, "g")] },
      ],
    };
    const [first, second] = figure.series;
    expect(placesOf(figure)).toEqual([
      { x: 1, y: -5, series: [{ of: first, labels: ["e"] }] },
      { x: 1, y: 5, series: [{ of: first, labels: ["b"] }] },
      { x: 2, y: 0, series: [{ of: first, labels: ["a", "c"] }, { of: second, labels: ["f"] }] },
    ]);
  });
});
