/**
 * Shoots report.png and ensembles.png from two reports that `npm run demo` writes.
 *
 * Run: node docs/images/reports.mjs; needs a Chromium, at CHROMIUM or /usr/bin/chromium.
 */
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--headless", "--no-sandbox", "--disable-gpu"] });
await shoot("report", "demo-report.html");
await shoot("ensembles", "demo-ensembles.html");
await browser.close();

/** The first section with a figure, down to its first table. */
async function shoot(name, report) {
  const page = await browser.newPage({ viewport: { width: 900, height: 1200 } });
  await page.goto(new URL(`../../${report}`, import.meta.url).href);
  const section = page.locator("section:has(.drawing)").first();
  await section.locator(".drawing > svg").first().waitFor();
  const { y } = await section.boundingBox();
  const end = await section.locator("figure.table").first().boundingBox();
  const top = Math.floor(y) - 16;
  const path = fileURLToPath(new URL(`${name}.png`, import.meta.url));
  await page.screenshot({ path, fullPage: true, clip: { x: 0, y: top, width: 900, height: Math.ceil(end.y + end.height) + 16 - top } });
}
