/** What one run of the study gives. */
export interface StudyRun {
  readonly backend: string;
  readonly digest: Record<string, string>;
}
export const partNames: readonly string[];
export function runStudy(choice: "js" | "wasm" | "auto", names?: readonly string[]): StudyRun;
