/** Sets what is below the diagonal of an n × n matrix to 0, in each row i from column 8⌊i/8⌋ on. */
export function clearBelow(a: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) for (let j = i & -8; j < i; j++) a[i * n + j] = 0;
}
