import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { documentToHtml } from "../../src/report/documentToHtml.ts";
import type { ReportDocument, Table } from "../../src/report/document.ts";
import { demoDocument } from "../report/demoDocument.ts";
import { documentFullOf, documentOf } from "../report/documentOf.ts";
import { anyString, hostileStrings } from "../report/hostileStrings.ts";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

const present = existsSync(executablePath);
if (!present) process.stderr.write(`test/browser: skipped, no browser at ${executablePath}; set CHROMIUM to the path of a Chromium\n`);

describe.skipIf(!present)("the HTML report in a browser", () => {
  const folder = mkdtempSync(join(tmpdir(), "divlab-report-"));
  let browser: Browser;
  /** What no page may cause: console messages, script errors, requests other than for itself. */
  let faults: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: flags });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    const found = faults;
    faults = [];
    expect(found).toEqual([]);
  });

  async function open(document: ReportDocument, options: BrowserContextOptions = {}): Promise<Page> {
    const file = join(folder, "report.html");
    writeFileSync(file, documentToHtml(document));
    const url = pathToFileURL(file).href;
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    page.on("console", (message) => faults.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
    page.on("request", (request) => {
      if (request.url() !== url && !request.url().startsWith("data:") && !request.url().startsWith("blob:")) faults.push(`request: ${request.url()}`);
    });
    await page.goto(url);
    return page;
  }

  const texts = (page: Page, selector: string): Promise<string[]> => page.locator(selector).evaluateAll((elements) => elements.map((element) => element.textContent));
  const firstColumn = (page: Page): Promise<string[]> => texts(page, ".detail:not(.values) tbody tr > :first-child");
  const scrollsSideways = (page: Page): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

  it("draws every figure, named by its caption", async () => {
    const page = await open(demoDocument());
    await page.waitForFunction(() => document.querySelectorAll(".drawing > svg").length === 4);
    for (const plot of await page.locator(".drawing > svg").all()) {
      await expect(plot.evaluate((element) => document.getElementById(element.getAttribute("aria-labelledby") ?? "")?.textContent)).resolves.toMatch(/^(Mean pass@k|Differences of pass@k|Every problem by|Problems by share)/);
      expect(await plot.getAttribute("role")).toBe("img");
    }
    const curves = page.locator(".drawing").first();
    expect(await curves.locator("[aria-label=line] path").count()).toBe(5);
    expect(await curves.locator("[aria-label=area] path").count()).toBe(3);
    expect(await curves.locator("[aria-label='x-axis tick label'] text").allTextContents()).toEqual(["1", "2", "4", "8", "16", "32", "64"]);
    expect(await curves.locator("svg > text").allTextContents()).toEqual(expect.arrayContaining(["thinking", "panel", "base", "panel, bound"]));
    expect(await page.locator(".drawing").nth(3).locator("rect").count()).toBeGreaterThanOrEqual(48);
  });

  it("reads values along a curve by pointer and by arrow keys", async () => {
    const page = await open(demoDocument());
    const plot = page.locator(".drawing > svg").first();
    await plot.hover({ position: { x: 452, y: 150 } });
    const tip = page.locator(".tip[role=status]").first();
    expect(await tip.isVisible()).toBe(true);
    expect(await tip.textContent()).toMatch(/: 8.*thinking57\.8 % \[51\.1 %, 64\.3 %\]/);
    await plot.focus();
    await page.keyboard.press("ArrowRight");
    expect(await tip.textContent()).toMatch(/: 16/);
    await page.keyboard.press("Escape");
    expect(await tip.isVisible()).toBe(false);
  });

  it("draws points at one place as one dot and reads them by pointer, keys and finger", async () => {
    const page = await open(demoDocument(), { hasTouch: true });
    const figure = page.locator(".plot").nth(2);
    const plot = figure.locator(".drawing > svg");
    await plot.scrollIntoViewIfNeeded();
    const radii = await plot.locator("[aria-label=dot] > *").count();
    expect(radii).toBeGreaterThan(30);
    expect(radii).toBeLessThan(164);
    expect(await figure.locator(".legend").textContent()).toMatch(/^Points at one place are one dot, its area their number: 1 to \d+$/);
    const { width = 0, height = 0 } = (await plot.boundingBox()) ?? {};
    expect(width - height).toBeLessThan(30);

    const tip = figure.locator(".tip");
    await plot.focus();
    await page.keyboard.press("ArrowRight");
    expect(await tip.textContent()).toMatch(/^\d+ pointsolympiad\/\d+.*…Correct, thinking0\.0 %Correct, panel0\.0 %$/);
    const readings: number[] = [];
    for (let i = 0; i < 5; i++) {
      await page.keyboard.press("ArrowUp");
      readings.push(Number(/panel([\d.]+) %$/.exec((await tip.textContent()) ?? "")?.[1]));
    }
    expect(readings).toEqual(readings.toSorted((a, b) => a - b));
    await page.keyboard.press("Escape");
    expect(await tip.isVisible()).toBe(false);

    await plot.hover({ position: { x: 70, y: 44 } });
    expect(await tip.isVisible()).toBe(false); // no panel without failures: nothing is near
    const dot = (await plot.locator("[aria-label=dot] > *").last().boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.touchscreen.tap(dot.x + dot.width / 2, dot.y + dot.height / 2);
    expect(await tip.isVisible()).toBe(true);
    await page.locator("h2").first().tap();
    expect(await tip.isVisible()).toBe(false);

    await figure.locator(".values > summary").click();
    await figure.getByLabel("Search").fill("olympiad/101");
    expect(await figure.locator("output").textContent()).toBe("1 of 164 rows");
    expect(await figure.locator(".values thead th").allTextContents()).toEqual(["Problem", "Correct, thinking", "Correct, panel"]);
  });

  it("draws estimates in rows under the names of their groups and reads them", async () => {
    const page = await open(demoDocument());
    const figure = page.locator(".plot").nth(1);
    const plot = figure.locator(".drawing > svg");
    await plot.waitFor();
    const written = await plot.locator("> text").allTextContents();
    expect(written.filter((text) => !text.includes("pp"))).toEqual(expect.arrayContaining(["panel − thinking", "k = 1", "k = 8", "k = 64", "base − thinking", "base − panel"]));
    expect(written).toContain("−28.5 pp [−34.1 pp, −22.8 pp]");
    expect(await plot.locator("> g > path[stroke='var(--page)']").count()).toBe(9);
    expect(await figure.locator(".legend").count()).toBe(0);
    const tip = figure.locator(".tip");
    await plot.focus();
    await page.keyboard.press("ArrowDown");
    expect(await tip.textContent()).toBe("k = 1panel − thinkingDifference of pass@k−28.5 pp [−34.1 pp, −22.8 pp]");
    await page.keyboard.press("ArrowDown");
    expect(await tip.textContent()).toMatch(/^k = 8panel − thinking/);
    const box = (await plot.boundingBox()) ?? { height: 0 };
    await plot.hover({ position: { x: 20, y: box.height - 60 } });
    expect(await tip.textContent()).toMatch(/^k = 64base − panel/);
    await page.setViewportSize({ width: 400, height: 900 });
    await page.waitForFunction(() => (document.querySelectorAll(".drawing > svg")[1]?.clientWidth ?? 999) < 400);
    expect((await plot.locator("> text").allTextContents()).some((text) => text.includes("pp"))).toBe(false);
  });

  it("reads a histogram bin by bin", async () => {
    const page = await open(demoDocument());
    const figure = page.locator(".plot").nth(3);
    const plot = figure.locator(".drawing > svg");
    const tip = figure.locator(".tip");
    await plot.focus();
    await page.keyboard.press("ArrowRight");
    expect(await tip.textContent()).toMatch(/^thinkingShare of correct samples0 % to 6\.25 %Problems\d+$/);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    expect(await tip.textContent()).toMatch(/^panelShare of correct samples6\.25 % to 12\.5 %Problems\d+$/);
    const { width = 0, height = 0 } = (await plot.boundingBox()) ?? {};
    await plot.hover({ position: { x: width - 22, y: height / 2 } });
    expect(await tip.textContent()).toMatch(/^baseShare of correct samples93\.75 % to 100 %Problems0$/);
  });

  it("sorts a detail table by click and by keyboard and says so", async () => {
    const page = await open(demoDocument());
    await page.locator(".detail:not(.values) > summary").click();
    const header = page.locator(".detail:not(.values) thead th").nth(2);
    const numbers = async (): Promise<number[]> => (await texts(page, ".detail:not(.values) tbody tr > :nth-child(3)")).map(Number);
    const before = await numbers();
    expect(await header.getAttribute("aria-sort")).toBeNull();
    await header.locator("button").click();
    expect(await header.getAttribute("aria-sort")).toBe("ascending");
    expect(await numbers()).toEqual(before.toSorted((a, b) => a - b));
    await header.locator("button").focus();
    await page.keyboard.press("Enter");
    expect(await header.getAttribute("aria-sort")).toBe("descending");
    expect(await numbers()).toEqual(before.toSorted((a, b) => b - a));
    await page.locator(".detail:not(.values) thead th").first().locator("button").click();
    expect(await header.getAttribute("aria-sort")).toBeNull();
    expect((await firstColumn(page)).slice(8, 11)).toEqual(["olympiad/9", "olympiad/10", "olympiad/11"]);
    await page.locator(".detail:not(.values) thead th").last().locator("button").click();
    expect((await texts(page, ".detail:not(.values) tbody tr > :last-child")).slice(-4)).toEqual(["–", "–", "–", "–"]);
  });

  it("finds rows, counts them, and copies those found in the order shown", async () => {
    const page = await open(demoDocument(), { permissions: ["clipboard-read", "clipboard-write"] });
    await page.locator(".detail:not(.values) > summary").click();
    const table = page.locator(".detail:not(.values)");
    expect(await table.locator("output").textContent()).toBe("164 of 164 rows");
    await table.getByLabel("Search").fill(" HMMT  d/10 ");
    expect(await table.locator("output").textContent()).toBe("3 of 164 rows");
    await table.locator("thead button").first().click();
    await table.locator("thead button").first().click();
    expect(await firstColumn(page)).toEqual(["olympiad/106", "olympiad/102", "olympiad/10"]);
    await table.getByText("Copy as CSV").click();
    await table.getByText("Copied").waitFor();
    const csv = await page.evaluate(() => navigator.clipboard.readText());
    expect(csv).toMatch(/^Problem,Source,thinking,panel,base,"panel, pass@8",panel − thinking\s+olympiad\/106,HMMT,\d+,\d+,\d+,[\d.]+,-?[\d.]+\s+olympiad\/102,HMMT/);
    await table.getByLabel("Search").fill("no such problem");
    expect(await firstColumn(page)).toEqual([]);
    await table.getByLabel("Search").fill("");
    expect(await firstColumn(page)).toHaveLength(164);
  });

  it("copies a short table as Markdown", async () => {
    const page = await open(demoDocument(), { permissions: ["clipboard-read", "clipboard-write"] });
    await page.locator("figure.table").first().getByText("Copy as Markdown").click();
    await page.getByText("Copied").first().waitFor();
    expect((await page.evaluate(() => navigator.clipboard.readText())).split(/\r?\n/)[2]).toBe("| 1 | 44.7 % [37.8 %, 51.8 %] | 16.2 % [13.9 %, 19.1 %] | 5.1 % [4.1 %, 6.8 %] |");
  });

  it("saves a figure as SVG with its colours written out", async () => {
    const page = await open(demoDocument());
    const downloading = page.waitForEvent("download");
    await page.getByText("Save as SVG").first().click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe("mean-pass-k-with-95-bands.svg");
    const svg = readFileSync(await download.path(), "utf8");
    expect(svg).toMatch(/^<svg[^>]* xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg).not.toContain("var(--");
    expect(svg).toMatch(/stroke="rgb\(/);
  });

  it("saves figures with hostile text as well-formed SVG", async () => {
    const page = await open(documentFullOf(hostileStrings.join(" ")));
    for (const figure of await page.locator(".plot").all()) {
      await figure.locator(".drawing > svg").focus();
      const downloading = page.waitForEvent("download");
      await figure.locator(".tools button").last().click();
      const svg = readFileSync(await (await downloading).path(), "utf8");
      expect(svg).not.toContain("var(--");
      expect(await page.evaluate((text) => new DOMParser().parseFromString(text, "image/svg+xml").documentElement.tagName, svg)).toBe("svg");
      expect(svg).not.toMatch(/<script|<img/);
    }
  });

  it("follows the system's theme until the button is used", async () => {
    const page = await open(demoDocument(), { colorScheme: "dark" });
    const background = (): Promise<string> => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const dark = await background();
    await page.getByRole("button", { name: "Light page" }).click();
    const light = await background();
    expect(light).not.toBe(dark);
    await page.getByRole("button", { name: "Dark page" }).click();
    expect(await background()).toBe(dark);
    await page.emulateMedia({ media: "print" });
    expect(await background()).toBe("rgb(255, 255, 255)");
  });

  it("can be walked by the tab key with a visible focus, the skip link first", async () => {
    const page = await open(demoDocument());
    await page.locator(".drawing > svg").first().waitFor();
    const stops: string[] = [];
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => {
        const { activeElement } = document;
        if (activeElement === null || activeElement === document.body) return "";
        return `${activeElement.tagName.toLowerCase()} ${getComputedStyle(activeElement).outlineStyle} ${activeElement.textContent.trim()}`;
      });
      if (stop === "") break;
      stops.push(stop);
    }
    expect(stops[0]).toBe("a solid Skip to the report");
    expect(stops.filter((stop) => !/^\w+ (solid|auto)/.test(stop))).toEqual([]);
    const names = stops.join("\n");
    for (const name of ["button solid Dark page", "a solid Comparisons", "svg solid", "summary solid Values", "button solid Copy as CSV", "summary solid Every problem"]) expect(names).toContain(name);
  });

  it.each([1280, 400])("never scrolls sideways at %i px; wide tables scroll inside themselves", async (width) => {
    const page = await open(demoDocument(), { viewport: { width, height: 900 } });
    await page.locator(".drawing > svg").nth(3).waitFor();
    for (const summary of await page.locator("summary").all()) await summary.click();
    expect(await scrollsSideways(page)).toBe(false);
    const escaping = await page.evaluate((edge) => Array.from(document.querySelectorAll("body *"), (element) => ({ element, right: element.getBoundingClientRect().right })).filter(({ element, right }) => right > edge + 1 && element.closest(".scroll, svg") === null).map(({ element }) => element.outerHTML.slice(0, 80)), width);
    expect(escaping).toEqual([]);
    expect(await page.locator(".scroll").evaluateAll((all) => all.some((element) => element.scrollWidth > element.clientWidth))).toBe(width === 400);
  });

  it("redraws figures to the width they have", async () => {
    const page = await open(demoDocument());
    const width = (): Promise<number> => page.locator(".drawing > svg").first().evaluate((svg) => svg.getBoundingClientRect().width);
    await page.locator(".drawing > svg").first().waitFor();
    expect(await width()).toBeGreaterThan(900);
    const legend = page.locator(".drawing").first().locator(".legend");
    expect(await legend.count()).toBe(0);
    await page.setViewportSize({ width: 400, height: 900 });
    await legend.waitFor();
    expect(await width()).toBe(368);
    expect(await legend.locator("> span").allTextContents()).toEqual(["thinking", "panel", "base", "thinking, bound", "panel, bound"]);
  });

  it("shows all its tables without a script", async () => {
    const page = await open(demoDocument(), { javaScriptEnabled: false });
    expect(await page.locator("noscript p").isVisible()).toBe(true);
    expect(await page.locator("figure.table table").first().isVisible()).toBe(true);
    expect(await page.locator("#problems").getByText("olympiad/1", { exact: true }).isVisible()).toBe(false);
    await page.locator(".detail:not(.values) > summary").click();
    expect(await page.locator("#problems").getByText("olympiad/1", { exact: true }).isVisible()).toBe(true);
    for (const summary of await page.locator(".values > summary").all()) await summary.click();
    expect(await page.locator(".values table").evaluateAll((all) => all.map((table) => table.checkVisibility()))).toEqual([true, true, true, true]);
    expect(await page.locator(".drawing > svg").count()).toBe(0);
    await page.setViewportSize({ width: 400, height: 900 });
    // Evaluation is part of the browser's protocol and works where the page's own scripts do not.
    expect(await scrollsSideways(page)).toBe(false);
  });

  it("draws what is barely a figure: one point, gaps, many lines, nothing at all", async () => {
    const axis = { label: "k", scale: "log" } as const;
    const series = (name: string, points: { x: number; y: number }[]) => ({ name, group: name, style: "solid" as const, points });
    const page = await open(
      documentOf(
        { type: "curves", caption: "one", x: axis, y: axis, series: [series("a", [{ x: 1, y: 0.5 }])] },
        { type: "curves", caption: "gaps", x: axis, y: { ...axis, scale: "linear" }, series: [series("a", [{ x: 1, y: NaN }, { x: 2, y: -3 }, { x: 4, y: 2 }]), series("never", [{ x: 1, y: NaN }])] },
        { type: "curves", caption: "zero", x: { ...axis, scale: "linear" }, y: axis, series: [series("a", [{ x: 0, y: 0 }, { x: 1, y: 0 }])] },
        { type: "curves", caption: "many", x: axis, y: axis, series: Array.from({ length: 40 }, (_, i) => series(`a solver with a long name ${i}`, [{ x: 1, y: i }, { x: 2, y: 0.5 }])) },
        { type: "curves", caption: "none", x: axis, y: axis, series: [] },
        { type: "histogram", caption: "none", x: axis, y: axis, edges: [0, 1], series: [] },
        { type: "scatter", caption: "none", x: axis, y: axis, series: [] },
        { type: "scatter", caption: "one", x: axis, y: axis, diagonal: true, series: [{ name: "a", points: [{ x: 3, y: 3, label: "p" }] }] },
        { type: "scatter", caption: "gaps", x: axis, y: { ...axis, points: true }, series: [{ name: "a", points: [{ x: NaN, y: 1, label: "p" }, { x: 0, y: -0.3, label: "q" }, { x: 1, y: Infinity, label: "r" }] }, { name: "b", points: [] }] },
        { type: "scatter", caption: "many", x: axis, y: { ...axis, scale: "linear" }, series: ["a", "b"].map((name) => ({ name, points: Array.from({ length: 2500 }, (_, i) => ({ x: 1.01 ** (i % 900), y: (i * 0.618) % 1, label: `p${i}` })) })) },
        { type: "scatter", caption: "paths", x: axis, y: axis, series: [{ name: "a", path: true, points: [{ x: NaN, y: 1, label: "p" }, { x: 1, y: 3, label: "first" }, { x: 2, y: 2, label: "x".repeat(300) }] }, { name: "b", path: true, points: [{ x: 1, y: 1, label: "alone" }] }] },
        { type: "dots", caption: "none", x: axis, rows: [] },
        { type: "dots", caption: "one", x: axis, reference: 1, rows: [{ label: "a", estimate: 1 }] },
        {
          type: "dots",
          caption: "gaps",
          x: axis,
          rows: [{ label: "a", estimate: NaN, low: 1, high: 2 }, { label: "b", group: "g", estimate: 2, low: -Infinity, high: Infinity }, { label: "c", estimate: 2, low: NaN, high: NaN }, { label: "d", group: "g", estimate: 4, low: 0, high: 8 }],
        },
        { type: "dots", caption: "zero", x: axis, reference: 1, rows: [{ label: "a", estimate: 0, low: -1, high: 1 }, { label: "b", estimate: 0 }] },
        { type: "histogram", caption: "log", x: axis, y: axis, edges: [1, 10, 100], series: Array.from({ length: 7 }, (_, i) => ({ name: `s${i}`, counts: [i, 0] })) },
      ),
    );
    await page.waitForFunction(() => document.querySelectorAll(".drawing > svg").length === 16);
    for (const plot of await page.locator(".drawing > svg").all()) {
      await plot.focus();
      for (const key of ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"]) await page.keyboard.press(key);
    }
    const drawn = await page.locator(".drawing > svg").evaluateAll((all) => all.map((svg) => svg.outerHTML));
    for (const svg of drawn) expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    const bounds = (figure: number): Promise<string[]> => page.locator(".plot").nth(figure).locator("tbody td").allTextContents();
    expect(await bounds(13)).toEqual(["–", "–", "g", "2 [−∞, ∞]", "–", "2 [–, –]", "g", "4 [0, 8]"]);
  });

  it("wraps or cuts labels and gives the whole in a title and in the box", async () => {
    const long = "a label of many words ".repeat(30).trim();
    const axis = { label: long, scale: "linear" } as const;
    const report = documentOf(
      { type: "dots", caption: "rows", x: axis, rows: [{ label: long, group: long, estimate: 1, low: 0, high: 2 }, { label: "x".repeat(300), group: `${long} b`, estimate: 2, low: 1, high: 3 }] },
      { type: "scatter", caption: "points", x: axis, y: axis, series: [{ name: long, points: [{ x: 1, y: 1, label: long }] }, { name: "b", points: [{ x: 2, y: 2, label: "x".repeat(300) }] }] },
      { type: "curves", caption: "curves", x: axis, y: axis, series: [{ name: long, group: long, style: "solid", points: [{ x: 1, y: 1 }, { x: 2, y: 2 }] }], marks: [{ x: 1.2, label: long }] },
      { type: "histogram", caption: "bins", x: axis, y: axis, edges: [0, 1, 2], series: [{ name: long, counts: [1, 2] }, { name: long, counts: [1, 2] }] },
    );
    for (const width of [1280, 400]) {
      const page = await open(report, { viewport: { width, height: 900 } });
      await page.waitForFunction(() => document.querySelectorAll(".drawing > svg").length === 4);
      for (const plot of await page.locator(".drawing > svg").all()) {
        await plot.focus();
        await page.keyboard.press("ArrowRight");
      }
      const outside = await page.evaluate((edge) => Array.from(document.querySelectorAll(".drawing *")).filter((element) => element.getBoundingClientRect().right > edge || element.getBoundingClientRect().left < 0).map((element) => element.outerHTML.slice(0, 200)), width);
      expect(outside).toEqual([]);
      expect(await scrollsSideways(page)).toBe(false);
      expect(await page.locator("title").evaluateAll((all) => all.map((title) => title.textContent))).toEqual(expect.arrayContaining([long, "x".repeat(300)]));
      expect(await page.locator(".tip strong").first().textContent()).toBe(long);
    }
  });

  it("tells twelve lines apart by colour and shape", async () => {
    const axis = { label: "k", scale: "linear" } as const;
    const series = Array.from({ length: 12 }, (_, s) => ({ name: `solver ${s}`, group: `solver ${s}`, style: "solid" as const, points: Array.from({ length: 40 }, (_, i) => ({ x: i + 1, y: s * i })) }));
    const page = await open(documentOf({ type: "curves", caption: "many", x: axis, y: axis, series }), { viewport: { width: 400, height: 900 } });
    await page.locator(".drawing > svg").waitFor();
    const looks = await page.locator(".legend path:last-child").evaluateAll((all) => all.map((path) => `${path.getAttribute("fill")} ${path.getAttribute("d")}`));
    expect(new Set(looks).size).toBe(12);
    expect(await page.locator(".drawing > svg [aria-label=dot]").count()).toBe(12);
  });

  it("shows every text in a table exactly as it was given", async () => {
    const strings = [...hostileStrings, ...fc.sample(anyString, { seed: 1, numRuns: 400 })];
    const table = (detail: boolean): Table => ({
      type: "table",
      caption: "Texts",
      detail,
      columns: [
        { name: "i", format: "integer" },
        { name: "text", format: "text" },
      ],
      rows: strings.map((text, i) => [i, text]),
    });
    const page = await open(documentOf(table(false), table(true)));
    const expected = strings.map(readBack);
    expect(await texts(page, "figure tbody td:nth-child(2)")).toEqual(expected);
    expect(await texts(page, ".detail tbody td:nth-child(2)")).toEqual(expected);
    expect(await page.evaluate(() => "hacked" in globalThis)).toBe(false);
  });

  it("is not harmed by hostile text wherever it stands", async () => {
    const all = hostileStrings.map(documentFullOf);
    const text = hostileStrings.join(" ");
    const page = await open({ ...documentFullOf(text), notices: all.flatMap(({ notices }) => notices), sections: all.map(({ sections }, i) => ({ ...sections[0], id: `s${i}` })) });
    await page.waitForFunction((figures) => document.querySelectorAll(".drawing > svg").length === figures, 4 * all.length);
    for (const selector of ["head > title", "h1", ".summary", "footer dd"]) expect(await texts(page, selector), selector).toEqual([readBack(text)]);
    for (const selector of ["h2[id]", "nav a", "section > p", "figure.table > figcaption", ".detail > summary > :first-child", "figure.table tbody tr:first-child > :nth-child(2)"]) {
      expect(await texts(page, selector), selector).toEqual(hostileStrings.map(readBack));
    }
    for (const plot of await page.locator(".drawing > svg").all()) {
      await plot.focus();
      await page.keyboard.press("ArrowRight");
    }
    for (const plot of (await page.locator(".drawing > svg").all()).slice(0, 10)) await plot.hover({ position: { x: 200, y: 100 } });
    expect(await page.evaluate(() => "hacked" in globalThis)).toBe(false);
    expect(await page.locator("img, iframe, object, embed, link:not([rel=icon])").count()).toBe(0);
    expect(await page.locator("script").count()).toBe(2);
    expect(await scrollsSideways(page)).toBe(false);
  });
});

/** HTML cannot hold NUL, UTF-8 no half of a surrogate pair. */
function readBack(text: string): string {
  return text.replaceAll("\0", "\ufffd").replaceAll(/\p{Surrogate}/gu, "\ufffd");
}
