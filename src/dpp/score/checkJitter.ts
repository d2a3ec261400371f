import { checkFinite } from "../../numeric/check.ts";

/** Fails unless `jitter` is a finite number ≥ 0. */
export function checkJitter(action: string, jitter: unknown): void {
  checkFinite(action, "jitter", jitter);
  if ((jitter as number) < 0) throw new RangeError(`Cannot ${action}: jitter must be ≥ 0, got ${jitter}`);
}
