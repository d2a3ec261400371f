import type { Kernels } from "../kernels.ts";
import { addProducts } from "./addProducts.ts";
import { gram } from "./gram.ts";
import { pairs } from "./pairs.ts";

/** The kernels in JavaScript: what each of them is. */
export const jsKernels: Kernels = { gram, addProducts, pairs };
