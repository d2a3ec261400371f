/** Steps at most; three or four are usual. */
const STEPS = 100;

/** Half the distance from 1 to the next double. */
const UNIT = 2 ** -53;

/**
 * Eigenvalues and eigenvectors of diag(d) + ρ z zᵀ: the eigenvalues are the roots λ of the secular equation
 * 1/ρ + Σⱼ zⱼ²/(dⱼ − λ) = 0, one above each dⱼ, and the eigenvector to λ has entries ẑⱼ/(dⱼ − λ).
 *
 * Each root is found as its distance from the nearer dⱼ, so that all differences dⱼ − λ are good to the last digits. ẑ is the vector for
 * which the roots found are exact (Löwner's formula): it makes the eigenvectors orthogonal to working precision however close the roots are.
 *
 * @param d Poles, strictly ascending and well apart (after deflation), k of them.
 * @param z Weights, none of them negligible; replaced by ẑ.
 * @param rho ρ > 0.
 * @param k Number of poles, at least 1.
 * @param slots Where the entry of pole j goes within an eigenvector.
 * @param values The k roots, ascending.
 * @param vectors Eigenvectors of length 1, one per row of k entries.
 * @see Gu & Eisenstat, A divide-and-conquer algorithm for the symmetric tridiagonal eigenproblem, 1995; Li, Solving secular equations stably
 * and efficiently, 1993.
 */
export function secularVectors(
  d: Float64Array,
  z: Float64Array,
  rho: number,
  k: number,
  slots: Int32Array,
  values: Float64Array,
  vectors: Float64Array,
): void {
  const work = new Float64Array(k);
  for (let i = 0; i < k; i++) values[i] = secularRoot(d, z, rho, k, i, vectors, i * k, work);
  work.fill(-1);
  for (let i = 0; i < k; i++) {
    const row = i * k;
    const pole = d[i];
    for (let j = 0; j < i; j++) work[j] *= vectors[row + j] / (d[j] - pole);
    work[i] *= vectors[row + i];
    for (let j = i + 1; j < k; j++) work[j] *= vectors[row + j] / (d[j] - pole);
  }
  for (let j = 0; j < k; j++) z[j] = z[j] < 0 ? -Math.sqrt(work[j]) : Math.sqrt(work[j]);
  for (let i = 0; i < k; i++) {
    const row = i * k;
    let squares = 0;
    for (let j = 0; j < k; j++) {
      const entry = z[j] / vectors[row + j];
      work[j] = entry;
      squares += entry * entry;
    }
    const scale = 1 / Math.sqrt(squares);
    for (let j = 0; j < k; j++) vectors[row + slots[j]] = work[j] * scale;
  }
}

/**
 * The root above pole i; the differences dⱼ − λ go to `out` from `at` on.
 *
 * Each step replaces the equation by one with two poles that has the same value and slope; a bracket stands guard, halved where that fails.
 */
function secularRoot(d: Float64Array, z: Float64Array, rho: number, k: number, i: number, out: Float64Array, at: number, shifted: Float64Array): number {
  if (k === 1) {
    out[at] = -(rho * z[0] * z[0]);
    return d[0] - out[at];
  }
  const last = i === k - 1;
  const inverse = 1 / rho;
  // The middle of the interval tells the nearer pole.
  const width = last ? rho * sumOfSquares(z, k) : d[i + 1] - d[i];
  const middle = 0.5 * width;
  let value = inverse;
  for (let j = 0; j < k; j++) value += (z[j] * z[j]) / (d[j] - d[i] - middle);
  const near = value >= 0 || last ? i : i + 1;
  const one = last ? k - 2 : i;
  const two = one + 1;
  const origin = d[near];
  for (let j = 0; j < k; j++) shifted[j] = d[j] - origin;
  let low = near === i ? 0 : -middle;
  let high = near === i ? (last ? width * (1 + 4 * k * UNIT) : middle) : 0;
  if (last && value < 0) low = middle;
  else if (last) high = middle;
  let x = firstGuess(d, z, value, one, middle + (d[i] - origin), origin, last);
  if (!(x > low && x < high)) x = between(low, high);
  let before = Infinity;
  let sides = last;
  for (let step = 0; step < STEPS; step++) {
    let psi = 0;
    let psiSlope = 0;
    let error = 0;
    for (let j = 0; j <= one; j++) {
      const ratio = z[j] / (shifted[j] - x);
      psi += z[j] * ratio;
      psiSlope += ratio * ratio;
      error -= psi;
    }
    let phi = 0;
    let phiSlope = 0;
    for (let j = k - 1; j >= two; j--) {
      const ratio = z[j] / (shifted[j] - x);
      phi += z[j] * ratio;
      phiSlope += ratio * ratio;
      error += Math.abs(phi);
    }
    value = inverse + psi + phi;
    error += 8 * (Math.abs(phi) - psi) + inverse + Math.abs(x) * (psiSlope + phiSlope);
    if (Math.abs(value) <= UNIT * error) break;
    if (value < 0) low = x;
    else high = x;
    const first = shifted[one] - x;
    const second = shifted[two] - x;
    const slope = psiSlope + phiSlope;
    const a = (first + second) * value - first * second * slope;
    const b = first * second * value;
    // Either each side keeps its own slope, or the weight of the nearer pole stays as it is: whichever makes progress.
    if (!last && Math.abs(value) > 0.1 * before) sides = !sides;
    before = Math.abs(value);
    const weight = near === one ? z[one] / first : z[two] / second;
    const c = sides
      ? value - first * psiSlope - second * phiSlope
      : value - (near === one ? second : first) * slope + (near === one ? second - first : first - second) * weight * weight;
    let next = x + quadraticRoot(a, b, c, last);
    // Late steps halve, in case the others creep.
    if (!(next > low && next < high) || step > 40) next = between(low, high);
    if (next === x || next <= low || next >= high) break;
    x = next;
  }
  for (let j = 0; j < k; j++) out[at + j] = shifted[j] - x;
  return origin + x;
}

/** The root if all but two poles gave what they give in the middle of the interval, as distance from the origin. */
function firstGuess(d: Float64Array, z: Float64Array, value: number, one: number, middle: number, origin: number, last: boolean): number {
  const two = one + 1;
  const first = d[one] - origin;
  const second = d[two] - origin;
  const s = z[one] * z[one];
  const t = z[two] * z[two];
  const c = value - s / (first - middle) - t / (second - middle);
  // c + s/(first − x) + t/(second − x) = 0, where first or second is 0.
  const a = c * (first + second) + s + t;
  const b = s * second + t * first;
  return quadraticRoot(a, b, c, last);
}

/** The root of c x² − a x + b = 0 between the two poles, or beyond both. */
function quadraticRoot(a: number, b: number, c: number, beyond: boolean): number {
  const root = Math.sqrt(Math.abs(a * a - 4 * b * c));
  if (beyond) return a >= 0 ? (a + root) / (2 * c) : (2 * b) / (a - root);
  return a <= 0 ? (a - root) / (2 * c) : (2 * b) / (a + root);
}

/** The middle of a bracket, by ratio where its ends differ by much. */
function between(low: number, high: number): number {
  if (low > 0 && high > 4 * low) return Math.sqrt(low) * Math.sqrt(high);
  if (high < 0 && low < 4 * high) return -(Math.sqrt(-low) * Math.sqrt(-high));
  return 0.5 * (low + high);
}

function sumOfSquares(z: Float64Array, k: number): number {
  let total = 0;
  for (let j = 0; j < k; j++) total += z[j] * z[j];
  return total;
}
