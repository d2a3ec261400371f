/** Largest matrix of dissimilarities that is made, in bytes. */
const limit = 1e9;

/** Fails where n² numbers of that many bytes would take more than about 1 GB, and says what to do instead. */
export function checkMemory(action: string, size: number, bytes: 4 | 8): void {
  const needed = size * size * bytes;
  if (needed > limit) {
    throw new RangeError(
      `Cannot ${action}: all dissimilarities of ${size} objects must fit into 1 GB, got ${(needed / 1e9).toFixed(1)} GB; ` +
        `use method "clara" or "one-batch" of kMedoids, which compute only some of them`,
    );
  }
}
