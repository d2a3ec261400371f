/**
 * The statistics of repeated sampling from language models: pass@k and its family, diversity, selection, comparison, and the
 * readers and reports around them. Everything here is also exported by its subpath (`@divlab/core/passk`, …).
 */
export * from "./cluster/index.ts";
export * from "./collapse/index.ts";
export * from "./data/index.ts";
export * from "./distance/index.ts";
export * from "./diversity/index.ts";
export * from "./dpp/index.ts";
export * from "./kernels/index.ts";
export * from "./lmm/index.ts";
export * from "./passk/index.ts";
export * from "./random/index.ts";
export * from "./report/index.ts";
export * from "./stats/index.ts";
export * from "./study/index.ts";
export * from "./task2vec/index.ts";
export * from "./text/index.ts";
export * from "./vote/index.ts";
