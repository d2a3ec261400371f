import type { Analysis } from "./analyse.ts";
import { RequestError, startWorker } from "./ask.ts";
import { controls, fitControls } from "./controls.ts";
import type { DatasetSummary } from "./dataset.ts";
import { element } from "./element.ts";
import { type Example, examples } from "./examples.ts";
import { type Entry, filesPanel } from "./filesPanel.ts";
import { problemsPanel } from "./problemsPanel.ts";
import { progressLine } from "./progressLine.ts";
import { reportPanel } from "./reportPanel.ts";
import { saveFile } from "./saveFile.ts";
import { initialSettings, type Settings } from "./settings.ts";
import { tabs } from "./tabs.ts";
import { themeButton } from "./themeButton.ts";
import type { Report } from "./worker.ts";

type TabName = Analysis | "problems";

const byId = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;
const panel = byId("panel");
const form = byId("controls") as HTMLFormElement;

let entries: Entry[] = [];
let settings: Settings = initialSettings;
let summary: DatasetSummary | undefined;
let tab: TabName = "passk";
/** The reports made of these files with these settings, by analysis. */
let reports = new Map<string, Report>();
let nextId = 0;
/** Files are read in the order they came, and nothing is computed meanwhile. */
let reading: Promise<void> | undefined;

themeButton(byId("theme") as HTMLButtonElement);
const progress = progressLine(byId("progress"));
const ask = startWorker(() => {
  for (const { id, file, wishes, state } of entries) if (state.kind === "read") ask("open", { id, file, ...wishes }).catch(fail);
});
const select = tabs<TabName>(
  byId("tabs"),
  [
    ["passk", "pass@k"],
    ["compare", "Comparison"],
    ["diversity", "Diversity"],
    ["pruning", "Pruning"],
    ["ensembles", "Ensembles"],
    ["checkpoints", "Checkpoints"],
    ["problems", "Problems"],
  ],
  (name) => void open(name),
);
form.addEventListener("submit", (event) => event.preventDefault());
drawFiles();
drawWelcome();
for (const type of ["dragover", "drop"]) addEventListener(type, (event) => event.preventDefault());
addEventListener("dragover", () => document.body.classList.add("dragging"));
for (const type of ["dragleave", "drop", "dragend"]) addEventListener(type, () => document.body.classList.remove("dragging"));
addEventListener("drop", ({ dataTransfer }) => void add([...(dataTransfer?.files ?? [])]));

function drawFiles(): void {
  filesPanel(byId("files"), entries, { add: (files) => void add(files), remove: (entry) => void remove(entry), read: (entry) => void enqueue([entry]) });
}

function drawWelcome(): void {
  const buttons = examples.map((example) => {
    const button = element("button", { type: "button" }, element("strong", {}, example.label), element("span", { className: "hint" }, example.hint));
    button.addEventListener("click", () => void show(example));
    return element("li", {}, button);
  });
  byId("welcome").replaceChildren(
    element("h2", {}, "Drop one or two files of sampled answers anywhere"),
    element("p", {}, "One answer a row, with a problem and whether it is correct; solver, answer, text, tokens, reward and further columns are used where there are any. Or look at simulated data first:"),
    element("ul", { className: "examples" }, ...buttons),
  );
}

async function show({ tab: name, settings: own, files }: Example): Promise<void> {
  settings = { ...initialSettings, ...own };
  tab = name;
  await add(await files());
  panel.focus();
}

async function add(files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  const added = files.map((file): Entry => ({ id: nextId++, file, wishes: { columns: {}, lenient: false }, state: { kind: "reading" } }));
  entries.push(...added);
  await enqueue(added);
}

/** Reads files after those that are being read, and then shows what there is. */
async function enqueue(list: readonly Entry[]): Promise<void> {
  for (const entry of list) entry.state = { kind: "reading" };
  drawFiles();
  const own = (reading ?? Promise.resolve()).then(() => read(list));
  reading = own;
  await own;
  if (reading !== own) return;
  reading = undefined;
  await refresh();
}

async function remove(entry: Entry): Promise<void> {
  entries = entries.filter((other) => other !== entry);
  drawFiles();
  byId("file").focus();
  await ask("close", { id: entry.id });
  if (reading === undefined) await refresh();
}

/** Reads files one after the other; one that is bad says so and harms no other. */
async function read(list: readonly Entry[]): Promise<void> {
  const work = progress.begin("Reading");
  for (const entry of list.filter((own) => entries.includes(own))) {
    try {
      entry.state = { kind: "read", summary: await ask("open", { id: entry.id, file: entry.file, ...entry.wishes }, work) };
    } catch (error) {
      entry.state = { kind: "bad", message: work.signal.aborted ? "Cancelled. Remove it, or drop it again." : (error as Error).message, fault: error instanceof RequestError ? error.fault : "none" };
      await ask("close", { id: entry.id });
    }
    // It may have been removed meanwhile.
    if (!entries.includes(entry)) await ask("close", { id: entry.id });
    drawFiles();
  }
  progress.end(work.signal);
  const bad = list.filter(({ state }) => state.kind === "bad").length;
  say(bad === 0 ? `${list.length} files read` : `${bad} of ${list.length} files could not be read`);
}

/** Everything anew, after files came or went. */
async function refresh(): Promise<void> {
  const roles = new Set(entries.flatMap(({ state }) => (state.kind === "read" ? [state.summary.role] : [])));
  const usable = roles.has("rollouts") || roles.has("ensembles");
  reports = new Map();
  byId("welcome").hidden = usable;
  byId("work").hidden = !usable;
  form.hidden = !usable;
  if (!usable) return panel.replaceChildren();
  try {
    summary = roles.has("rollouts") ? await ask("summarise", null) : { rows: 0, columns: [], position: null };
  } catch (error) {
    select(tab);
    return fail(error);
  }
  const known = new Set(summary.columns.map(({ name }) => name));
  const keep = (column: string | null): string | null => (column !== null && known.has(column) ? column : null);
  const filters = Object.fromEntries(Object.entries(settings.filters).filter(([column]) => known.has(column)));
  // Checkpoints are not one solver: where there are some, they are told apart unless the reader wants otherwise.
  settings = { ...settings, filters, by: keep(settings.by) ?? summary.position, arms: keep(settings.arms), at: keep(settings.at), series: keep(settings.series) };
  if (!roles.has("rollouts")) tab = "ensembles";
  controls(form, summary, settings, (changed) => {
    settings = changed;
    void open(tab);
  });
  void open(tab);
}

/** Shows a tab; a report that was made already with these settings is not made again. */
async function open(name: TabName): Promise<void> {
  tab = name;
  select(name);
  fitControls(form, name);
  if (reading !== undefined) return;
  if (name === "problems") return openProblems();
  const key = JSON.stringify([name, settings]);
  const known = reports.get(key);
  if (known !== undefined) {
    progress.cancel();
    return showReport(known);
  }
  const work = progress.begin("Computing");
  say("Computing");
  panel.setAttribute("aria-busy", "true");
  try {
    const report = await ask("report", { analysis: name, settings }, work);
    reports.set(key, report);
    showReport(report);
    say(`${report.title}: ready`);
  } catch (error) {
    if (!work.signal.aborted) fail(error);
    else if (tab === name && work.signal.reason instanceof DOMException && work.signal.reason.message === "Cancelled") cancelled(name);
  } finally {
    progress.end(work.signal);
    panel.removeAttribute("aria-busy");
  }
}

function showReport(report: Report): void {
  const name = report.title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  reportPanel(panel, report);
  offer({ "Save report": () => saveFile(`${name}.html`, report.html), Markdown: () => saveFile(`${name}.md`, report.markdown) });
}

/** Puts what can be done with the panel beside the tabs. */
function offer(actions: Readonly<Record<string, () => void>>): void {
  const buttons = Object.entries(actions).map(([label, act]) => {
    const button = element("button", { type: "button" }, label);
    button.addEventListener("click", act);
    return button;
  });
  byId("actions").replaceChildren(...buttons);
}

function openProblems(): void {
  progress.cancel();
  const { filters } = settings;
  offer({ "Save as CSV": () => void ask("csv", { filters }).then((csv) => saveFile("problems.csv", csv), fail) });
  problemsPanel(
    panel,
    {
      problems: (query) => ask("problems", { filters, query }),
      samples: (group) => ask("samples", { filters, group }),
    },
    fail,
  );
}

function cancelled(name: TabName): void {
  say("Cancelled");
  const again = element("button", { type: "button" }, "Compute it");
  again.addEventListener("click", () => void open(name));
  offer({});
  panel.replaceChildren(element("div", { className: "message" }, element("p", {}, "Cancelled; files and settings are as they were."), again));
  again.focus();
}

function fail(error: unknown): void {
  offer({});
  panel.replaceChildren(element("div", { className: "message fault", role: "alert" }, element("p", {}, (error as Error).message)));
}

/** Tells assistive technology what happened. */
function say(message: string): void {
  byId("live").textContent = message;
}
