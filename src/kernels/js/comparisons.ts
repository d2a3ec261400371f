/** Compares row `at` of x, so many columns, with four rows of y from `to` on, `stride` apart, and writes the four results to `sums`. */
export type Comparison = (x: Float64Array, at: number, y: Float64Array, to: number, stride: number, columns: number, sums: Float64Array) => void;

/** What a pair of rows is compared by, four pairs at a time: their sums need not wait for one another. */
export const comparisons: Readonly<Record<"squaredDifference" | "absoluteDifference" | "unequal" | "largestDifference", Comparison>> = {
  squaredDifference,
  absoluteDifference,
  unequal,
  largestDifference,
};

/** Σ(x − y)². */
function squaredDifference(x: Float64Array, at: number, y: Float64Array, to: number, stride: number, columns: number, sums: Float64Array): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let y0 = to;
  let y1 = y0 + stride;
  let y2 = y1 + stride;
  let y3 = y2 + stride;
  for (const end = at + columns; at < end; at++, y0++, y1++, y2++, y3++) {
    const value = x[at];
    const d0 = value - y[y0];
    const d1 = value - y[y1];
    const d2 = value - y[y2];
    const d3 = value - y[y3];
    s0 += d0 * d0;
    s1 += d1 * d1;
    s2 += d2 * d2;
    s3 += d3 * d3;
  }
  sums[0] = s0;
  sums[1] = s1;
  sums[2] = s2;
  sums[3] = s3;
}

/** Σ|x − y|. */
function absoluteDifference(x: Float64Array, at: number, y: Float64Array, to: number, stride: number, columns: number, sums: Float64Array): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let y0 = to;
  let y1 = y0 + stride;
  let y2 = y1 + stride;
  let y3 = y2 + stride;
  for (const end = at + columns; at < end; at++, y0++, y1++, y2++, y3++) {
    const value = x[at];
    s0 += Math.abs(value - y[y0]);
    s1 += Math.abs(value - y[y1]);
    s2 += Math.abs(value - y[y2]);
    s3 += Math.abs(value - y[y3]);
  }
  sums[0] = s0;
  sums[1] = s1;
  sums[2] = s2;
  sums[3] = s3;
}

/** How many entries differ. */
function unequal(x: Float64Array, at: number, y: Float64Array, to: number, stride: number, columns: number, sums: Float64Array): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let y0 = to;
  let y1 = y0 + stride;
  let y2 = y1 + stride;
  let y3 = y2 + stride;
  for (const end = at + columns; at < end; at++, y0++, y1++, y2++, y3++) {
    const value = x[at];
    if (value !== y[y0]) s0++;
    if (value !== y[y1]) s1++;
    if (value !== y[y2]) s2++;
    if (value !== y[y3]) s3++;
  }
  sums[0] = s0;
  sums[1] = s1;
  sums[2] = s2;
  sums[3] = s3;
}

/** max |x − y|; NaN counts as nothing. */
function largestDifference(x: Float64Array, at: number, y: Float64Array, to: number, stride: number, columns: number, sums: Float64Array): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let y0 = to;
  let y1 = y0 + stride;
  let y2 = y1 + stride;
  let y3 = y2 + stride;
  for (const end = at + columns; at < end; at++, y0++, y1++, y2++, y3++) {
    const value = x[at];
    const d0 = Math.abs(value - y[y0]);
    const d1 = Math.abs(value - y[y1]);
    const d2 = Math.abs(value - y[y2]);
    const d3 = Math.abs(value - y[y3]);
    if (s0 < d0) s0 = d0;
    if (s1 < d1) s1 = d1;
    if (s2 < d2) s2 = d2;
    if (s3 < d3) s3 = d3;
  }
  sums[0] = s0;
  sums[1] = s1;
  sums[2] = s2;
  sums[3] = s3;
}
