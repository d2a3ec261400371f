import type { Kernels } from "../kernels.ts";
import { addProducts } from "./addProducts.ts";
import { bestGain, gains } from "./gains.ts";
import { findSwap } from "./findSwap.ts";
import { gram } from "./gram.ts";
import { freeCosts, medoidCosts, medoidState, placedCosts } from "./medoidState.ts";
import { midranks } from "./midranks.ts";
import { replaceMedoid, sumLosses } from "./replaceMedoid.ts";

/** The kernels in JavaScript: what each of them is. */
export const jsKernels: Kernels = { gram, addProducts, medoidCosts, placedCosts, freeCosts, medoidState, findSwap, replaceMedoid, sumLosses, gains, bestGain, midranks };
