import type { Kernels } from "../kernels.ts";
import { addProducts } from "./addProducts.ts";
import { applyReflections } from "./applyReflections.ts";
import { bestGain } from "./bestGain.ts";
import { cholesky } from "./cholesky.ts";
import { drawIntegers } from "./drawIntegers.ts";
import { findSwap } from "./findSwap.ts";
import { gram } from "./gram.ts";
import { freeCosts, medoidCosts, medoidState } from "./medoidState.ts";
import { midranks } from "./midranks.ts";
import { mixedProducts } from "./mixedProducts.ts";
import { mixedRows } from "./mixedRows.ts";
import { outerProducts } from "./outerProducts.ts";
import { pairs } from "./pairs.ts";
import { replaceMedoid } from "./replaceMedoid.ts";
import { seedGenerator } from "./seedGenerator.ts";
import { invertTriangle, solveTriangle } from "./solveTriangle.ts";
import { sumDraws } from "./sumDraws.ts";
import { tridiagonalise } from "./tridiagonalise.ts";

/** The kernels in JavaScript: what each of them is. */
export const jsKernels: Kernels = {
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
