import type { StudyRun } from "./study.mjs";

export const missingBrowser: string | undefined;
export function startBrowser(site?: ReadonlyMap<string, string | Uint8Array>): Promise<{
  readonly version: string;
  readonly run: (choice: "js" | "wasm" | "auto", policy?: string, names?: readonly string[]) => Promise<StudyRun>;
  readonly close: () => Promise<void>;
}>;
