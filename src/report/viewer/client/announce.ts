import { element } from "./element.ts";

const region = element("div", { className: "announce", role: "status" });
document.body.append(region);

/** Tells assistive technology what a button just did. */
export function announce(message: string): void {
  region.textContent = message;
}
