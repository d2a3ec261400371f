import { show } from "../../numeric/check.ts";
import type { MatrixLike } from "../../numeric/matrix.ts";
import type { KernelSpectrum } from "../kernelSpectrum.ts";

/** A likelihood kernel: L itself, features B (one row per item) of L = B Bᵀ, or its {@linkcode kernelSpectrum}. */
export type KernelLike = MatrixLike | { readonly features: MatrixLike } | KernelSpectrum;

/** Eigenvalues of one spectrum may differ by this factor at most; those of a decomposed kernel differ by 2⁵² at most. */
const SPAN = 2 ** 900;

/** Whether a kernel is given by its spectrum. */
export function isSpectrum(kernel: KernelLike): kernel is KernelSpectrum {
  return typeof kernel === "object" && kernel !== null && "eigenvalues" in kernel && "eigenvectors" in kernel;
}

/** Whether a kernel is given by features. */
export function isFeatures(kernel: KernelLike): kernel is { readonly features: MatrixLike } {
  return typeof kernel === "object" && kernel !== null && "features" in kernel && !("data" in kernel);
}

/** The same spectrum, its lengths and eigenvalues checked; the eigenvectors are trusted. */
export function checkSpectrum(action: string, spectrum: KernelSpectrum): KernelSpectrum {
  const { eigenvalues, eigenvectors, size } = spectrum;
  if (!(eigenvalues instanceof Float64Array && eigenvectors instanceof Float64Array)) {
    throw new TypeError(`Cannot ${action}: eigenvalues and eigenvectors must be Float64Arrays, got ${show(eigenvalues)} and ${show(eigenvectors)}`);
  }
  const rank = eigenvalues.length;
  if (!(Number.isInteger(size) && rank <= size && eigenvectors.length === rank * size)) {
    throw new RangeError(`Cannot ${action}: eigenvectors must hold rank × size numbers, got ${eigenvectors.length} for rank ${rank} and size ${show(size)}`);
  }
  for (let i = 0; i < rank; i++) {
    if (!(eigenvalues[i] > 0 && eigenvalues[i] < Infinity && (i === 0 || eigenvalues[i] >= eigenvalues[i - 1]))) {
      throw new RangeError(`Cannot ${action}: eigenvalues must be positive, finite and ascending, got ${eigenvalues[i]} at index ${i}`);
    }
  }
  if (rank > 0 && eigenvalues[rank - 1] / SPAN > eigenvalues[0]) {
    throw new RangeError(`Cannot ${action}: eigenvalues must lie within a factor of 2^900, got ${eigenvalues[0]} and ${eigenvalues[rank - 1]}`);
  }
  return spectrum;
}
