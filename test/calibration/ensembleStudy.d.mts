import type * as random from "../../src/random/index.ts";
import type { ensembleStudyFromTable } from "../../src/study/ensembleStudyFromTable.ts";
import type { permuteSolvers } from "../../src/study/permuteSolvers.ts";
import type { CalibrationRow } from "./stats.mjs";

interface Studies {
  readonly ensembleStudyFromTable: typeof ensembleStudyFromTable;
  readonly permuteSolvers: typeof permuteSolvers;
}

export function run(options: { quick: boolean; study?: Studies; random: typeof random }): Promise<CalibrationRow[]>;
