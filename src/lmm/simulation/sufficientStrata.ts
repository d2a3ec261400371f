import { normal, type Rng } from "../../random/index.ts";
import type { BalancedStrata } from "../balanced/balancedStrata.ts";
import { chiSquaredDraw } from "./chiSquaredDraw.ts";
import { semidefiniteFactor } from "../inference/semidefiniteFactor.ts";

/** Total information is 1 in every direction; what is below this is rounding. */
const FLOOR = 1e-13;

/**
 * Prepares draws of the response of a balanced design with β = 0, stratum by stratum: with Aₛ = FF′ and φₛ = σ²λₛ, zₛ = √φₛ Fξ and
 * yₛ′yₛ = φₛ(ξ′ξ + χ² on dₛ − rank F df).
 *
 * @param strata The design, reduced; of the products drawn, `a` is shared with it, `z`, `yy` and `qty` are new.
 * @param lambda Eigenvalues per stratum, the residual's last.
 * @param sigma Residual standard deviation.
 * @returns The strata that receive the draws, and the function that draws.
 */
export function sufficientStrata(strata: BalancedStrata, lambda: Float64Array, sigma: number): { drawn: BalancedStrata; draw: (rng: Rng) => void } {
  const { columns: c, df, a } = strata;
  const parts = Array.from(lambda, (value, s) => ({ ...semidefiniteFactor(a, c, FLOOR, s * c * c), deviation: sigma * Math.sqrt(value) }));
  const lambda0 = lambda.reduce((sum, value) => sum + value, 0) - (lambda.length - 1);
  const drawn: BalancedStrata = { ...strata, z: new Float64Array(strata.z.length), yy: new Float64Array(strata.yy.length), qty: new Float64Array(strata.p) };
  const xi = new Float64Array(c);
  const draw = (rng: Rng): void => {
    drawn.qty[0] = sigma * Math.sqrt(lambda0) * normal(rng);
    for (let s = 0; s < parts.length; s++) {
      const { factor, rank, deviation } = parts[s];
      let squares = 0;
      for (let j = 0; j < rank; j++) {
        xi[j] = normal(rng);
        squares += xi[j] * xi[j];
      }
      for (let i = 0; i < c; i++) {
        let value = 0;
        for (let j = 0; j < rank; j++) value += factor[i * rank + j] * xi[j];
        drawn.z[s * c + i] = deviation * value;
      }
      drawn.yy[s] = deviation * deviation * (squares + chiSquaredDraw(df[s] - rank, rng, s));
    }
  };
  return { drawn, draw };
}
