/**
 * Multiplies all entries by a power of two that brings the largest into [1, 2), so that no square overflows or underflows.
 *
 * @param a Finite numbers, changed in place.
 * @returns The factor; 1 where all are 0.
 */
export function scaleToOne(a: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const size = Math.abs(a[i]);
    if (size > largest) largest = size;
  }
  if (largest === 0) return 1;
  let scale = 1;
  while (largest * scale >= 2) scale /= 2;
  while (largest * scale < 1 && scale < 2 ** 1022) scale *= 2;
  if (scale !== 1) for (let i = 0; i < a.length; i++) a[i] *= scale;
  return scale;
}
