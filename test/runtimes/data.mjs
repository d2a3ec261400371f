/**
 * Deterministic test data that owes nothing to the library or to the engine's Math: integers mixed by `Math.imul`, and exact divisions.
 *
 * @param {number} seed An integer.
 * @returns A function giving the next number, uniform on [0, 1) in steps of 2⁻³².
 */
export function uniforms(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 0x100000000;
  };
}

/** n numbers, nearly normal with mean 0 and variance 1: sums of twelve uniforms less 6. */
export function deviates(n, seed) {
  const next = uniforms(seed);
  return Float64Array.from({ length: n }, () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += next();
    return sum;
  });
}

/** n integers 0 … bound − 1. */
export function integers(n, bound, seed) {
  const next = uniforms(seed);
  return Int32Array.from({ length: n }, () => Math.floor(next() * bound));
}

/** An n × d matrix of deviates around `groups` centers. */
export function vectors(n, d, seed, groups = 7) {
  const noise = deviates(n * d, seed);
  const centers = deviates(groups * d, seed + 1);
  return { data: noise.map((value, i) => value * 0.6 + centers[(Math.floor(i / d) % groups) * d + (i % d)]), shape: [n, d] };
}

/** The Gram matrix X Xᵀ/d plus `ridge` on the diagonal of the rows of n × d deviates, flat. */
export function definite(n, d, seed, ridge) {
  const x = deviates(n * d, seed);
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += x[i * d + k] * x[j * d + k];
      out[i * n + j] = out[j * n + i] = sum / d + (i === j ? ridge : 0);
    }
  }
  return out;
}

/** n texts of `length` words from a small vocabulary, such that n-grams recur. */
export function texts(n, length, seed) {
  const words = "the sum of two primes is even so we add 3 and 5 = 8 then square it , check again . therefore x ≤ 12 holds é 語".split(" ");
  const next = uniforms(seed);
  return Array.from({ length: n }, () => {
    let at = Math.floor(next() * words.length);
    return Array.from({ length: length + Math.floor(next() * 9) }, () => {
      at = next() < 0.7 ? (at + 1) % words.length : Math.floor(next() * words.length);
      return words[at];
    }).join(" ");
  });
}
