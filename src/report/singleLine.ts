/** Tab, line feed and their kin: what would break a line or a table cell. */
const breaks = /\r\n|[\t\n\v\f\r\u0085\u2028\u2029]/g;

/** C0 and C1 controls (the escape sequences of terminals begin with one), and halves of surrogate pairs. */
const unprintable = /[\p{Control}\p{Surrogate}]/gu;

/** Text on one line: line breaks become spaces, characters that cannot be printed the replacement character `�`. */
export function singleLine(text: string): string {
  return text.replaceAll(breaks, " ").replaceAll(unprintable, "\ufffd");
}
