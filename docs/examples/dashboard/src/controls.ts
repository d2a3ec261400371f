import type { ColumnChoice, DatasetSummary } from "./dataset.ts";
import { element } from "./element.ts";
import type { Settings } from "./settings.ts";

/** Draws the settings; every change is told whole. */
export function controls(form: HTMLFormElement, { rows, columns, position }: DatasetSummary, settings: Settings, change: (settings: Settings) => void): void {
  let current = settings;
  const set = (part: Partial<Settings>): void => {
    current = { ...current, ...part };
    change(current);
  };
  const further = columns.filter(({ name }) => name !== "solver");
  const choice = (id: "by" | "arms" | "at" | "series", label: string, none: string, hint?: string): Node => {
    const options = [element("option", { value: "" }, none), ...further.map(({ name }) => element("option", { value: name }, name))];
    const select = element("select", { id, ...describedBy(id, hint) }, ...options);
    select.value = current[id] ?? "";
    select.addEventListener("change", () => set({ [id]: select.value === "" ? null : select.value }));
    return field(id, label, select, hint);
  };

  form.replaceChildren(
    element("fieldset", {}, element("legend", {}, `Rows (${rows.toLocaleString("en-US")})`), ...columns.map((column) => filter(column, current.filters[column.name] ?? [], (values) => set({ filters: withFilter(current.filters, column.name, values) })))),
    element(
      "fieldset",
      { "data-for": "passk compare diversity pruning" },
      element("legend", {}, "Groups"),
      further.length === 0 ? element("p", { className: "hint" }, "No column has few enough values to group by.") : null,
      ...(further.length === 0
        ? []
        : [
            choice("by", "Group by", "nothing"),
            choice("arms", "Solvers", "as named", "Or take each value of a column as one"),
          ]),
    ),
    element(
      "fieldset",
      { "data-for": "checkpoints" },
      element("legend", {}, "Checkpoints"),
      choice("at", "Position", position ?? "solver's name", "Where in training"),
      choice("series", "Runs", "the solvers"),
    ),
    element("fieldset", { "data-for": "passk compare diversity pruning checkpoints ensembles" }, element("legend", {}, "Numbers"), ks(current, set), level(current, set), seed(current, set), tokenLimit(current, set), leaveOut(current, set)),
    element(
      "fieldset",
      { "data-for": "ensembles" },
      element("legend", {}, "Ensembles"),
      number("ensembleSize", "Members", 2, current, set),
      number("ensembleCount", "Ensembles", 4, current, set),
      number("splitCount", "Splits", 2, current, set),
      score(current, set),
    ),
  );
}

/** Shows the settings that an analysis heeds. */
export function fitControls(form: HTMLFormElement, tab: string): void {
  for (const part of form.querySelectorAll<HTMLElement>("[data-for]")) part.hidden = part.dataset["for"]?.split(" ").includes(tab) !== true;
}

function onlyFor(tabs: string, part: HTMLElement): HTMLElement {
  part.dataset["for"] = tabs;
  return part;
}

function withFilter(filters: Settings["filters"], column: string, values: readonly string[]): Settings["filters"] {
  const { [column]: _, ...others } = filters;
  return values.length === 0 ? others : { ...others, [column]: values };
}

function field(id: string, label: string, control: HTMLElement, hint?: string): HTMLElement {
  return element("div", { className: "field" }, element("label", { htmlFor: id }, label), control, hint === undefined ? null : element("span", { id: `${id}-hint`, className: "hint" }, hint));
}

function describedBy(id: string, hint: string | undefined): Readonly<Record<string, string>> {
  return hint === undefined ? {} : { "aria-describedby": `${id}-hint` };
}

/** The values of a column, to be ticked. */
function filter({ name, values }: ColumnChoice, ticked: readonly string[], change: (values: readonly string[]) => void): Node {
  const wanted = new Set(ticked);
  const summary = element("summary", {});
  const label = (): void => {
    summary.replaceChildren(name, " ", element("span", { className: "hint" }, wanted.size === 0 ? `all ${values.length}` : `${wanted.size} of ${values.length}`));
  };
  label();
  const boxes = values.map(([value, rows]) => {
    const box = element("input", { type: "checkbox", checked: wanted.has(value) });
    box.addEventListener("change", () => {
      if (box.checked) wanted.add(value);
      else wanted.delete(value);
      label();
      change([...wanted]);
    });
    return element("label", { className: "tick" }, box, element("span", {}, value), element("span", { className: "hint" }, rows.toLocaleString("en-US")));
  });
  return element("details", { open: wanted.size > 0 }, summary, element("div", { role: "group", "aria-label": `Rows by ${name}`, className: "ticks" }, ...boxes));
}

const ksHint = "Ascending: 1, 4, 16";

function ks({ ks: own }: Settings, set: (part: Partial<Settings>) => void): Node {
  const input = element("input", { id: "ks", value: own?.join(", ") ?? "", placeholder: "powers of two", autocomplete: "off", inputMode: "numeric", ...describedBy("ks", ksHint) });
  input.addEventListener("change", () => {
    const parts = input.value.split(/[\s,;]+/).filter((part) => part !== "");
    const numbers = parts.map(Number);
    const good = numbers.every((value, i) => Number.isInteger(value) && value >= 1 && (i === 0 || value > numbers[i - 1]));
    input.setAttribute("aria-invalid", String(!good));
    if (good) set({ ks: numbers.length === 0 ? null : numbers });
  });
  return onlyFor("passk compare diversity pruning checkpoints", field("ks", "k", input, ksHint));
}

function level({ level: own }: Settings, set: (part: Partial<Settings>) => void): Node {
  const select = element("select", { id: "level" }, ...[0.9, 0.95, 0.99].map((value) => element("option", { value: String(value) }, `${Math.round(value * 100)} %`)));
  select.value = String(own);
  select.addEventListener("change", () => set({ level: Number(select.value) }));
  return field("level", "Confidence", select);
}

function seed({ seed: own }: Settings, set: (part: Partial<Settings>) => void): Node {
  const input = element("input", { id: "seed", value: own, autocomplete: "off", spellcheck: false });
  input.addEventListener("change", () => set({ seed: input.value }));
  return field("seed", "Seed", input);
}

function tokenLimit({ maxTokens }: Settings, set: (part: Partial<Settings>) => void): Node {
  const input = element("input", { id: "max-tokens", type: "number", min: "1", step: "1", value: maxTokens === null ? "" : String(maxTokens), placeholder: "none known", ...describedBy("max-tokens", "Samples this long were cut off") });
  input.addEventListener("change", () => {
    if (input.checkValidity()) set({ maxTokens: input.value === "" ? null : Number(input.value) });
  });
  return onlyFor("compare", field("max-tokens", "Token limit", input, "Samples this long were cut off"));
}

function leaveOut({ leaveOut: own }: Settings, set: (part: Partial<Settings>) => void): Node {
  const box = element("input", { type: "checkbox", checked: own });
  box.addEventListener("change", () => set({ leaveOut: box.checked }));
  return onlyFor("passk compare checkpoints", element("label", { className: "tick" }, box, element("span", {}, "Leave out problems with fewer than k samples")));
}

function score({ score: own }: Settings, set: (part: Partial<Settings>) => void): Node {
  const choices: readonly (readonly [Settings["score"], string])[] = [["any", "any member right"], ["majority", "the vote right"], ["mean", "mean of members"]];
  const select = element("select", { id: "score" }, ...choices.map(([value, label]) => element("option", { value }, label)));
  select.value = own;
  select.addEventListener("change", () => set({ score: select.value as Settings["score"] }));
  return field("score", "Accuracy", select);
}

function number(id: "ensembleSize" | "ensembleCount" | "splitCount", label: string, min: number, settings: Settings, set: (part: Partial<Settings>) => void): Node {
  const input = element("input", { id, type: "number", min: String(min), step: "1", value: String(settings[id]) });
  input.addEventListener("change", () => {
    if (input.checkValidity() && input.value !== "") set({ [id]: Number(input.value) });
  });
  return element("div", { className: "field" }, element("label", { htmlFor: id }, label), input);
}
