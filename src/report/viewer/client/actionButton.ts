import { announce } from "./announce.ts";
import { element } from "./element.ts";

/** A button that says for a moment how its action went. */
export function actionButton(label: string, act: () => Promise<string> | string): HTMLButtonElement {
  const button = element("button", { type: "button" }, label);
  let timer = 0;
  button.addEventListener("click", async () => {
    const outcome = await act();
    announce(outcome);
    button.textContent = outcome;
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      button.textContent = label;
    }, 1600);
  });
  return button;
}
