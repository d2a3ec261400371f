/**
 * TypeDoc plugin for `npm run docs`, so that the pages need nothing that GitHub would show, neither front matter nor link tags.
 * - A page's title is its first heading, up to a colon: `# Choosing one of many: …` stands in the navigation as "Choosing one of many".
 * - A page's address is `pages/<name of its file>.html`, or of its folder for a README.md.
 * - A README.md of a folder below docs is the parent of the folder's other pages.
 * - A link to a source file, `../src/passk/passAtK.ts`, goes to the API page of what the file is named after.
 * - `passAtK` or `passAtK(…)` in code marks, outside headings and links, goes to its API page as well.
 * - Code in headings loses its marks, since the list of a page's headings would leave it out.
 * - A doc comment's {@link name} may name what another module exports.
 * - Icons are taken from the page, into which TypeDoc puts them anyway: a browser does not read icons.svg from a page opened as a file.
 * - In the end every link of every page must lead to a file, and to an anchor, that is there (links.mjs).
 */
import { basename, dirname, resolve } from "node:path";
import { Converter, KindRouter, PageEvent, ReflectionKind, RendererEvent } from "typedoc";
import { brokenSiteLinks } from "./links.mjs";

const root = resolve(import.meta.dirname, "..");

/** @param {import("typedoc").Application} app TypeDoc, which calls this. */
export function load(app) {
  app.renderer.defineRouter("pages", PageRouter);
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, page) => {
    page.name = titleOf(page.content) ?? page.name;
  });
  app.converter.addUnknownSymbolResolver((reference, from) => {
    const target = publicSymbols(from.project).get(reference.symbolReference?.path?.[0]?.path);
    return target && { target };
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) if (module.name === "index") module.name = "@divlab/core";
    const pages = project.getReflectionsByKind(ReflectionKind.Document);
    const fileOf = (page) => app.files.getReflectionPath(page);
    for (const parent of pages.filter((page) => basename(fileOf(page)) === "README.md")) {
      for (const page of pages.filter((other) => other !== parent && dirname(fileOf(other)) === dirname(fileOf(parent)))) {
        project.removeChild(page);
        page.parent = parent;
        parent.addChild(page);
      }
    }
  });
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    const symbols = publicSymbols(project);
    for (const symbol of symbols.values()) {
      const file = project.getSymbolIdFromReflection(symbol)?.packagePath;
      if (file !== undefined && basename(file, ".ts") === symbol.name) app.files.registerReflectionPath(`${root}/${file}`, symbol);
    }
    for (const page of project.getReflectionsByKind(ReflectionKind.Document)) page.content = withLinks(page.content, symbols);
    if (project.readme !== undefined) project.readme = withLinks(project.readme, symbols);
  });
  app.renderer.on(PageEvent.END, (page) => {
    page.contents = page.contents?.replaceAll(/(<use href=")[^"#]*icons\.svg#/g, "$1#");
  });
  app.renderer.on(RendererEvent.END, ({ outputDirectory }) => {
    for (const broken of brokenSiteLinks(outputDirectory)) app.logger.error(broken);
  }, -1000);
}

/** Addresses of pages by their files, so that a better heading breaks no link from outside. */
class PageRouter extends KindRouter {
  getIdealBaseName(reflection) {
    if (!reflection.isDocument()) return super.getIdealBaseName(reflection);
    const file = this.application.files.getReflectionPath(reflection);
    const name = basename(file, ".md");
    return `pages/${name === "README" ? basename(dirname(file)) : name}`;
  }
}

function titleOf(content) {
  const heading = /^# (.+)$/m.exec(content.map(({ text }) => text).join(""))?.[1];
  return heading?.split(": ")[0].replaceAll("`", "");
}

/** What the subpaths export, by name, without what is only exported again. */
function publicSymbols(project) {
  const kinds = ReflectionKind.Function | ReflectionKind.Interface | ReflectionKind.TypeAlias | ReflectionKind.Class | ReflectionKind.Variable;
  const symbols = project.getReflectionsByKind(kinds).filter(({ parent }) => parent?.kind === ReflectionKind.Module);
  return new Map(symbols.map((symbol) => [symbol.name, symbol]));
}

function withLinks(content, symbols) {
  let before = "";
  return content.map((part) => {
    const line = before.slice(before.lastIndexOf("\n") + 1);
    before += part.text;
    if (part.kind === "code" && line.startsWith("#")) return { kind: "text", text: part.text.slice(1, -1) };
    const name = part.kind === "code" ? /^`(\w+)(?:\([^|`]*\))?`$/.exec(part.text)?.[1] : undefined;
    const target = name === undefined ? undefined : symbols.get(name);
    if (target === undefined || /\[[^\]]*$/.test(line)) return part;
    return { kind: "inline-tag", tag: "@linkcode", text: part.text.slice(1, -1), target };
  });
}
