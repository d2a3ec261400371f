import type { Kernels } from "../kernels.ts";
import { addProducts } from "./addProducts.ts";
import { gram } from "./gram.ts";
import { mixedProducts } from "./mixedProducts.ts";
import { mixedRows } from "./mixedRows.ts";
import { outerProducts } from "./outerProducts.ts";

/** The kernels in JavaScript: what each of them is. */
export const jsKernels: Kernels = { gram, addProducts, mixedProducts, mixedRows, outerProducts };
