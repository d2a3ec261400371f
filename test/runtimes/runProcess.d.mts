import type { StudyRun } from "./study.mjs";

export function runProcess(binary: string, flags: readonly string[], choice: "js" | "wasm" | "auto", names?: readonly string[], script?: string): Promise<StudyRun>;
