/** Numbers of a block of rows: 8 MB in double precision, some of a third-level cache. */
const NUMBERS = 2 ** 20;

/** Rows of a block on either side. */
export interface BlockSize {
  readonly rows: number;
  readonly columns: number;
}

/**
 * How many rows are compared with how many others at a time: many, so that copying them is little beside comparing them, and no more than
 * a cache holds, of results as of rows.
 *
 * @param d Numbers per row.
 * @returns Rows on the left and on the right, multiples of 64.
 */
export function blockSize(d: number): BlockSize {
  const columns = Math.min(1024, Math.max(64, 64 * Math.floor(NUMBERS / d / 64)));
  return { rows: Math.min(256, columns), columns };
}
