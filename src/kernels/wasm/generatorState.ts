import { START } from "./instance.ts";

/** Integers of a generator's state. */
export const STATE_LENGTH = 130;

/** Where the state lies in memory: its words, from the third on, begin at a multiple of 16. */
export const STATE: number = START + 8;

/** From one state to the next, in bytes; the module keeps integers just drawn behind the state. */
export const STATE_BYTES = 832;

/** What comes after one state begins here, or STATE_BYTES later after two. */
export const AFTER_STATE: number = START + STATE_BYTES + 16;
