import type { Kernels } from "../kernels.ts";
import { addProducts } from "./addProducts.ts";
import { gram } from "./gram.ts";
import { pairs } from "./pairs.ts";

/** The kernels in WebAssembly. Jobs too small to be worth a call, or too large for its memory, go to the JavaScript. */
export const wasmKernels: Kernels = { gram, addProducts, pairs };
