import { NumericalError } from "../../numeric/errors.ts";
import { symmetricEigen } from "../../numeric/linalg/symmetricEigen.ts";
import type { MixedDesign } from "../mixedDesign.ts";
import type { CrossProducts } from "./crossProducts.ts";

/** Share of a random effect's columns that X must leave: less is rounding. */
const LEAST = 1e-10;

/**
 * Fails where X takes everything away that a random term could show, as in `y ~ g + (1 | g)`: the criterion does not depend on its variance then.
 *
 * Of a term with columns Z_m per level, Σₘ Z_m′(I − QQ′)Z_m beside Σₘ Z_m′Z_m, which is n·I for orthogonal columns.
 *
 * @param cross Cross-products with orthogonal columns.
 * @param design The design, for names.
 * @throws {NumericalError} `singular-design`.
 */
export function checkIdentified({ n, p, q1, q2, blocks, a11, a22, zx }: CrossProducts, { terms }: MixedDesign): void {
  for (const [t, { term, k, levels, offset }] of blocks.entries()) {
    const left = new Float64Array(k * k);
    for (let m = 0; m < levels; m++) {
      for (let a = 0; a < k; a++) {
        for (let b = 0; b < k; b++) {
          const row = offset + m * k + a;
          const column = offset + m * k + b;
          let value = t === 0 ? a11[(m * k + a) * k + b] : a22[(row - q1) * q2 + column - q1];
          for (let c = 0; c < p; c++) value -= zx[row * p + c] * zx[column * p + c];
          left[a * k + b] += value;
        }
      }
    }
    if (symmetricEigen(left, k).values[0] > LEAST * n) continue;
    const { effects, group } = terms[term];
    throw new NumericalError(
      "singular-design",
      `Cannot fit a mixed model: the fixed effects must leave something for the random term (${effects.join(" + ")} | ${group}), got none in ${k === 1 ? "it" : "some direction of it"}: ` +
        "they hold a coefficient for every level already (or the column is 0 throughout); leave out one of the two",
    );
  }
}
