/** Integers of a generator's state. */
export const STATE_LENGTH = 130;

/** Room that the state takes in memory: the module uses a little more, and what follows begins at a multiple of 16. */
export const STATE_BYTES = 816;
