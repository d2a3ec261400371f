import { actionButton } from "./actionButton.ts";
import { element } from "./element.ts";
import { saveText } from "./saveText.ts";

/** A button that saves a figure as an SVG file of its own, in the colours now on the page. */
export function saveSvgButton(drawing: HTMLElement, caption: string): HTMLButtonElement {
  return actionButton("Save as SVG", () => {
    const svg = drawing.querySelector<SVGSVGElement>(":scope > svg");
    if (svg === null) return "Nothing drawn yet";
    saveText(standalone(svg), "image/svg+xml", caption, "svg");
    return "Saved";
  });
}

/** Characters that no XML file may hold. */
const forbidden = /(?![\t\n\r])\p{Control}|[\ufffe\uffff\p{Surrogate}]/gu;

/** The figure with what it inherits from the page written into it. */
function standalone(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const { color, fontFamily, fontSize } = getComputedStyle(svg);
  Object.assign(copy.style, { color, fontFamily, fontSize, background: resolve("var(--page)") });
  return new XMLSerializer().serializeToString(copy).replaceAll(forbidden, "\ufffd").replaceAll(/var\(--[\w-]+\)/g, resolve);
}

/** The colour a custom property stands for now. */
function resolve(variable: string): string {
  const probe = element("span", { hidden: true });
  probe.style.color = variable;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
