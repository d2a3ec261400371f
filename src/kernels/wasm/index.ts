import type { Kernels } from "../kernels.ts";
import { addProducts } from "./addProducts.ts";
import { gram } from "./gram.ts";
import { bestGain, findSwap, gains, replaceMedoid, sumLosses } from "./medoidSearch.ts";
import { freeCosts, medoidCosts, medoidState, placedCosts } from "./medoidState.ts";
import { midranks } from "./midranks.ts";

/** The kernels in WebAssembly. Jobs too small to be worth a call, or too large for its memory, go to the JavaScript. */
export const wasmKernels: Kernels = { gram, addProducts, medoidCosts, placedCosts, freeCosts, medoidState, findSwap, replaceMedoid, sumLosses, gains, bestGain, midranks };
