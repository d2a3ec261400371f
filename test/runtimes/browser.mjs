/** The study in headless Chromium, bundled as an application would, on a page with a Content-Security-Policy of choice. */
import { existsSync } from "node:fs";
import { extname } from "node:path";
import { build } from "esbuild";
import { chromium } from "playwright-core";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const origin = "http://study.test";
const types = { "": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".wasm": "application/wasm" };

/** Why there is no browser here, or undefined. */
export const missingBrowser = existsSync(executablePath) ? undefined : `no browser at ${executablePath}; set CHROMIUM to the path of a Chromium`;

/**
 * Starts the browser.
 *
 * @param {ReadonlyMap<string, string | Buffer>} [site] Files by path, "/" the page, which puts `runStudy` on its window; dist bundled into one
 * script unless given.
 * @returns {Promise<{ version: string, run: (choice: string, policy?: string, names?: readonly string[]) => Promise<{ backend: string, digest: Record<string, string> }>, close: () => Promise<void> }>}
 * Its version; `run` opens a page of its own under a policy (none unless given), runs the study there.
 */
export async function startBrowser(site) {
  const files = site ?? (await siteOfDist());
  const browser = await chromium.launch({ executablePath, args: flags });
  return { version: browser.version(), run: (choice, policy, names) => runOnPage(browser, files, choice, policy, names), close: () => browser.close() };
}

async function siteOfDist() {
  const bundle = await build({
    stdin: { contents: 'import { runStudy } from "./study.mjs"; globalThis.runStudy = runStudy;', resolveDir: import.meta.dirname },
    bundle: true,
    format: "iife",
    target: "es2022",
    write: false,
    logLevel: "error",
  });
  return new Map([["/", '<!doctype html><title>study</title><script src="/study.js"></script>'], ["/study.js", bundle.outputFiles[0].text]]);
}

async function runOnPage(browser, files, choice, policy, names) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.route(`${origin}/**`, (route) => {
      const { pathname } = new URL(route.request().url());
      const body = files.get(pathname);
      if (body === undefined) return route.fulfill({ status: 404, body: "" });
      const headers = policy === undefined ? {} : { "content-security-policy": policy };
      return route.fulfill({ contentType: types[extname(pathname)] ?? "application/octet-stream", headers, body });
    });
    await page.goto(`${origin}/`);
    return await page.evaluate(([chosen, parts]) => globalThis.runStudy(chosen, parts), [choice, names]);
  } finally {
    await context.close();
  }
}
