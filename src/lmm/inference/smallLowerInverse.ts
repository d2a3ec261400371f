/** Inverse of the k × k lower triangular matrix at `at`. */
export function smallLowerInverse(l: Float64Array, at: number, k: number, out: Float64Array): void {
  for (let j = 0; j < k; j++) {
    for (let i = 0; i < j; i++) out[i * k + j] = 0;
    out[j * k + j] = 1 / l[at + j * k + j];
    for (let i = j + 1; i < k; i++) {
      let total = 0;
      for (let c = j; c < i; c++) total += l[at + i * k + c] * out[c * k + j];
      out[i * k + j] = -total / l[at + i * k + i];
    }
  }
}
