import type { Kernels } from "../kernels.ts";
import { addProducts } from "./addProducts.ts";
import { applyReflections } from "./applyReflections.ts";
import { gram } from "./gram.ts";
import { tridiagonalise } from "./tridiagonalise.ts";

/** The kernels in JavaScript: what each of them is. */
export const jsKernels: Kernels = { gram, addProducts, tridiagonalise, applyReflections };
