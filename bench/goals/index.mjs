import { join } from "node:path";

/** Files of cases in the order of the table. */
export const goalFiles = ["gram", "distances", "cholesky", "logDet", "eigen", "kMedoids", "resampling", "mixedModel", "ngrams", "load"].map((name) => `goals/${name}.goal.mjs`);

/** The cases of some of them. */
export async function casesOf(files, options) {
  const lists = [];
  for (const file of files) lists.push((await import(join(import.meta.dirname, "..", file))).cases(options));
  return lists.flat();
}
