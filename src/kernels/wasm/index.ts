import type { Kernels } from "../kernels.ts";
import { addProducts } from "./addProducts.ts";
import { gram } from "./gram.ts";
import { mixedProducts } from "./mixedProducts.ts";
import { mixedRows } from "./mixedRows.ts";
import { outerProducts } from "./outerProducts.ts";

/** The kernels in WebAssembly. Jobs too small to be worth a call, or too large for its memory, go to the JavaScript. */
export const wasmKernels: Kernels = { gram, addProducts, mixedProducts, mixedRows, outerProducts };
