import type { Analysis } from "./analyse.ts";
import { RequestError, startWorker } from "./ask.ts";
import { controls, fitControls } from "./controls.ts";
import type { DatasetSummary } from "./dataset.ts";
import { element } from "./element.ts";
import { type Example, examples, filesOf } from "./examples.ts";
import { type Entry, filesPanel } from "./filesPanel.ts";
import { problemsPanel } from "./problemsPanel.ts";
import { cancelled, progressLine } from "./progressLine.ts";
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
    element("h2", {}, "How often does one of k samples succeed, and how sure is that?"),
    element("p", {}, "Drop one or two files of sampled answers anywhere on this page: pass@k with its intervals, paired comparisons, diversity, pruning, ensembles and checkpoints, each as a report to save."),
    element("pre", { "aria-label": "Two rows of such a file" }, '{"problem": "p1", "solver": "a", "correct": true}\n{"problem": "p1", "solver": "a", "correct": false}'),
    element("p", {}, "One answer a row. Answer, text, tokens, reward and further columns are used where there are any."),
    ...(buttons.length === 0 ? [] : [element("h3", {}, "Or look at simulated data first"), element("ul", { className: "examples" }, ...buttons)]),
  );
}

async function show(example: Example): Promise<void> {
  const { tab: name, settings: own } = example;
  settings = { ...initialSettings, ...own };
  tab = name;
  await add(await filesOf(example));
  panel.focus();
}

async function add(files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  const added = files.map((file): Entry => ({ id: nextId++, file, wishes: { columns: {}, lenient: false }, state: { kind: "reading" } }));
  entries.push(...added);
  const first = byId("work").hidden;
  await enqueue(added);
  // On a narrow page the results stand below the settings.
  if (first && !byId("work").hidden) byId("work").scrollIntoView();
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
  if (!usable) {
    reveal(false);
    leaveWork();
    return panel.replaceChildren();
  }
  try {
    summary = roles.has("rollouts") ? await ask("summarise", null) : { rows: 0, columns: [], position: null };
  } catch (error) {
    reveal(true);
    select(tab);
    return fail(error);
  }
  reveal(true);
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

/** Shows the analyses, or where to start. */
function reveal(usable: boolean): void {
  byId("welcome").hidden = usable;
  byId("work").hidden = !usable;
  form.hidden = !usable;
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
    leaveWork();
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
    if (!work.signal.aborted) lacking(name, error);
    else if (work.signal.reason === cancelled) stopped(name);
  } finally {
    if (progress.end(work.signal)) panel.removeAttribute("aria-busy");
  }
}

/** Ends what is being computed, because the panel will show something else. */
function leaveWork(): void {
  progress.drop();
  panel.removeAttribute("aria-busy");
  say("");
}

function showReport(report: Report): void {
  const name = report.title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  reportPanel(panel, report);
  offer({ "Save report": () => saveFile(`${name}.html`, report.html), "Save Markdown": () => saveFile(`${name}.md`, report.markdown) });
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
  leaveWork();
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

function stopped(name: TabName): void {
  say("Cancelled");
  const again = element("button", { type: "button" }, "Compute it");
  again.addEventListener("click", () => void open(name));
  offer({});
  panel.replaceChildren(element("div", { className: "message" }, element("p", {}, "Cancelled; files and settings are as they were."), again));
  again.focus();
}

/** What each analysis cannot do without. */
const needs: Readonly<Record<Analysis, string>> = {
  passk: "pass@k needs rows that say which problem they answer and whether they are correct.",
  compare: "A comparison needs two solvers or more: in one file, in two, or as the values of a column (Solvers, under Groups).",
  diversity: "Diversity needs problems with two samples or more, with answers, texts or embeddings.",
  pruning: "Pruning needs problems with two samples or more that differ in their answers, texts or embeddings.",
  ensembles: "Ensembles need two solvers or more with answers marked as correct or not, or a table of ensembles.",
  checkpoints: "Checkpoints need the position in training: in the solvers' names, as step-112, or in a column (Position, under Checkpoints).",
};

/** Says that the files do not hold what an analysis needs. */
function lacking(name: Analysis, error: unknown): void {
  const { message } = error as Error;
  if (!message.startsWith("Cannot ")) return fail(error);
  say(`${needs[name]} ${message}`);
  offer({});
  panel.replaceChildren(element("div", { className: "message" }, element("p", {}, needs[name]), element("p", { className: "hint" }, message)));
}

function fail(error: unknown): void {
  leaveWork();
  offer({});
  panel.replaceChildren(element("div", { className: "message fault", role: "alert" }, element("p", {}, (error as Error).message)));
}

/** Tells assistive technology what happened. */
function say(message: string): void {
  byId("live").textContent = message;
}
