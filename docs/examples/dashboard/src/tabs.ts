import { element } from "./element.ts";

/** A tab: its name and what it is called. */
export type Tab<Name extends string> = readonly [name: Name, label: string];

/**
 * Draws tabs. Arrow keys, Home and End move between them; Enter, Space or a click chooses, so that walking past a tab starts no work.
 *
 * @returns Marks a tab as chosen.
 */
export function tabs<Name extends string>(place: HTMLElement, list: readonly Tab<Name>[], choose: (name: Name) => void): (name: Name) => void {
  const buttons = list.map(([name, label]) => {
    const button = element("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": "panel", "data-label": label }, label);
    button.addEventListener("click", () => choose(name));
    return button;
  });
  place.replaceChildren(...buttons);
  place.addEventListener("keydown", (event) => {
    const at = buttons.findIndex((button) => button === document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (at === -1 || to === undefined) return;
    event.preventDefault();
    buttons[(to + buttons.length) % buttons.length].focus();
  });
  return (name) => {
    for (const [i, button] of buttons.entries()) {
      const own = list[i][0] === name;
      button.setAttribute("aria-selected", String(own));
      button.tabIndex = own ? 0 : -1;
    }
    document.getElementById("panel")?.setAttribute("aria-labelledby", `tab-${name}`);
  };
}
