/** pass@k and its family, with honest uncertainty. */
export type { Counts } from "./counts.ts";
