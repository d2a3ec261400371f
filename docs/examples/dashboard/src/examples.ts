/** Simulated data that come with the page. They are part of its scripts, because it may fetch nothing. */
export interface Example {
  readonly label: string;
  readonly hint: string;
  readonly tab: "passk" | "compare" | "ensembles" | "checkpoints";
  readonly settings: { readonly seed?: string; readonly by?: string; readonly series?: string };
  readonly files: readonly string[];
}

const texts = import.meta.glob<string>(["../../rollouts.jsonl", "../../panel.jsonl", "../../thinking.jsonl", "../../solvers.jsonl", "../../after-training.csv", "../../checkpoints.jsonl"], { query: "?raw", import: "default" });
const binaries = import.meta.glob<string>(["../../panel.npy", "../../thinking.safetensors", "../../fisher.npy"], { query: "?inline", import: "default" });

const all: readonly Example[] = [
  {
    label: "pass@k of two arms",
    hint: "1,920 answers to 60 problems",
    tab: "passk",
    settings: { by: "source" },
    files: ["rollouts.jsonl"],
  },
  {
    label: "Two files with embeddings",
    hint: "656 answers with texts and tokens",
    tab: "compare",
    settings: { by: "source" },
    files: ["panel.jsonl", "thinking.jsonl", "panel.npy", "thinking.safetensors"],
  },
  {
    label: "Ensembles of a pool of solvers",
    hint: "30 ensembles, before and after training",
    tab: "ensembles",
    settings: { seed: "divlab-ensembles/1" },
    files: ["solvers.jsonl", "fisher.npy", "after-training.csv"],
  },
  {
    label: "Checkpoints of a training run",
    hint: "5,760 answers in two runs",
    tab: "checkpoints",
    settings: { series: "run" },
    files: ["checkpoints.jsonl"],
  },
];

/** Those whose files stand beside this folder, as in the repository; none where this folder was copied alone. */
export const examples: readonly Example[] = all.filter(({ files }) => files.every((name) => `../../${name}` in texts || `../../${name}` in binaries));

/** The files of an example, as if they had been dropped. */
export function filesOf({ files }: Example): Promise<readonly File[]> {
  return Promise.all(
    files.map(async (name) => {
      const path = `../../${name}`;
      return new File([path in texts ? await texts[path]() : bytesOf(await binaries[path]())], name);
    }),
  );
}

/** The bytes in a `data:` URL. */
function bytesOf(url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(url.slice(url.indexOf(",") + 1)), (character) => character.charCodeAt(0));
}
