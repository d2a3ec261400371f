import { element } from "./element.ts";
import { svgElement } from "./svgElement.ts";

/** What can be read off a figure, stop by stop. */
export interface Stops {
  /** The stop that a pointer at these pixels of the figure means, −1 if none. */
  readonly nearest: (x: number, y: number) => number;
  /** The stop an arrow key leads to from another, −1 at first; undefined for a key that leads nowhere. */
  readonly step: (from: number, key: string) => number | undefined;
  /** What is shown at a stop. */
  readonly read: (stop: number) => Reading;
}

/** What is shown at a stop. */
export interface Reading {
  /** What the box stands beside, in pixels of the figure. */
  readonly x: number;
  /** Where the box begins, in pixels of the figure. */
  readonly y: number;
  /** Where it ends instead if there is no room below `y`. */
  readonly over?: number;
  /** What is drawn over the figure. */
  readonly marks: readonly SVGElement[];
  /** What stands in the box. */
  readonly content: readonly Node[];
}

/** Space between the box and what it points at. */
const gap = 14;

/** Lets a figure be read by pointer, by touch and by arrow keys; returns the box in which the values appear. */
export function readout(plot: SVGSVGElement, stops: Stops): HTMLElement {
  const tip = element("div", { className: "tip", role: "status", hidden: true });
  const marked = svgElement("g", { "pointer-events": "none" });
  let at = -1;
  plot.append(marked);
  plot.setAttribute("tabindex", "0");
  plot.setAttribute("aria-description", "Arrow keys read the values");

  const show = (stop: number): void => {
    at = stop;
    const reading = stops.read(stop);
    marked.replaceChildren(...reading.marks);
    tip.replaceChildren(...reading.content);
    tip.hidden = false;
    const place = (plot.parentElement ?? plot).getBoundingClientRect();
    const { top, height } = plot.getBoundingClientRect();
    tip.style.transform = `translate(${beside(reading.x, place.width, tip.offsetWidth)}px, ${top - place.top + under(reading, height, tip.offsetHeight)}px)`;
  };
  const hide = (): void => {
    tip.hidden = true;
    marked.replaceChildren();
  };
  const point = (event: PointerEvent): void => {
    const { left, top } = plot.getBoundingClientRect();
    const stop = stops.nearest(event.clientX - left, event.clientY - top);
    if (stop >= 0) show(stop);
    else hide();
  };

  plot.addEventListener("pointermove", point);
  plot.addEventListener("pointerdown", point);
  plot.addEventListener("pointerleave", ({ pointerType }) => {
    if (pointerType === "mouse") hide(); // a finger leaves when it is lifted, and then one wants to read
  });
  plot.addEventListener("blur", hide);
  plot.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
    const next = stops.step(at, event.key);
    if (next === undefined) return;
    event.preventDefault();
    show(next);
  });
  return tip;
}

/** Top of the box, within the figure if it is not taller. */
function under({ y, over }: Reading, height: number, own: number): number {
  if (over !== undefined && y + own > height && over >= own) return over - own;
  return Math.max(0, Math.min(height - own, y));
}

/** Left edge of the box: right of the point where there is room, else left of it, never outside the figure. */
function beside(x: number, width: number, own: number): number {
  const last = width - own;
  return Math.max(0, Math.min(last, x + gap <= last ? x + gap : x - gap - own));
}
