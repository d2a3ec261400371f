/**
 * docs/examples/dashboard as its reader would have it: built by Vite against the packed package, served from a folder, used in Chromium. Real data
 * are looked for in ../shared/data (or DIVLAB_DATA), and the tests say so when they are skipped.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { attachEmbeddings, countsByProblem, filterRollouts, joinRollouts, readEmbeddings, readRollouts, type RolloutsFile } from "@divlab/core/data";
import { describe as describeResult, describeDiversity, documentToHtml, type ReportContext, type ReportDocument } from "@divlab/core/report";
import { compareArms, diversityStudy, pruningStudy, samplingStudy, splitSolvers } from "@divlab/core/study";
import { type Browser, type BrowserContextOptions, chromium, type FrameLocator, type Locator, type Page, type Worker } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { hostileStrings } from "../report/hostileStrings.ts";
import { packedProject } from "../package/packed.ts";

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const root = resolve(import.meta.dirname, "../..");
const examples = join(root, "docs/examples");
const data = process.env["DIVLAB_DATA"] ?? resolve(root, "../shared/data");
const hasData = existsSync(join(data, "tot-game24"));

const present = existsSync(executablePath);
if (!present) process.stderr.write(`test/browser: skipped, no browser at ${executablePath}; set CHROMIUM to the path of a Chromium\n`);

describe.skipIf(!present)("the dashboard", () => {
  const folder = mkdtempSync(join(tmpdir(), "divlab-dashboard-"));
  let browser: Browser;
  let server: Server;
  let address = "";
  /** What the page may not cause: console messages, script errors, requests other than for its own files. */
  let faults: string[] = [];

  beforeAll(async () => {
    build(folder);
    server = serve(folder);
    await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    browser = await chromium.launch({ executablePath, args: flags });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    const found = faults;
    faults = [];
    expect(found).toEqual([]);
  });

  async function open(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    page.on("console", (message) => faults.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(address) && !url.startsWith("data:") && !url.startsWith(`blob:${address}`)) faults.push(`request: ${url}`);
    });
    await page.goto(address);
    return page;
  }

  const drop = (page: Page, ...files: { readonly name: string; readonly content: string | Buffer }[]): Promise<void> =>
    page.locator("#file").setInputFiles(files.map(({ name, content }) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from(content) })));
  const example = (name: string): { name: string; content: Buffer } => ({ name, content: readFileSync(join(examples, name)) });
  const show = (page: Page, tab: string): Promise<void> => page.getByRole("tab", { name: tab, exact: true }).click();
  /** Waits until the page rests, showing a report of that title. */
  async function report(page: Page, title: string | RegExp): Promise<FrameLocator> {
    await page.waitForFunction(() => document.querySelector("#panel[aria-busy]") === null && (document.querySelector("#progress") as HTMLElement).hidden);
    const frame = page.frameLocator("#panel iframe");
    await frame.getByRole("heading", { level: 1, name: title }).waitFor({ timeout: 20_000 });
    return frame;
  }
  async function saved(page: Page, button: string): Promise<string> {
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: button, exact: true }).click();
    return readFileSync(await (await downloading).path(), "utf8");
  }
  async function workerOf(page: Page): Promise<Worker> {
    await eventually(() => page.workers().length).toBe(1);
    return page.workers()[0];
  }
  /**
   * The longest task on the page's own thread while something is done, in milliseconds of that thread's processor time: what the page takes, not
   * what a busy machine takes from it.
   */
  async function longestTask(page: Page, act: () => Promise<void>): Promise<number> {
    await browser.startTracing(page, { categories: ["toplevel", "disabled-by-default-devtools.timeline"] });
    await act();
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
    const frames = traceEvents.find(({ name }) => name === "TracingStartedInBrowser")?.args.data?.frames ?? [];
    const pid = frames.find(({ url }) => url === address)?.processId;
    const main = traceEvents.find((event) => event.pid === pid && event.name === "thread_name" && event.args.name === "CrRendererMain");
    const tasks = traceEvents.filter((event) => event.pid === pid && event.tid === main?.tid && event.tdur !== undefined).map(({ tdur = 0 }) => tdur / 1000);
    expect(tasks.length).toBeGreaterThan(0);
    return Math.max(...tasks);
  }

  it("has no network: neither the page nor its worker can fetch; WebAssembly runs in the worker", async () => {
    const page = await open();
    const worker = await workerOf(page);
    const fetching = (url: string): Promise<string> => fetch(url).then(() => "fetched", () => "refused");
    expect([await page.evaluate(fetching, `${address}index.html`), await worker.evaluate(fetching, `${address}index.html`)]).toEqual(["refused", "refused"]);
    expect(faults.splice(0).filter((fault) => !/Content Security Policy|violates the document's/.test(fault))).toEqual([]);
    expect(await worker.evaluate(() => WebAssembly.validate(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)) && new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)) instanceof WebAssembly.Module)).toBe(true);
  });

  it("shows and saves the report that the library makes of the file", async () => {
    const page = await open();
    await drop(page, example("rollouts.jsonl"));
    const frame = await report(page, /^Repeated sampling/);
    const file = await readRollouts(new File([readFileSync(join(examples, "rollouts.jsonl"))], "rollouts.jsonl"));
    const expected = describeResult(samplingStudy(file.rollouts, { rng: "0" }), contextOf("all rows", [file]));
    expect(await saved(page, "Save report")).toBe(documentToHtml(expected));
    expect(await saved(page, "Save Markdown")).toContain("| k |");
    await frame.locator(".drawing > svg").first().waitFor();
    const cells = await frame.locator("figure.table").first().locator("tbody tr").allTextContents();
    expect(cells.length).toBe(tableRows(expected));
    expect(await page.locator(".card").textContent()).toContain("1,920 sampled answers (jsonl)");
    // The report's own theme button and the page's would contradict one another.
    expect(await frame.getByRole("button", { name: /Dark page|Light page/ }).count()).toBe(0);
    await frame.locator("nav a").last().click();
    expect(await frame.locator("section:focus h2").textContent()).toBe("Methods");
    const downloading = page.waitForEvent("download");
    await frame.getByRole("button", { name: "Save as CSV" }).first().click();
    expect(readFileSync(await (await downloading).path(), "utf8").split("\r\n").length).toBe(cells.length + 2);
    const picture = page.waitForEvent("download");
    await frame.getByRole("button", { name: "Save as SVG" }).first().click();
    expect((await picture).suggestedFilename()).toMatch(/\.svg$/);
  });

  it("compares two files with their embeddings, filtered, grouped, and by values of a column", async () => {
    const page = await open();
    const names = ["panel.jsonl", "thinking.jsonl", "thinking.safetensors", "panel.npy"];
    await drop(page, ...names.map(example));
    await show(page, "Comparison");
    await report(page, /against/);
    const files = await Promise.all(names.slice(0, 2).map((name) => readRollouts(new File([readFileSync(join(examples, name))], name), { text: true })));
    const embeddings = await Promise.all(names.slice(2).map((name) => readEmbeddings(new File([readFileSync(join(examples, name))], name))));
    const rollouts = joinRollouts(files.map(({ file, rollouts }, i) => ({ name: file, rollouts: attachEmbeddings(rollouts, embeddings[1 - i]) })));
    const context = (words: string): ReportContext => ({ ...contextOf(words, files), embeddings });
    await page.getByText("source all 2").click();
    await page.getByRole("group", { name: "Rows by source" }).getByText("olympiad-like").click();
    await page.getByLabel("Group by").selectOption("level");
    await report(page, /against/);
    const { source } = rollouts.extra;
    if (source instanceof Float64Array) throw new TypeError("source must be labels");
    const some = filterRollouts(rollouts, (row) => source.levels[source.codes[row]] === "olympiad-like");
    const html = documentToHtml(describeResult(compareArms(some, { rng: "0", by: "level" }), context("rows whose source is olympiad-like; by level")));
    await eventually(() => saved(page, "Save report")).toBe(html);

    await page.getByLabel("Group by").selectOption("nothing");
    await page.getByLabel("Solvers").selectOption("level");
    await show(page, "Diversity");
    const frame = await report(page, "Diversity of samples");
    const levels = splitSolvers(some, "level");
    expect(await frame.locator(".summary").textContent()).toBe(describeDiversity(diversityStudy(levels)).summary);

    await page.getByLabel("Solvers").selectOption("as named");
    await show(page, "Pruning");
    await report(page, /[Pp]run/);
    await eventually(() => saved(page, "Save report")).toBe(documentToHtml(describeResult(pruningStudy(some, { rng: "0" }), context("rows whose source is olympiad-like"))));
  });

  it("shows all its examples", async () => {
    const page = await open();
    const titles = [/^Repeated sampling/, /against/, "Diversity and improvement of ensembles", "Checkpoints"];
    for (const [i, title] of titles.entries()) {
      if (i > 0) await page.reload();
      await page.locator(".examples button").nth(i).click();
      const frame = await report(page, title);
      await frame.locator(".drawing > svg").first().waitFor();
      expect(await page.locator(".card .fault").count()).toBe(0);
      if (i === 2) expect(await frame.locator("#power").isVisible()).toBe(true);
    }
  });

  it("shows hostile text as text: in names, answers, samples and errors", async () => {
    const page = await open();
    const names = hostileStrings.filter((text) => text.trim() !== "" && !/\p{Surrogate}|\0/u.test(text));
    const rows = names.flatMap((text) => [0, 1].map((sample) => JSON.stringify({ problem: text, model: text, sample, correct: sample === 0, answer: text, text, [text]: text.length % 2 === 0 })));
    await drop(page, { name: `<img src=x onerror="hacked=1">.jsonl`, content: rows.join("\n") }, { name: "<b>bad</b>.jsonl", content: names.map((text) => JSON.stringify({ nonsense: text })).join("\n") });
    await report(page, /Repeated sampling/);
    await show(page, "Problems");
    await page.locator("tbody tr").first().waitFor();
    expect((await page.locator("tbody button").allTextContents()).toSorted()).toEqual(names.toSorted());
    for (const text of [names[0], names[4]]) {
      await page.locator("tbody button").nth((await page.locator("tbody button").allTextContents()).indexOf(text)).click();
      const dialog = page.getByRole("dialog");
      expect(await dialog.locator("h2").textContent()).toBe(text);
      expect(await dialog.locator("pre").allTextContents()).toEqual([text, text]);
      expect(await dialog.locator("dd").first().textContent()).toBe(text);
      await page.keyboard.press("Escape");
    }
    expect(await page.locator("img, object, embed, svg, #panel script").count()).toBe(0);
    for (const frame of page.frames()) expect(await frame.evaluate(() => "hacked" in globalThis)).toBe(false);
  });

  it("counts as the library counts, sorts, searches and opens the samples of a problem", async () => {
    const page = await open();
    await drop(page, example("panel.jsonl"));
    await show(page, "Problems");
    await page.locator("tbody tr").first().waitFor();
    const { rollouts } = await readRollouts({ text: readFileSync(join(examples, "panel.jsonl"), "utf8") });
    const [{ problem, n, c }] = countsByProblem(rollouts);
    const shown = await page.locator("tbody tr").evaluateAll((all) => all.map((row) => [0, 2, 3].map((i) => row.children[i].textContent)));
    expect(shown).toEqual(problem.map((name, i) => [name, `${n[i]}`, `${c[i]}`]));
    await page.getByRole("button", { name: "Correct" }).click();
    const sorted = async (): Promise<number[]> => (await page.locator("tbody tr td:nth-child(4)").allTextContents()).map(Number);
    await eventually(sorted).toEqual(Array.from(c).sort((a, b) => a - b));
    await page.getByLabel("Search").fill("arms-07");
    await eventually(() => page.locator("tbody tr").count()).toBe(1);
    await page.getByRole("button", { name: "arms-07" }).click();
    const dialog = page.getByRole("dialog", { name: "arms-07" });
    await dialog.locator("li").nth(7).waitFor();
    expect(await dialog.locator("li").count()).toBe(8);
    expect(await dialog.locator("li .wrong").count()).toBe(8 - c[problem.indexOf("arms-07")]);
    const csv = await dialog.getByRole("button", { name: "Close" }).click().then(() => saved(page, "Save as CSV"));
    const tokens = Array.from(rollouts.tokens ?? []).slice(0, 8);
    expect(csv.split("\r\n")[1]).toBe(`arms-01,panel (simulated),8,8,5,0.625,4,162,${tokens.reduce((sum, value) => sum + value, 0) / 8}`);
  });

  it("loses nothing when a second file is bad, and says what is wrong and what to do", async () => {
    const page = await open();
    await drop(page, example("panel.jsonl"));
    await report(page, /Repeated sampling/);
    await drop(page, { name: "broken.jsonl", content: '{"problem": "p1", "correct": true}\n{"problem": "p1", "correct": "perhaps"}\n{"problem": "p1", "correct": false}\n' });
    const fault = page.getByRole("alert");
    expect(await fault.textContent()).toMatch(/^broken\.jsonl:2: `correct`: expected/);
    expect(await (await report(page, /Repeated sampling/)).locator(".summary").textContent()).toContain("328 sampled answers");
    await page.getByRole("button", { name: "Leave bad rows out" }).click();
    await page.getByText("1 row left out").click();
    expect(await page.getByText(/^line 2: correct: expected/).isVisible()).toBe(true);
    await eventually(async () => (await report(page, /Repeated sampling/)).locator(".summary").textContent()).toContain("330 sampled answers");
    await page.getByRole("button", { name: "Remove broken.jsonl" }).click();
    await eventually(async () => (await report(page, /Repeated sampling/)).locator(".summary").textContent()).toContain("328 sampled answers");

    await drop(page, { name: "other.csv", content: "qid,ok\nq1,1\nq1,0\nq2,1\n" });
    await page.getByText("Say which column is which").click();
    await page.locator("#files").getByLabel("problem").last().fill("qid");
    await page.locator("#files").getByLabel("correct").last().fill("ok");
    await page.getByRole("button", { name: "Read again" }).last().click();
    await eventually(async () => (await report(page, /Repeated sampling/)).locator(".summary").textContent()).toContain("331 sampled answers");
  });

  it("loses no file that comes while another is read, and tells files of one name apart", async () => {
    const page = await open();
    const [first, second] = ["panel.jsonl", "thinking.jsonl"].map((name) => readFileSync(join(examples, name), "utf8").replaceAll(/"model":"[^"]*",/g, ""));
    await drop(page, { name: "samples.jsonl", content: first });
    await drop(page, { name: "samples.jsonl", content: second });
    await page.getByRole("tab", { name: "Comparison" }).click();
    await report(page, "samples: samples against samples (2): samples");
    expect(await page.locator(".card").count()).toBe(2);
  });

  it("reads Parquet and the logs of other tools", async () => {
    const page = await open();
    const fixtures = ["parquet/rollouts.parquet", "inspect/arithmetic_zstd.eval", "lm-eval/samples_gsm8k_cot_self_consistency_2026-08-21T19-56-54.123456.jsonl"];
    await page.locator("#file").setInputFiles(fixtures.map((path) => join(root, "test/fixtures", path)));
    await eventually(() => page.locator(".card").allTextContents()).toEqual([expect.stringContaining("(parquet)"), expect.stringContaining("(inspect"), expect.stringContaining("filter")]);
    await page.locator(".card").nth(2).getByText("Say which column is which").click();
    await page.locator(".card").nth(2).getByLabel("filter").fill("maj@4");
    await page.locator(".card").nth(2).getByRole("button", { name: "Read again" }).click();
    await eventually(() => page.locator(".card").nth(2).textContent()).toContain("(lm-eval");
  });

  it("stays awake and can be stopped while a file of 200,000 rows is read and studied", async () => {
    const page = await open();
    const path = join(folder, "many.jsonl.gz");
    writeFileSync(path, manyRows(200_000));
    const longest = await longestTask(page, async () => {
      // By its path: playwright would hand a content over on the page's own thread.
      await page.locator("#file").setInputFiles(path);
      await page.locator("#progress progress[value]").waitFor();
      await report(page, /Repeated sampling/);
      await show(page, "Problems");
      await page.locator("tbody tr").nth(99).waitFor();
      await page.getByLabel("Search").fill("problem-99");
      await eventually(() => page.locator("output").textContent()).toBe("1–100 of 111 found, 12,500 in all");
      await show(page, "Diversity");
      await page.getByRole("button", { name: "Cancel" }).click();
      await page.getByText("Cancelled; files and settings are as they were.").waitFor();
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Compute it");
      await show(page, "pass@k");
      await report(page, /Repeated sampling/);
    });
    expect(longest).toBeLessThan(100);
    const busy = (): void => {
      const end = performance.now() + 1000;
      while (performance.now() < end);
    };
    expect(await longestTask(page, () => page.evaluate(busy))).toBeGreaterThan(100);
  });

  it("goes on after a worker that would not stop was replaced", async () => {
    const page = await open();
    const path = join(folder, "more.jsonl.gz");
    writeFileSync(path, manyRows(20_000));
    await page.locator("#file").setInputFiles(path);
    await report(page, /Repeated sampling/);
    const worker = await workerOf(page);
    // Whatever it is asked next, the worker does not look up any more.
    await worker.evaluate(() => {
      addEventListener("message", () => {
        const end = performance.now() + 60_000;
        while (performance.now() < end);
      });
    });
    await show(page, "Diversity");
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("Cancelled; files and settings are as they were.").waitFor();
    await eventually(() => page.workers().some((other) => other !== worker)).toBe(true);
    // The new worker reads the files first, however soon it is asked.
    await show(page, "Problems");
    await page.locator("tbody tr").nth(99).waitFor();
  });

  it("answers what was asked after work that would not stop", async () => {
    const page = await open();
    await drop(page, example("panel.jsonl"));
    await report(page, /Repeated sampling/);
    const worker = await workerOf(page);
    void worker.evaluate(() => setTimeout(() => {
      while (performance.now() < Infinity);
    }));
    await show(page, "Diversity");
    await show(page, "Pruning");
    await report(page, /[Pp]run/);
    await eventually(() => page.workers().some((other) => other !== worker)).toBe(true);
  });

  it("can be used by keyboard alone", async () => {
    const page = await open();
    const focus = (): Promise<string> => page.evaluate(() => `${document.activeElement?.tagName.toLowerCase()} ${document.activeElement?.id || document.activeElement?.textContent?.trim()}`);
    const press = async (...keys: string[]): Promise<string> => {
      for (const key of keys) await page.keyboard.press(key);
      return focus();
    };
    expect(await press("Tab")).toBe("a Skip to the results");
    expect(await press("Tab")).toBe("button theme");
    expect(await press("Tab")).toBe("input file");
    expect(await page.locator(".drop").evaluate((label) => getComputedStyle(label).outlineStyle)).toBe("solid");
    await press("Tab", "Tab", "Enter");
    await report(page, /against/);
    expect(await focus()).toBe("div panel");
    await page.getByRole("tab", { name: "Comparison" }).focus();
    expect(await press("ArrowRight")).toBe("button tab-diversity");
    expect(await page.getByRole("tab", { selected: true }).textContent()).toBe("Comparison");
    expect(await press("End")).toBe("button tab-problems");
    await press("Enter");
    await page.locator("tbody tr").first().waitFor();
    await page.locator("tbody button").nth(2).focus();
    await press("Enter");
    await page.getByRole("dialog", { name: "arms-02" }).waitFor();
    expect(await focus()).toBe("button Close");
    expect(await press("Escape")).toBe("button arms-02");
  });

  it("names every control, and every text is readable on its ground, light and dark", async () => {
    const page = await open({ colorScheme: null, reducedMotion: "reduce" });
    const look = async (): Promise<void> => {
      expect(await page.evaluate(unnamed)).toEqual([]);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await page.evaluate(faint)).toEqual([]);
      }
    };
    await look();
    await drop(page, example("panel.jsonl"), { name: "broken.jsonl", content: '{"problem": 1}\n{"problem": []}' });
    await page.getByRole("alert").waitFor();
    await report(page, /Repeated sampling/);
    for (const summary of await page.locator("aside summary").all()) await summary.click();
    await look();
    await show(page, "Checkpoints");
    await page.locator("#panel").getByText("Checkpoints need the position in training").waitFor();
    await look();
    await show(page, "Problems");
    await page.locator("tbody button").first().click();
    await page.getByRole("dialog").waitFor();
    await look();
  });

  it("goes from light to dark with its report, by the button and by the system", async () => {
    const page = await open({ colorScheme: null });
    await drop(page, example("panel.jsonl"));
    const frame = await report(page, /Repeated sampling/);
    const grounds = async (): Promise<string[]> => [
      await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor),
      await frame.locator("html").evaluate((html) => getComputedStyle(html).backgroundColor),
    ];
    const light = ["rgb(253, 253, 251)", "rgb(253, 253, 251)"];
    const dark = ["rgb(21, 24, 27)", "rgb(21, 24, 27)"];
    expect(await grounds()).toEqual(light);
    await page.getByRole("button", { name: "Dark page" }).click();
    await eventually(grounds).toEqual(dark);
    await page.getByRole("button", { name: "Light page" }).click();
    await eventually(grounds).toEqual(light);
  });

  it("never scrolls sideways at 1280 px, 1000 px and 400 px", async () => {
    const page = await open();
    const root = page.locator("html");
    const neverSideways = async (...pages: Locator[]): Promise<void> => {
      for (const width of [1280, 1000, 400]) {
        await page.setViewportSize({ width, height: 850 });
        for (const one of pages) await eventually(() => one.evaluate((html) => html.scrollWidth > html.clientWidth)).toBe(false);
      }
    };
    await neverSideways(root);
    await page.locator(".examples button").nth(1).click();
    const frame = await report(page, /against/);
    await neverSideways(root, frame.locator("html"));
    await show(page, "Problems");
    await page.locator("tbody tr").first().waitFor();
    await neverSideways(root);
    await page.locator("tbody button").first().click();
    await page.getByRole("dialog").waitFor();
    await neverSideways(root);
  });

  it("counts samples that nobody scored, shows no column without values, and says what an analysis lacks", async () => {
    const page = await open();
    await drop(page, { name: "texts.jsonl", content: '{"problem":"p1","answer":"a"}\n{"problem":"p1","answer":"b"}\n' });
    await report(page, /Repeated sampling/);
    await show(page, "Problems");
    await page.locator("tbody tr").first().waitFor();
    const visible = (cells: Locator): Promise<string[]> => cells.filter({ visible: true }).allTextContents();
    expect([await visible(page.locator("thead th")), await visible(page.locator("tbody tr > *"))]).toEqual([
      ["Problem", "Solver", "Samples", "Answers", "Top answer"],
      ["p1", "texts", "2", "2", "a"],
    ]);
    await page.locator("tbody button").click();
    expect(await page.locator("dialog .hint").first().textContent()).toBe("texts: 2 samples, none scored");
    await page.keyboard.press("Escape");
    await show(page, "Comparison");
    await page.locator("#panel").getByText("A comparison needs two solvers or more").waitFor();
    expect(await page.locator("#live").textContent()).toContain("Cannot compare arms: there must be at least two solvers");
  });

  it("says cancelled of nothing that the reader did not cancel", async () => {
    const page = await open();
    await drop(page, example("panel.jsonl"));
    await report(page, /Repeated sampling/);
    const worker = await workerOf(page);
    // What is asked next takes a while, and is overtaken twice: by settings whose report is known, and by another file.
    const hold = (): void => {
      const end = performance.now() + 500;
      while (performance.now() < end);
    };
    await page.evaluate(() => {
      document.body.dataset["messages"] = "";
      new MutationObserver(() => {
        document.body.dataset["messages"] += document.querySelector("#panel .message")?.textContent ?? "";
      }).observe(document.querySelector("#panel") as Element, { childList: true });
    });
    for (const seed of ["1", "0"]) {
      void worker.evaluate(hold);
      await page.getByLabel("Seed").fill(seed);
      await page.getByLabel("Seed").press("Enter");
    }
    await report(page, /Repeated sampling/);
    void worker.evaluate(hold);
    await page.getByLabel("Seed").fill("2");
    await page.getByLabel("Seed").press("Enter");
    await drop(page, example("thinking.jsonl"));
    await eventually(async () => (await report(page, /Repeated sampling/)).locator(".summary").textContent()).toContain("656 sampled answers");
    expect(await page.evaluate(() => document.body.dataset["messages"])).toBe("");
  });

  it("can be built from its folder alone, then without examples", async () => {
    build(join(folder, "alone"), false);
    const page = await open();
    await page.goto(`${address}alone/index.html`);
    await page.getByRole("heading", { level: 2 }).waitFor();
    expect(await page.locator(".examples").count()).toBe(0);
    await drop(page, example("panel.jsonl"));
    await report(page, /Repeated sampling/);
  });

  describe.skipIf(!hasData)(`with real data${hasData ? "" : " (SKIPPED: ../shared/data is not here)"}`, () => {
    it.each([
      ["tot-game24", "Comparison", /against/],
      ["humaneval-codegen", "pass@k", /Repeated sampling/],
      ["cwe-embeddings", "Diversity", "Diversity of samples"],
    ] as const)("%s", async (set, tab, title) => {
      const page = await open();
      const name = "samples.jsonl.gz";
      await drop(page, { name, content: readFileSync(join(data, set, name)) });
      await show(page, tab);
      const frame = await report(page, title);
      await frame.locator(".drawing > svg").first().waitFor();
      const file = await readRollouts(new File([readFileSync(join(data, set, name))], name), { text: true, embedding: true, solver: "samples" });
      const study = tab === "Comparison" ? compareArms(file.rollouts, { rng: "0" }) : tab === "pass@k" ? samplingStudy(file.rollouts, { rng: "0" }) : undefined;
      if (study !== undefined) expect(await saved(page, "Save report")).toBe(documentToHtml(describeResult(study, contextOf("all rows", [file]))));
      else expect(await frame.locator(".summary").textContent()).toBe(describeDiversity(diversityStudy(file.rollouts)).summary);
    });
  });
});

/** What is read of an entry of Chromium's trace; times in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Processor time of the thread. */
  readonly tdur?: number;
  readonly args: { readonly name?: string; readonly data?: { readonly frames?: readonly { readonly url: string; readonly processId: number }[] } };
}

/** Expects of a value that is read again and again until it is as expected; a busy machine takes its time. */
function eventually<Value>(read: () => Value | Promise<Value>): ReturnType<typeof expect.poll<Value>> {
  return expect.poll(read, { timeout: 15_000 });
}

/** Builds the dashboard in a project that has the packed package and nothing else. */
function build(outDir: string, withExamples = true): void {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(examples, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(examples.length + 1);
    const isOwn = path.startsWith("dashboard/") && !/node_modules|dashboard\/dist/.test(path);
    const isData = withExamples && !path.includes("/") && /\.(jsonl|csv|npy|safetensors)$/.test(path);
    if (entry.isFile() && (isOwn || isData)) files[`examples/${path}`] = readFileSync(join(examples, path)) as unknown as string;
  }
  const { folder } = packedProject(files);
  const vite = join(root, "node_modules/vite/bin/vite.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [vite, "build", "--outDir", outDir, "--emptyOutDir", "--logLevel", "error"], { cwd: join(folder, "examples/dashboard"), encoding: "utf8", env: { ...process.env, NODE_ENV: "production" } });
  if (status !== 0) throw new Error(`vite build: ${stdout}${stderr}`);
}

const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

function serve(folder: string): Server {
  return createServer(({ url = "/" }, response) => {
    const path = join(folder, url === "/" ? "index.html" : url);
    if (!path.startsWith(folder) || !existsSync(path)) return response.writeHead(404).end();
    return response.writeHead(200, { "content-type": types[extname(path)] ?? "application/octet-stream" }).end(readFileSync(path));
  });
}

function contextOf(words: string, files: readonly RolloutsFile[]): ReportContext {
  return { command: `dashboard: ${words}`, seed: "0", files };
}

function tableRows({ sections }: ReportDocument): number {
  const table = sections.flatMap(({ blocks }) => blocks).find((block) => block.type === "table" && block.detail !== true);
  return table?.type === "table" ? table.rows.length : 0;
}

/** Rows of problems with 16 samples each, by arithmetic, packed. */
function manyRows(length: number): Buffer {
  const lines = Array.from({ length }, (_, row) => {
    const problem = Math.floor(row / 16);
    const mixed = (row * 7919) % 1009;
    return `{"problem":"problem-${problem}","sample":${row % 16},"correct":${mixed < (problem % 1009)},"answer":"${mixed % 6}","tokens":${mixed},"text":"word word word ${mixed}"}`;
  });
  return gzipSync(lines.join("\n"), { level: 1 });
}

/** Controls without a name, in the page. */
function unnamed(): string[] {
  const controls = document.querySelectorAll<HTMLInputElement>("button, input, select, iframe, dialog, progress, [role=tablist], [role=tabpanel], [tabindex]");
  const nameOf = (element: HTMLElement): string =>
    element.getAttribute("aria-label") ??
    document.getElementById(element.getAttribute("aria-labelledby") ?? "")?.textContent ??
    ("labels" in element && (element as HTMLInputElement).labels?.length ? (element as HTMLInputElement).labels?.[0].textContent : null) ??
    (element.title || (["BUTTON", "SUMMARY"].includes(element.tagName) ? element.textContent : ""));
  return Array.from(controls).filter((element) => element.checkVisibility() && element.tagName !== "MAIN" && nameOf(element).trim() === "").map((element) => element.outerHTML.slice(0, 120));
}

/** Texts with a contrast under 4.5, in the page. */
function faint(): string[] {
  const numbers = (color: string): number[] => {
    const found = (color.match(/[\d.]+/g) ?? []).map(Number);
    return color.startsWith("color(") ? [...found.slice(0, 3).map((value) => 255 * value), found[3] ?? 1] : [...found.slice(0, 3), found[3] ?? 1];
  };
  const luminance = (color: readonly number[]): number =>
    [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => {
      const share = color[i] / 255;
      return sum + weight * (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4);
    }, 0);
  const groundOf = (element: Element | null): number[] => {
    if (element === null) return [255, 255, 255, 1];
    const own = numbers(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own : groundOf(element.parentElement);
  };
  const modal = document.querySelector("dialog[open]");
  return Array.from((modal ?? document.body).querySelectorAll<HTMLElement>("*"))
    .filter((element) => element.checkVisibility() && Array.from(element.childNodes).some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== "") && !element.matches(":disabled, option, noscript"))
    .flatMap((element) => {
      const [a, b] = [luminance(numbers(getComputedStyle(element).color)), luminance(groundOf(element))];
      const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      return contrast < 4.5 ? [`${contrast.toFixed(2)}: ${element.outerHTML.slice(0, 100)}`] : [];
    });
}
