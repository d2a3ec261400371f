import { symmetricEigenvalues } from "../../numeric/linalg/symmetricEigenvalues.ts";
import { asMatrix } from "../../numeric/matrix.ts";
import { asKernel } from "../kernel/asKernel.ts";
import { clipEigenvalues } from "./clipEigenvalues.ts";
import { checkSpectrum, isFeatures, isSpectrum, type KernelLike } from "../kernel/kernelLike.ts";
import { smallGram } from "../kernel/smallGram.ts";

/** The positive eigenvalues of a kernel, ascending, and its number of items; without eigenvectors, which cost several times as much. */
export function kernelEigenvalues(action: string, kernel: KernelLike): { readonly eigenvalues: Float64Array; readonly size: number } {
  if (isSpectrum(kernel)) return checkSpectrum(action, kernel);
  if (!isFeatures(kernel)) {
    const { data, n, epsilon } = asKernel(action, kernel, "L");
    return { eigenvalues: clipEigenvalues(action, symmetricEigenvalues(data, n), n * epsilon), size: n };
  }
  const features = asMatrix(action, "features", kernel.features);
  const [n, d] = features.shape;
  const values = symmetricEigenvalues(smallGram(action, features), Math.min(n, d));
  return { eigenvalues: clipEigenvalues(action, values, n * 2 ** -52), size: n };
}
