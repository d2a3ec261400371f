import type { Block, ReportDocument } from "../../document.ts";
import { figureTable } from "../../figureTable.ts";
import { copyTools } from "./copyTools.ts";
import { detailTable } from "./detailTable.ts";
import { drawFigure } from "./drawFigure.ts";
import { fitIntoFrame } from "./fitIntoFrame.ts";
import { saveSvgButton } from "./saveSvgButton.ts";
import { scrollFocus } from "./scrollFocus.ts";
import { themeButton } from "./themeButton.ts";

const report = JSON.parse(document.getElementById("_data")?.textContent ?? "", revive) as ReportDocument;

if (window.parent === window) themeButton(document.querySelector("header") as HTMLElement);
else fitIntoFrame();
for (const element of document.querySelectorAll<HTMLElement>("[data-block]")) enliven(element, blockOf(element));
scrollFocus(document.querySelectorAll<HTMLElement>(".scroll"));

/** What JSON has no number for came as an object that names it; nothing else in a document has a member `number`. */
function revive(_: string, value: unknown): unknown {
  return typeof value === "object" && value !== null && "number" in value ? Number(value.number) : value;
}

/** The block an element was written from; its place is "section-block". */
function blockOf(element: HTMLElement): Block {
  const [section, block] = (element.dataset.block ?? "").split("-").map(Number);
  return report.sections[section].blocks[block];
}

function enliven(element: HTMLElement, block: Block): void {
  if (block.type === "paragraph") return;
  if (block.type === "table") {
    const shown = block.detail === true ? detailTable(element, block) : () => block.rows;
    element.append(copyTools(block.caption, block.columns, shown));
    return;
  }
  const drawing = element.querySelector(".drawing") as HTMLElement;
  drawFigure(drawing, block);
  const values = figureTable(block);
  const shown = values.detail === true ? detailTable(element.querySelector(".values") as HTMLElement, values) : () => values.rows;
  const tools = copyTools(block.caption, values.columns, shown);
  tools.append(saveSvgButton(drawing, block.caption));
  element.append(tools);
}
