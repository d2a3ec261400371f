import xor4096 from "seedrandom/lib/xor4096.js";
import { describe, expect, it } from "vitest";
import { jsKernels } from "../../src/kernels/js/index.ts";
import { STATE_BYTES } from "../../src/kernels/wasm/generatorState.ts";
import { scratch, START } from "../../src/kernels/wasm/instance.ts";
import { expectTwins, numbers, withOddities } from "./twins.ts";

const keys = ["", "0", "42", "-1.5", "42/bootstrap/17", "ключ/✓", "\ud800", "\0", "a".repeat(126), "b".repeat(127), "c".repeat(128), "path/".repeat(60)];

/** Integers as the library has always drawn them: seedrandom's doubles, one by one. */
function drawnOneByOne(double: () => number, bound: number, count: number): number[] {
  return Array.from({ length: count }, () => Math.floor(double() * bound));
}

function seeded(key: string): Int32Array {
  const state = new Int32Array(130);
  jsKernels.seedGenerator(key, state);
  return state;
}

/** A state, before its first step, whose next 128 words give 0 as the doubles at some places (even, none 33, 62 or 95 from another). */
function stateWithZeros(places: readonly number[]): Int32Array {
  const state = Int32Array.from(numbers(130, 5), (x) => x * 2 ** 32);
  state[1] = 127;
  const words = state.subarray(2);
  const far = (x: number): number => {
    const shifted = x ^ (x << 17);
    return shifted ^ (shifted >>> 12);
  };
  const near = (x: number): number => {
    const shifted = x ^ (x << 13);
    return shifted ^ (shifted >>> 15);
  };
  const farInverse = (y: number): number => {
    const unshifted = y ^ (y >>> 12) ^ (y >>> 24);
    return unshifted ^ (unshifted << 17);
  };
  // A word 33 places on is old up to place 94, new from there on.
  for (const first of places.toSorted((a, b) => b - a)) {
    for (const place of [first + 1, first]) {
      const weyl = (state[0] + Math.imul(0x61c88647, place + 1)) | 0;
      const behind = place < 95 ? words[place + 33] : far(words[place - 95]) ^ near(words[place - 62]);
      words[place] = farInverse(-(weyl ^ (weyl >>> 16)) ^ near(behind));
    }
  }
  return state;
}

describe("seedGenerator", () => {
  it("makes seedrandom's state of any text", () => {
    for (const key of keys) {
      const [state] = expectTwins((kernels) => {
        const made = new Int32Array(130).fill(7);
        kernels.seedGenerator(key, made);
        return [made];
      }, JSON.stringify(key));
      const { w, i, X } = xor4096(key, { state: true }).state();
      expect([...state]).toEqual([w, i, ...Array.from(X)]);
    }
  });
});

describe("drawIntegers", () => {
  const bounds = [1, 2, 3, 10, 1000, 2 ** 20 + 7, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32];

  it("draws what seedrandom's doubles give, in pieces of any length, and leaves its state", () => {
    for (const key of keys) {
      const start = seeded(key);
      const generator = xor4096(key, { state: true });
      const pieces = Array.from({ length: 60 }, (_, at) => [1 + ((at * 47) % 211), bounds[at % bounds.length]] as const);
      const [drawn, state] = expectTwins((kernels) => {
        const now = start.slice();
        const all: number[] = [];
        for (const [count, bound] of pieces) {
          const out = new Uint32Array(count);
          kernels.drawIntegers(now, bound, out);
          all.push(...out);
        }
        return [all, now];
      }, JSON.stringify(key));
      expect(drawn).toEqual(pieces.flatMap(([count, bound]) => drawnOneByOne(generator.double, bound, count)));
      const { w, i, X } = generator.state();
      expect([...state]).toEqual([w, i, ...Array.from(X)]);
    }
  });

  it("goes on for long, and draws nothing where nothing is asked for", () => {
    const [drawn] = expectTwins((kernels) => {
      const state = seeded("long");
      const out = new Uint32Array(300_000);
      kernels.drawIntegers(state, 10, new Uint32Array(0));
      kernels.drawIntegers(state, 1e9, out);
      return [out];
    }, "long");
    const { double } = xor4096("long");
    expect(Buffer.from((drawn as Uint32Array).buffer).equals(Buffer.from(Uint32Array.from(drawnOneByOne(double, 1e9, 300_000)).buffer))).toBe(true);
  });

  it.each([[[0]], [[2]], [[0, 2]], [[4, 6, 8]], [[60, 92]], [[94]], [[126]], [[110, 124]], [[2, 30, 90, 112]]])("draws again where a double is 0, at places %j", (places) => {
    const start = stateWithZeros(places);
    for (const count of [64, 65, 66, 67, 127, 128, 129, 200]) {
      const generator = xor4096("", { state: { w: start[0], i: start[1], X: [...start.subarray(2)] } });
      let steps = 0;
      const [drawn, state] = expectTwins((kernels) => {
        const now = start.slice();
        const out = new Uint32Array(count);
        kernels.drawIntegers(now, 1000, out);
        return [out, now];
      }, `places ${places.join()}, ${count} draws`);
      expect([...drawn]).toEqual(drawnOneByOne(generator.double, 1000, count));
      // One draw is two steps: those that gave 0 were taken, too.
      for (let weyl = start[0]; weyl !== state[0]; weyl = (weyl + 0x61c88647) | 0) steps++;
      expect(steps).toBe(2 * (count + places.length));
    }
  });
});

const sizes = [...Array.from({ length: 70 }, (_, i) => i + 1), 127, 128, 129, 255, 256, 257, 1000, 10_007];

describe("countDraws", () => {
  it("counts the integers drawn, row after row, and moves the generator on", () => {
    for (const units of sizes) {
      const rows = units < 1000 ? 1 + (units % 5) : 1;
      const [times, state] = expectTwins((kernels) => {
        const now = seeded(`count ${units}`);
        const out = new Float64Array(rows * units).fill(NaN);
        kernels.countDraws(now, units, out);
        return [out, now];
      }, `${units} units`);
      const generator = xor4096(`count ${units}`, { state: true });
      const expected = new Float64Array(rows * units);
      for (let row = 0; row < rows; row++) for (const unit of drawnOneByOne(generator.double, units, units)) expected[row * units + unit]++;
      expect(times).toEqual(expected);
      expect(state[0]).toBe(generator.state().w);
    }
  });

  it("counts where a double is 0", () => {
    const start = stateWithZeros([2, 30, 112]);
    const { double } = xor4096("", { state: { w: start[0], i: start[1], X: [...start.subarray(2)] } });
    const [times] = expectTwins((kernels) => {
      const out = new Float64Array(100);
      kernels.countDraws(start.slice(), 100, out);
      return [out];
    }, "zeros");
    const expected = new Float64Array(100);
    for (const unit of drawnOneByOne(double, 100, 100)) expected[unit]++;
    expect(times).toEqual(expected);
  });
});

describe("sumDraws", () => {
  it("adds up the values drawn, in the order drawn, each sum from a stream of its own", () => {
    for (const size of sizes) {
      const replicates = size < 1000 ? 1 + (size % 5) : 3;
      const values = numbers(size, size);
      const [sums] = expectTwins((kernels) => {
        const out = new Float64Array(replicates).fill(NaN);
        kernels.sumDraws("seed/bootstrap/", 9, values, out);
        return [out];
      }, `${size} values`);
      for (let r = 0; r < replicates; r++) {
        const { double } = xor4096(`seed/bootstrap/${9 + r}`);
        expect(sums[r]).toBe(drawnOneByOne(double, size, size).reduce((total, i) => total + values[i], 0));
      }
    }
  });

  it("is the same for zeros of both signs, infinities, NaN and denormals, and for long keys", () => {
    for (let seed = 0; seed < 20; seed++) {
      const values = seed % 2 === 0 ? withOddities(numbers(150, seed), seed) : new Float64Array(150).fill(-0);
      expectTwins((kernels) => {
        const out = new Float64Array(5);
        kernels.sumDraws(`${"long ".repeat(seed * 5)}/`, 2 ** 53 - 6, values, out);
        return [out];
      }, `seed ${seed}`);
    }
  });

  it("keeps each generator's order where the other one draws again (in WebAssembly two take turns)", () => {
    const places = [[], [2, 30], [112], [0, 2, 4, 6, 8, 10], [62]];
    const size = 130;
    const values = numbers(size, 1);
    const { exports, ints, doubles } = scratch(3 * STATE_BYTES + 8 * size)!;
    const sums = START + 2 * STATE_BYTES;
    doubles.set(values, sums / 8 + 2);
    for (const [one, other] of places.flatMap((a) => places.map((b) => [stateWithZeros(a), stateWithZeros(b)]))) {
      ints.set(one, START / 4);
      ints.set(other, (START + STATE_BYTES) / 4);
      exports.sumDraws(START, size, sums + 16, sums);
      const expected = [one, other].map((state) => {
        const { double } = xor4096("", { state: { w: state[0], i: state[1], X: [...state.subarray(2)] } });
        return drawnOneByOne(double, size, size).reduce((total, i) => total + values[i], 0);
      });
      expect([...doubles.subarray(sums / 8, sums / 8 + 2)]).toEqual(expected);
    }
  });
});
