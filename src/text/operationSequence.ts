import { show } from "../numeric/check.ts";
import { readEquation } from "./readEquation.ts";

/**
 * The arithmetic steps of a worked solution, in the style of GSM8K, as one canonical key: steps that are written differently
 * but are the same calculation give the same key. Different keys among the samples of a problem are its operation diversity.
 *
 * A step is an expression of numbers with at least one of + − × ÷ ^ and the expression, mostly a number, that it is set equal
 * to, as `5 + 3 = 8` or as the calculator annotation `<<5+3=8>>`. `5 + 3 = <<5+3=8>>8` is one step, and so is an equation
 * right beside an annotation that says the same. A chain `2*3*4 = 6*4 = 24` is two steps.
 *
 * - **Operators:** `×`, `·`, `⋅`, `\times`, `\cdot` and an `x` between numbers are `*`; `÷`, `\div` and `\frac{a}{b}` are `/`; `−` and `–` are
 *   `-`; `≈` is `=`; `2(3+4)` and `20% of 50` multiply.
 * - **Numbers:** without currency signs, thousands commas and needless zeros (`$1,200.50` is `1200.5`, `.5` is `0.5`); `p%` is
 *   p/100. Up to four words of a unit may follow a number (`3 apples + 5 apples = 8 apples`, `$2/egg`).
 * - **No step:** an expression with an unknown (`2x + 3 = 7`, `y + 3 + 4 = 9`), one without result, one over a line break.
 *
 * The order of operands and steps counts, a step said twice counts twice, and results are taken as stated, right or wrong,
 * 0.33 and 0.333 being different.
 *
 * @param text A worked solution.
 * @returns The steps in order of appearance, joined by semicolons; "" if there is none. Takes time linear in the length.
 * @throws {TypeError} If the text is not a string.
 * @see Dang et al. 2025, Weight Ensembling Improves Reasoning in Language Models, Appendix F, which leaves the form of the steps
 * open; Cobbe et al. 2021, Training verifiers to solve math word problems, for the annotations.
 * @example
 * ```ts
 * import { operationSequence } from "@divlab/core/text";
 * operationSequence("She has 5 + 3 = <<5+3=8>>8 eggs and sells them for 8 x $2.00 = $16."); // => "5+3=8;8*2=16"
 * operationSequence("The answer is 16."); // => ""
 * ```
 */
export function operationSequence(text: string): string {
  if (typeof text !== "string") throw new TypeError(`Cannot read operations: text must be a string, got ${show(text)}`);
  return normalised(text)
    .split(/[\n\r\u2028\u2029]+/)
    .flatMap(stepsOfLine)
    .join(";");
}

/** Spellings of one and the same sign, as one of ASCII. Currency signs, bold type and LaTeX dress go. */
function normalised(text: string): string {
  if (!/=|≈|\\approx/.test(text)) return "";
  return text
    .replaceAll(/\\(?:times|cdot)(?![A-Za-z])|[×·⋅∙∗]/g, "*")
    .replaceAll(/\\div(?![A-Za-z])|÷/g, "/")
    .replaceAll(/(?<=[\d)])\*\*(?=[\d(])/g, "^")
    .replaceAll(/[−–]/g, "-")
    .replaceAll(/\\approx(?![A-Za-z])|≈/g, "=")
    .replaceAll(/\\[dt]?frac\{([^{}\n]{1,40})\}\{([^{}\n]{1,40})\}/g, "($1)/($2)")
    .replaceAll(/\\(?:text|mathrm|mathbf|textbf|boxed)\{([^{}\n]{0,40})\}/g, "$1")
    .replaceAll("{,}", ",")
    .replaceAll(/\\(?:left|right)(?![A-Za-z])|\\[,;:! ]/g, "")
    .replaceAll(/\\?[$€£¥]|\*\*|\\(?=[%()[\]])/g, "");
}

interface Step {
  readonly key: string;
  readonly annotated: boolean;
  readonly end: number;
}

function stepsOfLine(line: string): string[] {
  const steps: Step[] = [];
  const add = (keys: readonly string[], annotated: boolean, start: number, end: number): void => {
    for (const key of keys) {
      const before = steps.at(-1);
      if (before?.key === key && before.annotated !== annotated && /^[^\d.;]*$/.test(line.slice(before.end, start))) continue;
      steps.push({ key, annotated, end });
    }
  };
  const closings = line.includes("<<") ? annotationEnds(line) : new Map<number, number>();
  for (let at = 0; at < line.length; ) {
    const close = closings.get(at);
    if (close !== undefined) {
      add(readEquation(line.slice(at + 2, close), 0)?.steps ?? [], true, at, close + 2);
      at = close + 2;
      continue;
    }
    const equation = mayStart(line, at) ? readEquation(line, at) : undefined;
    if (equation === undefined) {
      at++;
      continue;
    }
    add(equation.steps, false, at, equation.end);
    at = equation.end;
  }
  return steps.map(({ key }) => key);
}

/** Where each annotation that is closed begins and where its `>>` stands. */
function annotationEnds(line: string): Map<number, number> {
  const ends = new Map<number, number>();
  for (const { index, 0: whole } of line.matchAll(/<<[^<>]*>>/g)) ends.set(index, index + whole.length - 2);
  return ends;
}

/**
 * Whether an expression may begin here: at a number, parenthesis or sign right before one, unless a letter, digit or operator
 * stands in front. An operator and a space at the beginning of a line are a bullet.
 */
function mayStart(line: string, at: number): boolean {
  if (!/[-\d.(]/.test(line[at])) return false;
  if (line[at] === "-" && !/[\d.]/.test(line[at + 1] ?? "")) return false;
  if (at > 0 && /[\p{L}\d_.]/u.test(line[at - 1])) return false;
  let before = at - 1;
  while (before >= 0 && (line[before] === " " || line[before] === "\t")) before--;
  if (before < 0 || !/[-+*/^]/.test(line[before])) return true;
  return before < at - 1 && line.slice(0, before).trim() === "";
}
