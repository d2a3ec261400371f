import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as library from "../../src/index.ts";
import * as special from "../../src/numeric/special/index.ts";
import { symmetricEigen } from "../../src/numeric/linalg/symmetricEigen.ts";
import { fUpperTail } from "../../src/numeric/special/fDistribution.ts";
import { areas } from "./comparisons.ts";
import { callsOf, fixedCells, marks, pagePath } from "./page.ts";

const page = readFileSync(pagePath, "utf8");
const tables = page.slice(page.indexOf(marks[0]), page.indexOf(marks[1])).split("\n");
const comparisons = areas.flatMap((area) => area.comparisons);

describe("docs/accuracy.md", () => {
  it.each(comparisons)("$test: $quantity is compared where the list says", (comparison) => {
    callsOf(comparison).forEach((calls, i) => expect(calls.length, comparison.calls[i]).toBeGreaterThan(0));
    for (const name of comparison.functions) expect({ ...library, ...special, fUpperTail, symmetricEigen }).toHaveProperty(name);
  });

  it("has the fields and rows of the list, in its order, with the tolerances that the tests have (else: npm run accuracy)", () => {
    expect(tables.filter((line) => line.startsWith("## "))).toEqual(areas.map(({ name }) => `## ${name}`));
    const rows = tables.filter((line) => /^\| (?!quantity)/.test(line));
    expect(rows.length).toBe(comparisons.length);
    comparisons.forEach((comparison, i) => {
      const { start, tolerances } = fixedCells(comparison);
      expect(rows[i].startsWith(start), `${rows[i]}\nshould begin\n${start}`).toBe(true);
      const allowed = rows[i].split(" | ").at(-1)!.replace(/ \|$/, "").split(", ");
      for (const tolerance of tolerances) expect(allowed, rows[i]).toContain(tolerance);
      if (!rows[i].includes("computed")) for (const one of allowed) expect(toleranceIsKnown(one, tolerances, comparison), rows[i]).toBe(true);
    });
  });
});

/** A tolerance on the page stands in the test; where some are computed there, others may stand on the page. */
function toleranceIsKnown(tolerance: string, known: readonly string[], comparison: (typeof comparisons)[number]): boolean {
  return known.includes(tolerance) || callsOf(comparison).flat().some((call) => call.tolerance === "");
}
