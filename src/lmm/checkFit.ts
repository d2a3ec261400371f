import { show } from "../numeric/check.ts";

/** Fails unless `fit` is a result of `fitMixedModel`. */
export function checkFit(action: string, fit: unknown): void {
  if (typeof fit !== "object" || fit === null || !("design" in fit) || !("theta" in fit)) {
    throw new TypeError(`Cannot ${action}: fit must be a result of fitMixedModel, got ${show(fit)}`);
  }
}
