/** The law of how many of G draws fall on the bad arm, given that some do and some do not. */
export interface MixedGroups {
  /** G. */
  readonly size: number;
  /** (G − j)/(j + 1) at j = 1 … G − 1: how the number of choices grows from j to j + 1. */
  readonly growth: Float64Array;
  /** P(j draws of the rarer kind) at j = 1 … G − 1; entry 0 is not used. */
  readonly term: Float64Array;
  /** Whether the rarer kind is the bad arm. */
  badIsRare: boolean;
  /** P(the group is mixed), the sum of the terms: small ones keep all their digits. */
  probability: number;
}

/** Room for groups of G ≥ 2 draws. */
export function mixedGroups(size: number): MixedGroups {
  const growth = new Float64Array(size).map((_, j) => (size - j) / (j + 1));
  return { size, growth, term: new Float64Array(size), badIsRare: true, probability: 0 };
}

/** The law for a policy that draws the bad arm with probability bad/(good + bad). */
export function updateMixedGroups(groups: MixedGroups, good: number, bad: number): void {
  const { size, growth, term } = groups;
  const badIsRare = bad <= good;
  const rare = (badIsRare ? bad : good) / (good + bad);
  const common = (badIsRare ? good : bad) / (good + bad);
  const odds = rare / common;
  let next = size * rare;
  // common ≥ 1/2 and G ≤ 1000: nothing underflows but what is far below the sum.
  for (let j = 1; j < size; j++) next *= common;
  let sum = 0;
  for (let j = 1; j < size; j++) {
    term[j] = next;
    sum += next;
    next *= growth[j] * odds;
  }
  groups.badIsRare = badIsRare;
  groups.probability = sum;
}

/** The number of good draws in a mixed group, by inversion of a uniform number. */
export function drawGoodCount(groups: MixedGroups, uniform: number): number {
  const { size, term, badIsRare, probability } = groups;
  const target = uniform * probability;
  let rare = 1;
  for (let sum = term[1]; sum <= target && rare < size - 1; sum += term[rare]) rare++;
  return badIsRare ? size - rare : rare;
}

/** E[√(S(G − S))] over all groups, S the number of good draws: unmixed groups add 0. */
export function expectedSpread(groups: MixedGroups): number {
  const { size, term } = groups;
  let sum = 0;
  for (let j = 1; j < size; j++) sum += Math.sqrt(j * (size - j)) * term[j];
  return sum;
}
