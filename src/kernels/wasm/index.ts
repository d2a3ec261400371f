import type { Kernels } from "../kernels.ts";
import { addProducts } from "./addProducts.ts";
import { applyReflections } from "./applyReflections.ts";
import { gram } from "./gram.ts";
import { tridiagonalise } from "./tridiagonalise.ts";

/** The kernels in WebAssembly. Jobs too small to be worth a call, or too large for its memory, go to the JavaScript. */
export const wasmKernels: Kernels = { gram, addProducts, tridiagonalise, applyReflections };
