/** Links of the Markdown pages and of the built site: what leads nowhere. */
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import markdownIt from "markdown-it";

/**
 * @param {string} root Folder of the repository.
 * @param {readonly string[]} files Markdown files, relative to it.
 * @returns {string[]} One line for each link without its file or heading, and for each address that is not plain https.
 */
export function brokenPageLinks(root, files) {
  const anchors = new Map();
  const anchorsOf = (file) => {
    if (!anchors.has(file)) anchors.set(file, new Set(pageOf(file).headings));
    return anchors.get(file);
  };
  return files.flatMap((file) =>
    pageOf(join(root, file)).links.flatMap((link) => {
      const where = `${file}: ${link}`;
      if (/^[a-z][a-z\d+.-]*:/i.test(link)) return isPlainAddress(link) ? [] : [`${where} is not a plain https address`];
      const [path, anchor] = decodeURI(link).split("#");
      const target = path === "" ? join(root, file) : resolve(root, dirname(file), path);
      if (relative(root, target).startsWith("..") || path.startsWith("/")) return [`${where} leads out of the repository`];
      if (!existsSync(target)) return [`${where} does not exist`];
      return anchor === undefined || (target.endsWith(".md") && anchorsOf(target).has(anchor)) ? [] : [`${where} has no such heading`];
    }),
  );
}

/**
 * @param {string} folder The built site.
 * @returns {string[]} One line for each href or src without its file or id, or that only a server could find.
 */
export function brokenSiteLinks(folder) {
  const pages = new Map(listFiles(folder, ".html").map((file) => [join(folder, file), readFileSync(join(folder, file), "utf8")]));
  const ids = new Map(Array.from(pages, ([file, html]) => [file, new Set(Array.from(html.matchAll(/\sid="([^"]*)"/g), ([, id]) => unescapeHtml(id)))]));
  const broken = new Set();
  for (const [file, html] of pages) {
    for (const [, escaped] of html.replaceAll(/<use [^>]*>/g, "").matchAll(/\s(?:href|src)="([^"]*)"/g)) {
      const link = unescapeHtml(escaped);
      if (/^(https?|mailto|data):/.test(link)) continue;
      const [path, anchor] = link.split("#");
      const target = path === "" ? file : resolve(dirname(file), decodeURI(path.split("?")[0]));
      const where = `${relative(folder, file)}: ${link}`;
      if (link.startsWith("/") || relative(folder, target).startsWith("..")) broken.add(`${where} leads out of the site`);
      else if (!existsSync(target) || statSync(target).isDirectory()) broken.add(`${where} does not exist`);
      else if (anchor && ids.has(target) && !ids.get(target).has(decodeURIComponent(anchor))) broken.add(`${where} has no such anchor`);
    }
  }
  return [...broken];
}

/** Files of a folder and all below it, relative to it, by the ends of their names. */
export function listFiles(folder, extension) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(extension))
    .map((file) => file.replaceAll("\\", "/"))
    .toSorted();
}

/** Links, images and headings of a Markdown file; headings as GitHub and TypeDoc write their anchors. */
function pageOf(file) {
  const tokens = markdownIt({ html: true }).parse(readFileSync(file, "utf8"), {});
  const inline = tokens.flatMap(({ children }) => children ?? []);
  const links = inline.flatMap((token) => [token.attrGet?.("href"), token.attrGet?.("src")].filter((link) => link !== undefined && link !== null));
  const html = [...tokens, ...inline].filter(({ type }) => type.startsWith("html_"));
  for (const { content } of html) links.push(...Array.from(content.matchAll(/\s(?:href|src)="([^"]*)"/g), ([, link]) => link));
  const used = new Map();
  const headings = tokens.flatMap(({ type }, i) => {
    if (type !== "heading_open") return [];
    const text = tokens[i + 1].children.filter((child) => child.type === "text" || child.type === "code_inline").map(({ content }) => content).join("");
    const slug = text.trim().toLowerCase().replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "").replaceAll(" ", "-");
    const count = used.get(slug) ?? 0;
    used.set(slug, count + 1);
    return [count === 0 ? slug : `${slug}-${count}`];
  });
  return { links, headings };
}

function isPlainAddress(link) {
  return URL.canParse(link) && /^https:\/\/[a-z\d.-]+\.[a-z]+(\/[^\s<>"]*)?$/i.test(link);
}

function unescapeHtml(text) {
  return text.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
