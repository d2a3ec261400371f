import { element } from "./element.ts";

/** Hands a text to the reader as a file named after a caption. */
export function saveText(text: string, type: string, caption: string, ending: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  element("a", { href: url, download: `${fileName(caption)}.${ending}` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function fileName(caption: string): string {
  const words = caption.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.slice(0, 6).join("-") || "report";
}
