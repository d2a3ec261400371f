/**
 * How different solvers are: distances of Task2Vec embeddings, the diversity coefficient of a data set, cmdiv and EDC of an ensemble, and
 * the embeddings themselves from gradients. Disagreement and distances of answers stand in where there is no Fisher information.
 * docs/methods/task2vec.md says which distance published values use.
 */
export type { DistanceName } from "../distance/distanceName.ts";
export type { ZeroVector } from "../distance/unitRows.ts";
export { NumericalError } from "../numeric/errors.ts";
export type { Matrix, MatrixLike, MlMatrix, StridedMatrix } from "../numeric/matrix.ts";
export type { ConfidenceInterval } from "../numeric/types.ts";
export { addGradient } from "./addGradient.ts";
export { answerDiversity, type AnswerDiversityOptions, type AnswerItemOptions } from "./answerDiversity.ts";
export type { FisherDistanceOptions, Task2VecDistance } from "./checkFisherOptions.ts";
export { compareModelDiversity, type CompareModelDiversity, type CompareModelDiversityOptions } from "./compareModelDiversity.ts";
export { disagreement } from "./disagreement.ts";
export { diversityCoefficient, type DiversityCoefficient, type DiversityCoefficientOptions } from "./diversityCoefficient.ts";
export { ensembleDiversity, type EnsembleDiversity, type EnsembleDiversityMatrix, type EnsembleDiversityOptions } from "./ensembleDiversity.ts";
export { type FisherDiagonal, finishFisherDiagonal } from "./finishFisherDiagonal.ts";
export { fisherDiagonal } from "./fisherDiagonal.ts";
export { mergeFisherDiagonals } from "./mergeFisherDiagonals.ts";
export { type FisherDiagonalOptions, type FisherState, startFisherDiagonal } from "./startFisherDiagonal.ts";
export { subsetDiversity, type SubsetDiversity } from "./subsetDiversity.ts";
export { task2vecDistance, type Task2VecDistanceOptions, type Task2VecDistanceResult } from "./task2vecDistance.ts";
export type { StridedTensor, TensorLike } from "./tensor.ts";
