/** Long work: one generator, a synchronous and an asynchronous driver (progress, abort). */
export { type AsyncOptions, partOfSteps, runSteps, runStepsAsync, type Steps } from "./steps.ts";
