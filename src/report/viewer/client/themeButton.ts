import { element } from "./element.ts";

/** Adds the button that switches between the light and the dark page; until it is used the system decides. */
export function themeButton(header: HTMLElement): void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const isDark = (): boolean => (root.dataset.theme === undefined ? system.matches : root.dataset.theme === "dark");
  const button = element("button", { type: "button", className: "theme" });
  const label = (): void => {
    button.textContent = isDark() ? "Light page" : "Dark page";
  };
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    label();
  });
  system.addEventListener("change", label);
  label();
  header.append(button);
}
