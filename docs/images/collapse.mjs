/**
 * Shoots the figures of docs/methods/collapse.md from collapse-report.html (node docs/examples/collapse.mjs writes it) into docs/images/collapse.
 *
 * Run: node docs/images/collapse.mjs; needs a Chromium, at CHROMIUM or /usr/bin/chromium.
 */
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

/** Section and number of the figure in it, by file. */
export const figures = {
  "bound": ["bound", 0],
  "bound-histogram": ["bound", 1],
  "classifier-norm": ["classifier", 0],
  "classifier-pass": ["classifier", 1],
  "classifier-histogram": ["classifier", 2],
  "classifier-terms": ["classifier", 3],
  "bandit-collapse": ["bandit", 0],
  "bandit-reinforce": ["bandit", 1],
  "bandit-grpo": ["bandit", 2],
  "bandit-bad-arm": ["bandit", 3],
  "kl": ["kl", 0],
  "decoding-temperature": ["decoding", 0],
  "decoding-optimal": ["decoding", 1],
  "decoding-min-p": ["decoding", 2],
  "decoding-real": ["decoding", 3],
  "interpolation-same": ["interpolation", 0],
  "interpolation-shifted": ["interpolation", 1],
  "interpolation-terms": ["interpolation", 2],
  "checkpoints-pass": ["checkpoints", 0],
  "checkpoints-training": ["checkpoints", 1],
  "checkpoints-histogram": ["checkpoints", 2],
  "checkpoints-diversity": ["checkpoints", 3],
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await shoot();

async function shoot() {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
  const page = await browser.newPage({ viewport: { width: 860, height: 1200 }, colorScheme: "light" });
  await page.goto(new URL("../../collapse-report.html", import.meta.url).href);
  for (const [name, [section, index]] of Object.entries(figures)) {
    const plot = page.locator(`#${section} figure.plot`).nth(index);
    if ((await plot.count()) === 0) console.log(`${name}: not in the report (are the data there?)`);
    else await plot.locator(".drawing").screenshot({ path: fileURLToPath(new URL(`collapse/${name}.png`, import.meta.url)) });
  }
  await browser.close();
}
