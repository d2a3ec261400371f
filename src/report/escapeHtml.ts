const special: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "\r": "&#13;", // a bare carriage return would be read as a line feed
};

/** Most cells: nothing in them needs an escape. */
const harmless = /^[ !#$%(-;=?-~–−]*$/;

/** Text for an element's content or a quoted attribute: the parser reads back the same text, NUL and lone surrogates as `�`. */
export function escapeHtml(text: string): string {
  if (harmless.test(text)) return text;
  // HTML cannot hold NUL, UTF-8 no half of a surrogate pair.
  return text.replaceAll("\0", "\ufffd").replaceAll(/\p{Surrogate}/gu, "\ufffd").replaceAll(/[&<>"'\r]/g, (character) => special[character]);
}
