import { asMatrix } from "../../numeric/matrix.ts";
import { ln, log1p } from "../../numeric/special/index.ts";
import { asKernel } from "../kernel/asKernel.ts";
import { checkPositiveSemidefinite } from "../kernel/checkPositiveSemidefinite.ts";
import { factorPlusIdentity } from "../score/factorPlusIdentity.ts";
import { kernelEigenvalues } from "./kernelEigenvalues.ts";
import { isFeatures, isSpectrum, type KernelLike } from "../kernel/kernelLike.ts";
import type { KernelSpectrum } from "../kernelSpectrum.ts";
import { logElementarySymmetric } from "../logElementarySymmetric.ts";
import { smallGram } from "../kernel/smallGram.ts";

/** log det(I + L), the normaliser of a DPP, or log e_k of the k-DPP of that size (−Infinity if k exceeds the rank). */
export function logNormaliser(action: string, kernel: KernelLike, size: number | undefined): number {
  if (size !== undefined) {
    const { eigenvalues } = kernelEigenvalues(action, kernel);
    return size > eigenvalues.length ? -Infinity : logElementarySymmetric(eigenvalues)[size];
  }
  let total = 0;
  const factor = isSpectrum(kernel) ? undefined : factorOf(action, kernel);
  if (factor === undefined) {
    for (const value of kernelEigenvalues(action, kernel).eigenvalues) total += log1p(value);
    return total;
  }
  const order = Math.sqrt(factor.length);
  for (let i = 0; i < order; i++) total += ln(factor[i * order + i]);
  return 2 * total;
}

function factorOf(action: string, kernel: Exclude<KernelLike, KernelSpectrum>): Float64Array | undefined {
  if (!isFeatures(kernel)) {
    const { data, n } = checkPositiveSemidefinite(action, asKernel(action, kernel, "L"));
    return factorPlusIdentity(data, n);
  }
  const features = asMatrix(action, "features", kernel.features);
  return factorPlusIdentity(smallGram(action, features), Math.min(...features.shape));
}
