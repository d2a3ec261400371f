import { textWidth } from "./textWidth.ts";

/** Breaks a text at spaces into lines of at most `width` terminal columns; a longer word is cut. At least one line. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  let used = 0;
  for (const word of text.split(" ").filter((word) => word !== "")) {
    for (const piece of textWidth(word) <= width ? [word] : cut(word, width)) {
      const needed = textWidth(piece);
      if (line !== "" && used + 1 + needed > width) {
        lines.push(line);
        line = "";
      }
      used = line === "" ? needed : used + 1 + needed;
      line = line === "" ? piece : `${line} ${piece}`;
    }
  }
  lines.push(line);
  return lines;
}

function cut(word: string, width: number): string[] {
  const pieces = [""];
  for (const character of word) {
    const last = pieces.length - 1;
    if (pieces[last] !== "" && textWidth(pieces[last] + character) > width) pieces.push(character);
    else pieces[last] += character;
  }
  return pieces;
}
