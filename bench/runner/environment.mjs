import { spawnSync } from "node:child_process";
import { cpus, loadavg, totalmem } from "node:os";
import { usedBackend } from "./library.mjs";

/** What a number depends on: machine, engine, our commit, the rivals and how they were started. */
export function environment(rivals, quick) {
  const { node, v8, deno, bun } = process.versions;
  const git = (...args) => spawnSync("git", args, { cwd: import.meta.dirname, encoding: "utf8" }).stdout?.trim();
  return {
    date: new Date().toISOString().slice(0, 10),
    engine: deno ? `deno ${deno}` : bun ? `bun ${bun}` : `node ${node}`,
    v8,
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    openblasCoreType: process.env.OPENBLAS_CORETYPE ?? null,
    threads: 1,
    backend: usedBackend,
    commit: git("rev-parse", "--short", "HEAD") + (git("status", "--porcelain", "--untracked-files=no") === "" ? "" : ", changed"),
    loadavg: loadavg(),
    rivals: rivals.about,
    quick,
  };
}
