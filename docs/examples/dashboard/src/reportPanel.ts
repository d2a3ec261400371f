import { element } from "./element.ts";
import type { Report } from "./worker.ts";

/**
 * Shows a report: in a frame without this page's origin, so that nothing in it can reach the page, and, in Chromium, in a process of its own, so that
 * a long one is laid out without holding the page up. The report draws its figures and sorts its tables itself; light or dark comes from this page.
 */
export function reportPanel(place: HTMLElement, { title, html }: Report): void {
  const url = URL.createObjectURL(html);
  const frame = element("iframe", { title: `Report: ${title}`, src: url });
  frame.setAttribute("sandbox", "allow-scripts allow-downloads");
  frame.setAttribute("allow", "clipboard-write");
  frame.addEventListener("load", () => URL.revokeObjectURL(url), { once: true });
  place.replaceChildren(frame);
}
