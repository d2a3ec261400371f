import type { MixedModelFit } from "../../lmm/index.ts";
import type { Table } from "../document.ts";

/** The variance components of a mixed model with their shares. */
export function variancesTable({ varianceComponents }: MixedModelFit): Table {
  const slopes = varianceComponents.some(({ effect }) => effect !== "" && effect !== "(Intercept)");
  return {
    type: "table",
    caption: "Variance components",
    columns: [
      { name: "source", format: "text" },
      { name: "variance", format: "number" },
      { name: "standard deviation", format: "number" },
      { name: "share", format: "share" },
    ],
    rows: varianceComponents.map(({ group, effect, variance, standardDeviation, share }) => [slopes && effect !== "" ? `${group}: ${effect}` : group, variance, standardDeviation, share]),
  };
}
