import { checkArray, show } from "../numeric/check.ts";

/** One answer per sample; null and undefined are samples without one. */
export type Answers = readonly (string | null | undefined)[];

/** The form of an answer under which it is counted; null or undefined if it is none. */
export type Canonical = (answer: string) => string | null | undefined;

/** The samples by distinct answer. */
export interface AnswerTally {
  /** Distinct answers in canonical form, in order of first appearance. */
  readonly answers: readonly string[];
  /** How many samples gave each answer, shape [answers]. */
  readonly counts: Int32Array;
  /** First sample of each answer, shape [answers]. */
  readonly first: Int32Array;
  /** Code of each sample's answer, −1 where it has none, shape [samples]. */
  readonly codes: Int32Array;
  /** Samples without an answer. */
  readonly abstentions: number;
}

/** Counts answers by their canonical form. */
export function tallyAnswers(action: string, answers: Answers, canonical: Canonical | undefined): AnswerTally {
  checkArray(action, "answers", answers, 1);
  if (canonical !== undefined && typeof canonical !== "function") throw new TypeError(`Cannot ${action}: canonical must be a function, got ${show(canonical)}`);
  const known = new Map<string, number>();
  const first: number[] = [];
  const codes = new Int32Array(answers.length).fill(-1);
  for (let i = 0; i < answers.length; i++) {
    const form = canonicalForm(action, answers[i], canonical, i);
    if (form === undefined) continue;
    let code = known.get(form);
    if (code === undefined) {
      code = known.size;
      known.set(form, code);
      first.push(i);
    }
    codes[i] = code;
  }
  const counts = new Int32Array(known.size);
  for (const code of codes) if (code !== -1) counts[code]++;
  return { answers: [...known.keys()], counts, first: Int32Array.from(first), codes, abstentions: codes.reduce((total, code) => total + (code === -1 ? 1 : 0), 0) };
}

function canonicalForm(action: string, answer: unknown, canonical: Canonical | undefined, i: number): string | undefined {
  if (answer === null || answer === undefined) return undefined;
  if (typeof answer !== "string") throw new TypeError(`Cannot ${action}: answers must be strings, null or undefined, got ${show(answer)} at index ${i}`);
  const form: unknown = canonical === undefined ? answer : canonical(answer);
  if (form === null || form === undefined) return undefined;
  if (typeof form !== "string") throw new TypeError(`Cannot ${action}: canonical must return a string, null or undefined, got ${show(form)} for ${show(answer)} at index ${i}`);
  return form;
}
