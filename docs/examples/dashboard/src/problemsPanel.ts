import type { AskOptions } from "./ask.ts";
import { element } from "./element.ts";
import type { ProblemPage, ProblemQuery, ProblemRow, Sample } from "./problems.ts";
import { samplesDialog } from "./samplesDialog.ts";

/** Where the panel has its rows from. */
export interface ProblemSource {
  readonly problems: (query: ProblemQuery, options?: AskOptions) => Promise<ProblemPage>;
  readonly samples: (group: number) => Promise<readonly Sample[]>;
}

const columns: readonly (readonly [order: ProblemQuery["order"], label: string, show: (row: ProblemRow) => string])[] = [
  ["problem", "Problem", ({ problem }) => problem],
  ["solver", "Solver", ({ solver }) => solver],
  ["samples", "Samples", ({ samples }) => samples.toLocaleString("en-US")],
  ["c", "Correct", ({ samples, n, c }) => (c === null ? "–" : n === samples ? String(c) : `${c} of ${n} scored`)],
  ["share", "pass@1", ({ share }) => (share === null ? "–" : `${(100 * share).toFixed(1)} %`)],
  ["answers", "Answers", ({ answers }) => (answers === null ? "–" : String(answers))],
  ["most", "Top answer", ({ most }) => most ?? "–"],
  ["tokens", "Tokens", ({ tokens }) => (tokens === null ? "–" : Math.round(tokens).toLocaleString("en-US"))],
];
const pageSize = 100;

/** Shows the problems a page at a time, sorted and searched by the worker; a problem's name opens its samples. */
export function problemsPanel(place: HTMLElement, source: ProblemSource, fail: (error: unknown) => void): void {
  let query: ProblemQuery = { search: "", order: "problem", descending: false, from: 0, size: pageSize };
  const search = element("input", { type: "search", id: "search", autocomplete: "off", spellcheck: false });
  const count = element("output", { htmlFor: "search" });
  const body = element("tbody", {});
  const previous = element("button", { type: "button" }, "Previous");
  const next = element("button", { type: "button" }, "Next");
  const headers = columns.map(([order, label]) => {
    const button = element("button", { type: "button" }, label);
    button.addEventListener("click", () => ask({ order, descending: query.order === order && !query.descending, from: 0 }));
    return element("th", { scope: "col", className: isText(order) ? "" : "number" }, button);
  });
  const ask = (part: Partial<ProblemQuery>): void => {
    query = { ...query, ...part };
    const asked = query;
    source.problems(asked).then((page) => {
      if (asked === query) show(page);
    }, fail);
  };
  const show = ({ rows, found, total, empty }: ProblemPage): void => {
    const last = query.from + rows.length;
    const range = found === 0 ? "none" : `${query.from + 1}–${last} of ${found.toLocaleString("en-US")}`;
    count.textContent = found === total ? range : `${range} found, ${total.toLocaleString("en-US")} in all`;
    previous.disabled = query.from === 0;
    next.disabled = last >= found;
    for (const [i, header] of headers.entries()) {
      if (columns[i][0] === query.order) header.ariaSort = query.descending ? "descending" : "ascending";
      else header.removeAttribute("aria-sort");
      header.hidden = empty.includes(columns[i][0]);
    }
    body.replaceChildren(...rows.map((row) => rowOf(row, empty)));
  };
  const rowOf = (row: ProblemRow, empty: ProblemPage["empty"]): HTMLElement => {
    const open = element("button", { type: "button", className: "link", "aria-haspopup": "dialog" }, row.problem);
    open.addEventListener("click", () => source.samples(row.group).then((samples) => samplesDialog(row, samples), fail));
    return element("tr", {}, element("th", { scope: "row" }, open), ...columns.slice(1).map(([order, , text]) => element("td", { className: isText(order) ? "" : "number", hidden: empty.includes(order) }, text(row))));
  };
  search.addEventListener("input", () => ask({ search: search.value, from: 0 }));
  previous.addEventListener("click", () => ask({ from: Math.max(0, query.from - pageSize) }));
  next.addEventListener("click", () => ask({ from: query.from + pageSize }));
  place.replaceChildren(
    element("div", { className: "toolbar" }, element("label", { htmlFor: "search" }, "Search ", search), count, previous, next),
    element(
      "div",
      { className: "scroll", tabIndex: 0, role: "region", "aria-label": "Problems" },
      element("table", {}, element("caption", { className: "aside" }, "Every problem as each solver answered it; a problem's name opens its samples"), element("thead", {}, element("tr", {}, ...headers)), body),
    ),
  );
  ask({});
}

function isText(order: ProblemQuery["order"]): boolean {
  return order === "problem" || order === "solver" || order === "most";
}
