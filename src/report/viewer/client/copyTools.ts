import type { Cell, Column } from "../../document.ts";
import { markdownTable } from "../../markdownTable.ts";
import { actionButton } from "./actionButton.ts";
import { element } from "./element.ts";
import { saveText } from "./saveText.ts";
import { toCsv } from "./toCsv.ts";

/** Buttons that copy and save a table as it stands: the rows found by a search, in the order they were sorted to. */
export function copyTools(caption: string, columns: readonly Column[], rows: () => readonly (readonly Cell[])[]): HTMLElement {
  return element(
    "div",
    { className: "tools" },
    actionButton("Copy as CSV", () => copy(toCsv(columns, rows()))),
    actionButton("Copy as Markdown", () => copy(markdownTable(columns, rows()))),
    actionButton("Save as CSV", () => {
      saveText(toCsv(columns, rows()), "text/csv;charset=utf-8", caption, "csv");
      return "Saved";
    }),
  );
}

async function copy(text: string): Promise<string> {
  try {
    await navigator.clipboard.writeText(text);
    return "Copied";
  } catch {
    return "The browser refused to copy";
  }
}
