import type { Kernels } from "../kernels.ts";
import { addProducts } from "./addProducts.ts";
import { applyReflections } from "./applyReflections.ts";
import { cholesky } from "./cholesky.ts";
import { drawIntegers } from "./drawIntegers.ts";
import { gram } from "./gram.ts";
import { bestGain, findSwap, replaceMedoid } from "./medoidSearch.ts";
import { freeCosts, medoidCosts, medoidState } from "./medoidState.ts";
import { midranks } from "./midranks.ts";
import { mixedProducts } from "./mixedProducts.ts";
import { mixedRows } from "./mixedRows.ts";
import { outerProducts } from "./outerProducts.ts";
import { pairs } from "./pairs.ts";
import { seedGenerator } from "./seedGenerator.ts";
import { invertTriangle, solveTriangle } from "./solveTriangle.ts";
import { sumDraws } from "./sumDraws.ts";
import { tridiagonalise } from "./tridiagonalise.ts";

/** The kernels in WebAssembly. Jobs too small to be worth a call, or too large for its memory, go to the JavaScript. */
export const wasmKernels: Kernels = {
  gram,
  addProducts,
  cholesky,
  solveTriangle,
  invertTriangle,
  seedGenerator,
  drawIntegers,
  sumDraws,
  tridiagonalise,
  applyReflections,
  medoidCosts,
  freeCosts,
  medoidState,
  findSwap,
  replaceMedoid,
  bestGain,
  midranks,
  mixedProducts,
  mixedRows,
  outerProducts,
  pairs,
};
