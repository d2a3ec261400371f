import { describe, expect, it } from "vitest";
import { expectTwins, numbers, withOddities } from "./twins.ts";

const blockEdges = [255, 256, 257, 512, 513];

describe("gram", () => {
  it("is the same to the last bit for all sizes", () => {
    for (let n = 1; n <= 70; n++) {
      const d = 1 + ((n * 37) % 90);
      const x = numbers(n * d, n);
      expectTwins((kernels) => {
        const out = new Float64Array(n * n).fill(NaN);
        kernels.gram(x, n, d, out);
        return [out];
      }, `n = ${n}, d = ${d}`);
    }
    for (const d of blockEdges) {
      for (const n of [9, 63, 64, 65, 129]) {
        const x = Float32Array.from(numbers(n * d, d));
        expectTwins((kernels) => {
          const out = new Float64Array(n * n);
          kernels.gram(x, n, d, out);
          return [out];
        }, `single precision, n = ${n}, d = ${d}`);
      }
    }
  });

  it("is the same for zeros of both signs, infinities, NaN and denormals", () => {
    for (let seed = 0; seed < 30; seed++) {
      const x = withOddities(numbers(24 * 31, seed), seed);
      expectTwins((kernels) => {
        const out = new Float64Array(24 * 24);
        kernels.gram(x, 24, 31, out);
        return [out];
      }, `seed ${seed}`);
    }
  });

  it("is the sum of products", () => {
    const [out] = expectTwins((kernels) => {
      const result = new Float64Array(40 * 40);
      kernels.gram(Float64Array.from({ length: 40 * 300 }, (_, i) => (i * i) % 17), 40, 300, result);
      return [result];
    }, "integers");
    for (let i = 0; i < 40; i++) {
      for (let j = 0; j < 40; j++) {
        let sum = 0;
        for (let k = 0; k < 300; k++) sum += ((i * 300 + k) ** 2 % 17) * ((j * 300 + k) ** 2 % 17);
        expect(out[i * 40 + j]).toBe(sum);
      }
    }
  });
});

describe("addProducts", () => {
  it("is the same to the last bit for all sizes, strides and places", () => {
    for (let size = 1; size <= 70; size++) {
      const rows = size;
      const columns = 1 + ((size * 31) % 70);
      const length = size % 9 === 0 ? blockEdges[size % 5] : 1 + ((size * 17) % 70);
      const a = numbers(rows * (length + 3) + 5, size);
      const b = numbers(columns * (length + 1) + 2, size + 1);
      const c = numbers(rows * (columns + 4) + 7, size + 2);
      expectTwins((kernels) => {
        const out = c.slice();
        kernels.addProducts(a, 5, length + 3, b, 2, length + 1, out, 7, columns + 4, rows, columns, length);
        return [out];
      }, `${rows} × ${columns} × ${length}`);
    }
  });
});
