#!/usr/bin/env node
import process from "node:process";
import { run } from "./run.ts";

// A reader that stops early (`divlab … | head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exitCode = 0;
});

const { argv, stdout, stderr } = process;
process.exitCode = await run(argv.slice(2), {
  out: (text) => stdout.write(text),
  err: (text) => stderr.write(text),
  color: stdout.isTTY === true && process.env["NO_COLOR"] === undefined,
  width: stdout.columns ?? 100,
});
