import { element } from "./element.ts";

/** The line that says what is being done, how far it is, and ends it. */
export interface ProgressLine {
  /** Shows the line and returns what work is given: a signal, and whom to tell of progress. */
  readonly begin: (label: string) => { readonly signal: AbortSignal; readonly onProgress: (label: string, share: number) => void };
  /** Hides the line, if it is still that of this signal: whether it was. */
  readonly end: (signal: AbortSignal) => boolean;
  /** Ends the work that the line shows, because something else is wanted. */
  readonly drop: () => void;
}

/** Why work ended that the reader cancelled. */
export const cancelled: DOMException = new DOMException("Cancelled", "AbortError");

/** Fills the line's place. */
export function progressLine(place: HTMLElement): ProgressLine {
  const words = element("span", { id: "progress-label" });
  const bar = element("progress", { max: 1, "aria-labelledby": "progress-label" });
  const button = element("button", { type: "button", id: "cancel" }, "Cancel");
  let abort = new AbortController();
  const cancel = (): void => abort.abort(cancelled);
  const drop = (): void => abort.abort();
  button.addEventListener("click", cancel);
  addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && !place.hidden && document.querySelector("dialog[open]") === null) cancel();
  });
  place.replaceChildren(words, bar, button);
  return {
    begin: (label) => {
      drop();
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
      if (signal !== abort.signal) return false;
      place.hidden = true;
      return true;
    },
    drop,
  };
}
