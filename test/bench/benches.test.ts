import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";

const folder = resolve(import.meta.dirname, "../../bench");
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".bench.mjs"));

describe("benches", () => {
  it.each(files)("%s runs one quick round on the built package", async (file) => {
    const { run } = (await import(/* @vite-ignore */ resolve(folder, file))) as { run: (options: { quick: boolean }) => Promise<{ name: string }[]> };
    const rows = await run({ quick: true });
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row.name).toEqual(expect.any(String));
  });
});
