import { element } from "./element.ts";

let region: HTMLElement | undefined;

/** Tells assistive technology what a button just did. */
export function announce(message: string): void {
  if (region === undefined) {
    region = element("div", { className: "announce", role: "status" });
    document.body.append(region);
  }
  region.textContent = message;
}
