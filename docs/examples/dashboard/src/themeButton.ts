/** Makes a button switch between the light and the dark page; until it is used the system decides. Reports in frames follow. */
export function themeButton(button: HTMLButtonElement): void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const isDark = (): boolean => (root.dataset.theme === undefined ? system.matches : root.dataset.theme === "dark");
  const label = (): void => {
    button.textContent = isDark() ? "Light page" : "Dark page";
  };
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    label();
  });
  system.addEventListener("change", label);
  label();
}
