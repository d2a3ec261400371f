/** The study in headless Chromium, bundled into one script as an application would, on a page with a Content-Security-Policy of choice. */
import { existsSync } from "node:fs";
import { build } from "esbuild";
import { chromium } from "playwright-core";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const origin = "http://study.test";

/** Why there is no browser here, or undefined. */
export const missingBrowser = existsSync(executablePath) ? undefined : `no browser at ${executablePath}; set CHROMIUM to the path of a Chromium`;

/**
 * Starts the browser.
 *
 * @returns {Promise<{ version: string, run: (choice: string, policy?: string, names?: readonly string[]) => Promise<{ backend: string, digest: Record<string, string> }>, close: () => Promise<void> }>}
 * Its version; `run` opens a page of its own under a policy (none unless given), runs the study there.
 */
export async function startBrowser() {
  const bundle = await build({
    stdin: { contents: 'import { runStudy } from "./study.mjs"; globalThis.runStudy = runStudy;', resolveDir: import.meta.dirname },
    bundle: true,
    format: "iife",
    target: "es2022",
    write: false,
    logLevel: "error",
  });
  const script = bundle.outputFiles[0].text;
  const browser = await chromium.launch({ executablePath, args: flags });
  return { version: browser.version(), run: (choice, policy, names) => runOnPage(browser, script, choice, policy, names), close: () => browser.close() };
}

async function runOnPage(browser, script, choice, policy, names) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.route(`${origin}/**`, (route) => {
      if (route.request().url().endsWith(".js")) return route.fulfill({ contentType: "text/javascript; charset=utf-8", body: script });
      const headers = policy === undefined ? {} : { "content-security-policy": policy };
      return route.fulfill({ contentType: "text/html; charset=utf-8", headers, body: '<!doctype html><title>study</title><script src="/study.js"></script>' });
    });
    await page.goto(`${origin}/`);
    return await page.evaluate(([chosen, parts]) => globalThis.runStudy(chosen, parts), [choice, names]);
  } finally {
    await context.close();
  }
}
