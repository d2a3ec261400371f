import { element } from "./element.ts";

/** A value beside its name, in the box of a readout. */
export function pair(name: string, value: string): HTMLElement {
  return element("span", { className: "pair" }, element("span", {}, name), element("span", {}, value));
}
