import { describe, expect, it } from "vitest";
import { useBackend } from "../../src/kernels/backend.ts";
import { halfSquaredDistances } from "../../src/task2vec/halfSquaredDistances.ts";
import { numbers } from "../kernels/twins.ts";
import { expectWithin } from "../within.ts";

describe("halfSquaredDistances()", () => {
  it.each([[2, 5], [3, 300_000], [40, 13_001], [1100, 300]])("gives half the squared distances, the same bits from both backends: %i rows of %i", (m, d) => {
    const x = numbers(m * d, d);
    const [js, wasm] = (["js", "wasm"] as const).map((backend) => {
      useBackend(backend);
      return halfSquaredDistances(x, m, d);
    });
    useBackend("auto");
    for (let i = 0; i < m; i += 1 + Math.floor(m / 10)) {
      for (let j = i + 1; j < m; j += 1 + Math.floor(m / 20)) {
        let total = 0;
        for (let k = 0; k < d; k++) total += (x[i * d + k] - x[j * d + k]) ** 2;
        // Plain sums of 300,000 squares: 300,000 roundings of 1e-16, the signs of which differ.
        expectWithin(js[i * m + j], total / 2, { rel: 1e-12 });
      }
    }
    for (let i = 0; i < m; i++) for (let at = i * m + i + 1; at < (i + 1) * m; at++) if (js[at] !== wasm[at]) expect.fail(`entry ${at} is ${js[at]} and ${wasm[at]}`);
  });
});
