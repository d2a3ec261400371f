/** What one run of the study gives. */
export interface StudyRun {
  readonly backend: string;
  readonly digest: Record<string, string>;
  /** Calls of each function of the WebAssembly module, where countKernels.mjs was loaded. */
  readonly kernelCalls?: Record<string, number>;
}
export const partNames: readonly string[];
export function runStudy(choice: "js" | "wasm" | "auto", names?: readonly string[]): Promise<StudyRun>;
