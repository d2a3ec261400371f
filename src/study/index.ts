/** Orchestration: from rollouts to everything a report says. Typed in, typed out; `report` puts it into words. */
export type { AfterTable } from "./afterTraining.ts";
export type { BandedDifference } from "./checkpoints/checkpointBand.ts";
export type { BestCheckpoint } from "./checkpoints/checkpointBest.ts";
export type { CheckpointComparison } from "./checkpoints/checkpointComparison.ts";
export type { Checkpoint } from "./checkpoints/checkpointEstimates.ts";
export type { CheckpointFinding } from "./checkpoints/checkpointFinding.ts";
export type { CheckpointFront, FrontPoint } from "./checkpoints/checkpointFronts.ts";
export type { ErrorMoments, MomentDifference, MomentEstimate } from "./checkpoints/checkpointMoments.ts";
export { type CheckpointStudy, checkpointStudy, checkpointStudyAsync, type CheckpointStudyOptions } from "./checkpointStudy.ts";
export type { CollapseVerdict, PeakToLast } from "./checkpoints/checkpointVerdict.ts";
export type { CorrelationKind, CorrelationScope } from "./clusteredCorrelation.ts";
export { type ArmsComparison, compareArms, compareArmsAsync, type CompareArmsOptions } from "./compareArms.ts";
export type { ArmComparison, ArmGroup, PassAtKPoint, RewardDifference } from "./comparePair.ts";
export type { BucketTable, CoverageBucket } from "./coverageBuckets.ts";
export type { DiversityCorrelation } from "./coverageCorrelations.ts";
export type { CoverageMeasureName } from "./coverageTables.ts";
export { type CoverageMeasure, type DiversityCoverage, diversityCoverage, diversityCoverageAsync, type DiversityCoverageOptions } from "./diversityCoverage.ts";
export type { DiversityDifference } from "./diversityDifferences.ts";
export { type DiversityMeasure, type DiversityMeasureName, diversityMeasureNames, diversityMeasures, type DiversityMeasuresOptions } from "./diversityMeasures.ts";
export { type DiversityStudy, diversityStudy, diversityStudyAsync, type DiversityStudyOptions } from "./diversityStudy.ts";
export type { EnsembleCells } from "./ensembleCells.ts";
export type { EnsembleFinding } from "./ensembleFinding.ts";
export type { EnsembleModel, FittedLine } from "./ensembleModel.ts";
export type { EnsemblePool } from "./ensemblePool.ts";
export { ensemblePower, ensemblePowerAsync, type EnsemblePowerOptions } from "./ensemblePower.ts";
export type { CellSamples, EnsembleTies } from "./ensembleScores.ts";
export { type EnsembleScore, type EnsembleStudy, ensembleStudy, type EnsembleStudyInput, type EnsembleStudyOptions } from "./ensembleStudy.ts";
export { ensembleStudyFromTable, type EnsembleStudyFromTableOptions, type EnsembleTable, type LabelColumn } from "./ensembleStudyFromTable.ts";
export type { EnsembleSummary } from "./ensembleSummaries.ts";
export type { Finding } from "./finding.ts";
export { type FineTuningExample, fineTuningList } from "./fineTuningList.ts";
export type { GroupCurve } from "./groupCurves.ts";
export type { LengthUnit } from "./lengthColumn.ts";
export type { OptionalColumn } from "./noteMissing.ts";
export type { PairedDifference } from "./pairedDifference.ts";
export { permuteSolvers, permuteSolversAsync, type PermuteSolversOptions, type SolverPermutation } from "./permuteSolvers.ts";
export type { NamedEnsemble } from "./planEnsembles.ts";
export type { NamedSplit } from "./planSplits.ts";
export { planMismatch, type ToldPlan } from "./planMismatch.ts";
export type { PointEstimate } from "./pointEstimate.ts";
export { type EnsembleRun, type EnsembleRunInput, type EnsembleRunOptions, runEnsembleStudy } from "./runEnsembleStudy.ts";
export type { PruningInputOptions } from "./pruningInput.ts";
export type { OverRandom, PairedEstimate, PruningLimit, PruningPoint } from "./pruningEstimates.ts";
export { type PruningOutcomeName, pruningOutcomeNames } from "./pruningOutcomes.ts";
export type { SampleDistance } from "./pruningBatches.ts";
export { pruningStudy, type PruningStudy, pruningStudyAsync, type PruningStudyOptions } from "./pruningStudy.ts";
export { type KeptSample, type PrunedRollouts, pruneRollouts, type PruneRolloutsOptions } from "./pruneRollouts.ts";
export { type SamplingStudy, samplingStudy, samplingStudyAsync, type SamplingStudyOptions } from "./samplingStudy.ts";
export type { SelectionMethod } from "./selectionCell.ts";
export type { SelectionDifference, SelectionEstimate } from "./selectionEstimates.ts";
export { type SelectionRuleName, selectionRuleNames } from "./selectionRules.ts";
export { type SelectionScaling, selectionScaling, selectionScalingAsync, type SelectionScalingOptions } from "./selectionScaling.ts";
export {
  type SimulatedAfter,
  type SimulatedDiversity,
  type SimulatedStudy,
  simulateEnsembleStudy,
  type SimulateEnsembleStudyOptions,
} from "./simulateEnsembleStudy.ts";
export { type SimulatedModel, simulateEnsembleTable, type SimulateEnsembleTableOptions } from "./simulateEnsembleTable.ts";
export type { CallContext, SolverOutcome, TrainingExample } from "./solverCalls.ts";
export type { DistanceDiversity, FisherDiversity } from "./solverDistances.ts";
export type { DiversityEstimate, ProblemMean, SolverDiversity } from "./solverDiversity.ts";
export type { SolverSelection } from "./solverSelection.ts";
export type { SolverStudy } from "./solverStudy.ts";
export { type JournalStorage, type MemoryJournal, memoryJournal } from "./studyJournal.ts";
export { splitSolvers } from "./splitSolvers.ts";
export type { SubsetChoice } from "./subsetsOf.ts";
export type { LeadOverEnd, SweetSpot } from "./checkpoints/sweetSpot.ts";
export type { TokenBucket, TokenBucketName } from "./tokenBucket.ts";
export type { TokenCap } from "./tokenCap.ts";
export { type ProblemTokens, type TokenEfficiency, tokenEfficiency, type TokenEfficiencyOptions } from "./tokenEfficiency.ts";
export type { UniqueSolutions } from "./uniqueSolutions.ts";
export type { RunFailure, RunProgress } from "./workQueue.ts";
