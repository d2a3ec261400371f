/** Numbers in (0, 1) from a fixed linear congruence: every run, language and rival sees the same ones. */
export function congruence(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

/** Rows of roughly normal numbers (sums of four uniform ones, centred). */
export function randomRows(n, d, seed = 20260401) {
  const next = congruence(seed);
  return Float64Array.from({ length: n * d }, () => next() + next() + next() + next() - 2);
}

/** A symmetric positive definite matrix with a condition number of a few hundred: I plus the Gram matrix of n × 8 numbers over 8, plus noise. */
export function randomDefinite(n, seed = 7) {
  const x = randomRows(n, 8, seed);
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let dot = 0;
      for (let k = 0; k < 8; k++) dot += x[i * 8 + k] * x[j * 8 + k];
      a[i * n + j] = a[j * n + i] = dot / 8 + (i === j ? 1 : 0);
    }
  }
  return a;
}

/** A symmetric matrix of numbers between −1 and 1. */
export function randomSymmetric(n, seed = 20250305) {
  const next = congruence(seed);
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = 2 * next() - 1;
  return a;
}

/** n points around `groups` centres in d dimensions. */
export function mixture(n, groups, d, seed = 25) {
  const next = congruence(seed);
  const centres = randomRows(groups, d, seed + 1);
  const noise = randomRows(n, d, seed + 2);
  const points = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    const centre = Math.floor(next() * groups);
    for (let k = 0; k < d; k++) points[i * d + k] = centres[centre * d + k] + noise[i * d + k];
  }
  return points;
}

/** Σ aᵢbᵢ as if in twice the precision (Dekker's products, Knuth's sums), for judging plain sums. */
export function exactDot(a, aAt, b, bAt, n) {
  let sum = 0;
  let rest = 0;
  for (let i = 0; i < n; i++) {
    const x = a[aAt + i];
    const y = b[bAt + i];
    const product = x * y;
    const [xh, yh] = [high(x), high(y)];
    const error = (x - xh) * (y - yh) - (product - xh * yh - (x - xh) * yh - xh * (y - yh));
    const total = sum + product;
    const virtual = total - sum;
    rest += sum - (total - virtual) + (product - virtual) + error;
    sum = total;
  }
  return sum + rest;
}

function high(x) {
  const scaled = 134_217_729 * x;
  return scaled - (scaled - x);
}

/** `count` pairs of indices below n, the diagonal and the corners among them. */
export function samplePairs(n, count, seed = 3) {
  const next = congruence(seed);
  const pairs = [[0, 0], [n - 1, 0], [n - 1, n - 1], [0, n - 1]];
  while (pairs.length < count) pairs.push([Math.floor(next() * n), Math.floor(next() * n)]);
  return pairs;
}
