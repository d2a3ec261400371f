import { singleLine } from "./singleLine.ts";

/** Characters that reorder the text around them. */
const reordering = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text on one line for a terminal: control and reordering characters become `�`, so that no data can drive it or disguise what stands beside. */
export function visibleText(text: string): string {
  return singleLine(text).replaceAll(reordering, "\ufffd");
}
