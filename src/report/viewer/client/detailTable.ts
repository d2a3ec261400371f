import type { Cell, Table } from "../../document.ts";
import { compareCells } from "./compareCells.ts";
import { element } from "./element.ts";

/** Rows stand in groups of this many, so that the browser lays out only those in view. */
const groupSize = 100;

/** A row of the page beside its values. */
interface Row {
  readonly element: HTMLTableRowElement;
  readonly cells: readonly Cell[];
  /** What a search looks in; read from the page at the first search. */
  text?: string;
}

/**
 * Makes a long table sortable by its headers and searchable.
 *
 * @returns The rows now shown, in the order shown.
 */
export function detailTable(root: HTMLElement, table: Table): () => readonly (readonly Cell[])[] {
  const page = root.querySelector("table") as HTMLTableElement;
  const rows = Array.from(page.querySelectorAll<HTMLTableRowElement>("tbody > tr"), (row, i): Row => ({ element: row, cells: table.rows[i] }));
  let order: readonly Row[] = rows;
  let words: readonly string[] = [];
  let shown: readonly Row[] = rows;

  const show = (): void => {
    shown = words.length === 0 ? order : order.filter((row) => matches(row, words));
    for (const body of page.querySelectorAll("tbody")) body.remove();
    page.append(...groups(shown));
    count.textContent = `${shown.length} of ${rows.length} rows`;
  };
  for (const [column, header] of page.querySelectorAll<HTMLElement>("thead th").entries()) {
    sortable(header, (direction) => {
      order = rows.toSorted((a, b) => compareCells(a.cells[column], b.cells[column], direction));
      show();
    });
  }
  const input = element("input", { type: "search", autocomplete: "off", spellcheck: false });
  const count = element("output", {}, `${rows.length} of ${rows.length} rows`);
  input.addEventListener("input", () => {
    words = input.value.toLowerCase().split(/\s+/).filter((word) => word !== "");
    show();
  });
  root.querySelector(".scroll")?.before(element("div", { className: "search" }, element("label", {}, "Search", input), count));
  return () => shown.map((row) => row.cells);
}

/** Turns a header into a button: ascending first, then descending, and so on. */
function sortable(header: HTMLElement, sort: (direction: 1 | -1) => void): void {
  header.append(element("button", { type: "button" }, ...header.childNodes));
  header.firstElementChild?.addEventListener("click", () => {
    const ascending = header.ariaSort !== "ascending";
    for (const other of header.parentElement?.children ?? []) other.removeAttribute("aria-sort");
    header.ariaSort = ascending ? "ascending" : "descending";
    sort(ascending ? 1 : -1);
  });
}

/** Whether every word occurs somewhere in the row. */
function matches(row: Row, words: readonly string[]): boolean {
  row.text ??= Array.from(row.element.cells, (cell) => cell.textContent).join(" ").toLowerCase();
  const { text } = row;
  return words.every((word) => text.includes(word));
}

function groups(rows: readonly Row[]): HTMLElement[] {
  return Array.from({ length: Math.ceil(rows.length / groupSize) }, (_, i) => {
    const group = rows.slice(i * groupSize, (i + 1) * groupSize);
    const body = element("tbody", {}, ...group.map((row) => row.element));
    body.style.setProperty("--rows", String(group.length));
    return body;
  });
}
