/** Rollouts as columns, and the readers that make them. */
export type { Categorical } from "../numeric/types.ts";
export type { Rollouts } from "./rollouts.ts";
