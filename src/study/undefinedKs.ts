import type { Finding } from "./finding.ts";

/** The finding that no problem of a solver has samples for some of the k asked for, or none. */
export function undefinedKs(solver: string, ks: readonly number[] | undefined, most: number): Finding[] {
  const beyond = ks?.filter((k) => k > most) ?? [];
  return beyond.length === 0 ? [] : [{ code: "undefined-k", solver, ks: beyond, most }];
}
