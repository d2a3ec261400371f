import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** A row of docs/numbers.md. */
export interface Entry {
  /** Headings above it: of the command, and of the section of the report ("" where there is none); alternatives separated by " · ". */
  readonly command: string;
  readonly section: string;
  /** The numbers it is about as the report names them; a sentence begins with a quotation mark. */
  readonly names: readonly string[];
  /** Functions of the library. */
  readonly functions: readonly string[];
  /** Paths in the JSON, braces expanded. */
  readonly paths: readonly string[];
  /** Where it links to. */
  readonly link: string;
  /** Its line, for messages. */
  readonly line: string;
}

/** What changes from report to report, by the word that stands for it in the page: "*solver*" is one of `solver`. */
export type Words = Readonly<Record<string, readonly string[]>>;

export const pagePath: string = resolve(import.meta.dirname, "../../docs/numbers.md");

/** The rows of the page that say where a number comes from. */
export function readEntries(): Entry[] {
  const entries: Entry[] = [];
  let command = "";
  let section = "";
  for (const line of readFileSync(pagePath, "utf8").split("\n")) {
    if (line.startsWith("## ")) [command, section] = [line.slice(3), ""];
    if (line.startsWith("### ")) section = line.slice(4);
    const [names, , functions, paths, link, ...more] = line.split("|").slice(1, -1).map((cell) => cell.trim());
    if (link === undefined || more.length > 0 || names === "number" || names.startsWith("---")) continue;
    entries.push({ command, section, names: names.split(" · "), functions: quoted(functions), paths: quoted(paths).flatMap(expand), link: /\]\((.*)\)$/.exec(link)?.[1] ?? "", line });
  }
  return entries;
}

/** The keys that mean the same wherever they stand. */
export function readSharedKeys(): string[] {
  const [, table] = /\| key \| what it is \|\n\|---\|---\|\n((?:\|.*\n)+)/.exec(readFileSync(pagePath, "utf8")) ?? ["", ""];
  return table.split("\n").flatMap((line) => quoted(line.split(" | ")[0]));
}

/** The pattern of a name or heading of the page in a report with these words. */
export function patternOf(name: string, words: Words): RegExp {
  const [, sentence] = /^“(.*)”/.exec(name) ?? [];
  const parts = (sentence ?? name).split(/(\*[^*]+\*|…)/).map((part) => {
    if (part === "…") return ".*";
    const [, word] = /^\*([^*]+)\*$/.exec(part) ?? [];
    if (word === undefined) return escape(part);
    if (word === "k" || word === "n" || word === "M") return "\\d+";
    // A word the report has none for matches nothing.
    return `(?:${(words[word] ?? []).map(escape).join("|") || "(?!)"})`;
  });
  return sentence !== undefined ? new RegExp(parts.join("")) : new RegExp(`^${parts.join("")}$`);
}

function quoted(cell: string): string[] {
  return Array.from(cell.matchAll(/`([^`]+)`/g), ([, code]) => code);
}

/** "a.{b,c}[]" is "a.b[]" and "a.c[]". */
function expand(path: string): string[] {
  const found = /^(.*?)\{([^}]*)\}(.*)$/.exec(path);
  return found === null ? [path] : found[2].split(",").flatMap((part) => expand(`${found[1]}${part}${found[3]}`));
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
