import { element } from "./element.ts";
import type { ProblemRow, Sample } from "./problems.ts";
import { counted } from "./summariseFile.ts";

/** So many samples are shown at a time. */
const step = 20;

/** Longer texts are cut here until they are asked for. */
const shownText = 20_000;

/** Opens the samples of a problem. Whatever they say is text: nothing of it is ever read as markup. */
export function samplesDialog({ problem, solver, n, c }: ProblemRow, samples: readonly Sample[]): void {
  const close = element("button", { type: "button", autofocus: true }, "Close");
  const list = element("ol", { className: "samples" });
  const more = element("button", { type: "button" });
  const dialog = element(
    "dialog",
    { "aria-labelledby": "dialog-title" },
    element("div", { className: "head" }, element("h2", { id: "dialog-title" }, problem), close),
    element("p", { className: "hint" }, `${solver}: ${counted(samples.length, "sample")}${c === null ? ", none scored" : `, ${n === samples.length ? "" : `${n} scored, `}${c} correct`}`),
    list,
    more,
  );
  const show = (): void => {
    const from = list.childElementCount;
    list.append(...samples.slice(from, from + step).map((sample, i) => item(sample, from + i)));
    const left = samples.length - list.childElementCount;
    more.hidden = left === 0;
    more.textContent = `Show ${Math.min(step, left)} more of ${left}`;
  };
  more.addEventListener("click", show);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  show();
  document.body.append(dialog);
  dialog.showModal();
}

function item({ number, correct, answer, reward, logProb, tokens, text, extra }: Sample, place: number): HTMLElement {
  const verdict = correct === null ? ["unscored", "not scored"] : correct ? ["right", "✓ correct"] : ["wrong", "✗ wrong"];
  const facts: [string, string][] = [
    ...(answer === null ? [] : [["answer", answer] as [string, string]]),
    ...Object.entries({ reward, "log-probability": logProb, tokens }).flatMap(([name, value]): [string, string][] => (value === null ? [] : [[name, value.toLocaleString("en-US", { maximumSignificantDigits: 6 })]])),
    ...extra.map(([name, value]): [string, string] => [name, value]),
  ];
  const pre = text === null ? null : element("pre", { tabIndex: 0, "aria-label": `Text of sample ${number ?? place}` }, text.length > shownText ? `${text.slice(0, shownText)} …` : text);
  return element(
    "li",
    {},
    element("div", { className: "head" }, element("strong", {}, `Sample ${number ?? place}`), element("span", { className: verdict[0] }, verdict[1])),
    element("dl", {}, ...facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value)))),
    pre,
    text !== null && text.length > shownText ? element("p", { className: "hint" }, `${text.length.toLocaleString("en-US")} characters; the first ${shownText.toLocaleString("en-US")} are shown`) : null,
  );
}
