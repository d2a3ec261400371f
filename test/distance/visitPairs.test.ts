import { expect, it } from "vitest";
import { visitPairs } from "../../src/distance/visitPairs.ts";

it("visitPairs() hands over every pair once, with its distance, also over several blocks on both sides", () => {
  const n = 1100;
  const data = Float64Array.from({ length: n }, (_, i) => (i * i) % 1009);
  const visited = new Uint8Array(n * n);
  visitPairs("test", { data, shape: [n, 1] }, "manhattan", "throw", (i, j, run, from, length) => {
    for (let t = 0; t < length; t++) {
      visited[i * n + j + t]++;
      if (run[from + t] !== Math.abs(data[i] - data[j + t])) expect.fail(`rows ${i} and ${j + t}: ${run[from + t]}`);
    }
  });
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) if (visited[i * n + j] !== (i < j ? 1 : 0)) expect.fail(`rows ${i} and ${j}: ${visited[i * n + j]} times`);
});
