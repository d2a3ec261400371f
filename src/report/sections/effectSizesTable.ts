import type { MixedEffectSizes } from "../../lmm/index.ts";
import type { Cell, Table } from "../document.ts";

/** The effect sizes of one predictor, each under its own name. */
export function effectSizesTable(sizes: MixedEffectSizes): Table {
  const rows: readonly (readonly [name: string, value: number, meaning: string])[] = [
    ["standardised β₁", sizes.estimate, "standard deviations of gain per standard deviation of EDC"],
    ["its standard error", sizes.standardError, ""],
    ["local f², marginal", sizes.f2LocalMarginal, "what EDC adds to the variance explained, beside what stays unexplained: the one to report"],
    ["local f², Selya", sizes.f2LocalSelya, "near 0 by construction for a predictor of ensembles: their random effects absorb what it leaves"],
    ["local f², conditional", sizes.f2LocalConditional, "likewise, and often negative"],
    ["global f², marginal", sizes.f2GlobalMarginal, "EDC and baseline together, R²/(1 − R²)"],
    ["global f², conditional", sizes.f2GlobalConditional, "with ensembles and splits"],
    ["R², marginal", sizes.full.r2Marginal, "share of the variance that EDC and baseline explain"],
    ["R², conditional", sizes.full.r2Conditional, "with ensembles and splits"],
  ];
  return {
    type: "table",
    caption: "Effect sizes; for f² Cohen calls 0.02 small, 0.15 medium and 0.35 large",
    columns: [
      { name: "effect size", format: "text" },
      { name: "value", format: "number" },
      { name: "what it is", format: "text" },
    ],
    rows: rows.map((row): readonly Cell[] => row),
  };
}
