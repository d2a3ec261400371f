import { element } from "./element.ts";

/** The line that says what is being done, how far it is, and ends it. */
export interface ProgressLine {
  /** Shows the line and returns what work is given: a signal, and whom to tell of progress. */
  readonly begin: (label: string) => { readonly signal: AbortSignal; readonly onProgress: (label: string, share: number) => void };
  /** Hides the line, if it is that of this signal. */
  readonly end: (signal: AbortSignal) => void;
  /** Ends the work that the line shows. */
  readonly cancel: () => void;
}

/** Fills the line's place. */
export function progressLine(place: HTMLElement): ProgressLine {
  const words = element("span", { id: "progress-label" });
  const bar = element("progress", { max: 1, "aria-labelledby": "progress-label" });
  const button = element("button", { type: "button", id: "cancel" }, "Cancel");
  let abort = new AbortController();
  const cancel = (): void => abort.abort(new DOMException("Cancelled", "AbortError"));
  button.addEventListener("click", cancel);
  addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && !place.hidden && document.querySelector("dialog[open]") === null) cancel();
  });
  place.replaceChildren(words, bar, button);
  return {
    begin: (label) => {
      cancel();
      abort = new AbortController();
      const { signal } = abort;
      words.textContent = label;
      bar.removeAttribute("value");
      place.hidden = false;
      const onProgress = (next: string, share: number): void => {
        if (signal !== abort.signal) return;
        words.textContent = `${next} ${Math.floor(100 * share)} %`;
        bar.value = share;
      };
      return { signal, onProgress };
    },
    end: (signal) => {
      if (signal === abort.signal) place.hidden = true;
    },
    cancel,
  };
}
