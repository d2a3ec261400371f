/** Orchestration: from rollouts to everything a report says. Typed in, typed out; `report` puts it into words. */
export { type ArmComparison, type ArmsComparison, compareArms, compareArmsAsync, type CompareArmsOptions } from "./compareArms.ts";
export type { Finding } from "./finding.ts";
export type { GroupCurve } from "./groupCurves.ts";
export type { PointEstimate } from "./pointEstimate.ts";
export { type SamplingStudy, samplingStudy, samplingStudyAsync, type SamplingStudyOptions } from "./samplingStudy.ts";
export type { SolverSelection } from "./solverSelection.ts";
export type { SolverStudy } from "./solverStudy.ts";
