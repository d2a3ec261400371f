import type { Kernels } from "../kernels.ts";
import { addProducts } from "./addProducts.ts";
import { cholesky } from "./cholesky.ts";
import { gram } from "./gram.ts";
import { invertTriangle, solveTriangle } from "./solveTriangle.ts";

/** The kernels in JavaScript: what each of them is. */
export const jsKernels: Kernels = { gram, addProducts, cholesky, solveTriangle, invertTriangle };
