import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { stopwatch } from "./clock.mjs";

const build = resolve(import.meta.dirname, "../..", process.env.DIVLAB_DIST ?? "dist");

/** A module of the built package; DIVLAB_DIST names another build. */
export function library(path) {
  return import(pathToFileURL(resolve(build, path)).href);
}

const { backend, useBackend } = await library("kernels/backend.js");

/** What computes when nothing is forced: "wasm" or "js". */
export const usedBackend = backend();

/** Our code on the WebAssembly where it runs, as an entrant for interleave(); `call` returns the result. */
export function ours(call) {
  return entrant("ours", call);
}

/** The same code on the JavaScript twin of the kernels. */
export function twin(call) {
  return { ...entrant("JS twin", call), start: () => useBackend("js"), stop: () => useBackend("auto") };
}

/** Any function of this process as an entrant; `result()` is what it returned last. */
export function entrant(name, call, note) {
  let last;
  return {
    name,
    note,
    batch(calls) {
      return stopwatch(() => {
        for (let i = 0; i < calls; i++) last = call();
      });
    },
    result: () => last,
  };
}
