/** Simulated data that come with the page. They are part of its scripts, because it may fetch nothing. */
export interface Example {
  readonly label: string;
  readonly hint: string;
  readonly tab: "passk" | "compare" | "ensembles" | "checkpoints";
  readonly settings: { readonly seed?: string; readonly by?: string; readonly series?: string };
  readonly files: () => Promise<readonly File[]>;
}

export const examples: readonly Example[] = [
  {
    label: "pass@k of two arms",
    hint: "1,920 answers, 60 problems",
    tab: "passk",
    settings: { by: "source" },
    files: async () => [text("rollouts.jsonl", (await import("../../rollouts.jsonl?raw")).default)],
  },
  {
    label: "Two files with texts, tokens and embeddings",
    hint: "656 answers, 41 problems",
    tab: "compare",
    settings: { by: "source" },
    files: async () => [
      text("panel.jsonl", (await import("../../panel.jsonl?raw")).default),
      text("thinking.jsonl", (await import("../../thinking.jsonl?raw")).default),
      binary("panel.npy", (await import("../../panel.npy?inline")).default),
      binary("thinking.safetensors", (await import("../../thinking.safetensors?inline")).default),
    ],
  },
  {
    label: "A pool of solvers and their ensembles",
    hint: "12 solvers, 30 ensembles before and after training",
    tab: "ensembles",
    settings: { seed: "divlab-ensembles/1" },
    files: async () => [
      text("solvers.jsonl", (await import("../../solvers.jsonl?raw")).default),
      binary("fisher.npy", (await import("../../fisher.npy?inline")).default),
      text("after-training.csv", (await import("../../after-training.csv?raw")).default),
    ],
  },
  {
    label: "Checkpoints of a training run",
    hint: "5,760 answers, two runs",
    tab: "checkpoints",
    settings: { series: "run" },
    files: async () => [text("checkpoints.jsonl", (await import("../../checkpoints.jsonl?raw")).default)],
  },
];

function text(name: string, content: string): File {
  return new File([content], name);
}

/** A file from its bytes in a `data:` URL. */
function binary(name: string, url: string): File {
  return new File([Uint8Array.from(atob(url.slice(url.indexOf(",") + 1)), (character) => character.charCodeAt(0))], name);
}
