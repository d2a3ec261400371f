import { checkArray, checkInteger } from "../numeric/check.ts";
import { asCredits } from "./asCredits.ts";
import type { Votes } from "./majAtK.ts";
import type { Ballot } from "./pluralityCredit.ts";

/** The checked votes of one problem without the answers that no sample gave; `name` says which problem in error messages. */
export function asBallot(action: string, { counts, correct, abstentions = 0 }: Votes, name: string): Ballot {
  checkArray(action, `counts of ${name}`, counts);
  for (let b = 0; b < counts.length; b++) checkInteger(action, `counts[${b}] of ${name}`, counts[b], 0);
  checkInteger(action, `abstentions of ${name}`, abstentions, 0);
  const credits = asCredits(action, correct, counts.length, "answer", name);
  const given = Array.from(counts, (_, b) => b).filter((b) => counts[b] > 0);
  const n = given.reduce((total, b) => total + counts[b], abstentions);
  if (n === 0) throw new RangeError(`Cannot ${action}: every problem must have at least one sample, got none at ${name}`);
  return { counts: Float64Array.from(given, (b) => counts[b]), credits: Float64Array.from(given, (b) => credits[b]), abstentions, n };
}
