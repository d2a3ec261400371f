import type { EnsembleFinding } from "./ensembleFinding.ts";

/**
 * Adds the finding that ensembles share members, where any two of them do.
 *
 * @param members Members of each ensemble, by name or code; all of one size, none where they are not known.
 * @param findings Receives the finding.
 */
export function noteSharedMembers(members: readonly ArrayLike<string | number>[], findings: EnsembleFinding[]): void {
  const count = members.length;
  const uses = new Map<string | number, number>();
  for (const own of members) for (const member of Array.from(own)) uses.set(member, (uses.get(member) ?? 0) + 1);
  let pairs = 0; // ordered pairs of ensembles, once for every member they have in common
  for (const own of uses.values()) pairs += own * (own - 1);
  if (pairs > 0) findings.push({ code: "shared-members", solvers: uses.size, size: members[0].length, ensembles: count, shared: pairs / (count * (count - 1)) });
}
