import xor4096 from "seedrandom/lib/xor4096.js";
import { describe, expect, it } from "vitest";
import { jsKernels } from "../../src/kernels/js/index.ts";
import { STATE, STATE_BYTES } from "../../src/kernels/wasm/generatorState.ts";
import { scratch } from "../../src/kernels/wasm/instance.ts";
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

  // Below 2¹⁶ one draw in 2¹⁶ is left to double precision: that occurs here, four or five times each.
  it.each([7, 10_000, 65_535, 65_536, 1e9])("goes on for long with bound %i, and draws nothing where nothing is asked for", (bound) => {
    const [drawn] = expectTwins((kernels) => {
      const state = seeded("long");
      const out = new Uint32Array(300_000);
      kernels.drawIntegers(state, 10, new Uint32Array(0));
      kernels.drawIntegers(state, bound, out);
      return [out];
    }, `bound ${bound}`);
    const { double } = xor4096("long");
    expect(Buffer.from((drawn as Uint32Array).buffer).equals(Buffer.from(Uint32Array.from(drawnOneByOne(double, bound, 300_000)).buffer))).toBe(true);
  });

  it("goes on from every place, whatever used the memory in between", () => {
    for (let count = 0; count <= 64; count++) {
      const { double } = xor4096("places");
      const [drawn] = expectTwins((kernels) => {
        const now = seeded("places");
        const first = new Uint32Array(count);
        const second = new Uint32Array(100);
        kernels.drawIntegers(now, 1000, first);
        kernels.drawIntegers(seeded("another"), 1000, new Uint32Array(500 + count));
        kernels.drawIntegers(now, 2 ** 20, second);
        return [[...first, ...second]];
      }, `${count} draws before`);
      expect(drawn).toEqual([...drawnOneByOne(double, 1000, count), ...drawnOneByOne(double, 2 ** 20, 100)]);
    }
  });

  it.each([[[0]], [[2]], [[0, 2]], [[4, 6, 8]], [[60, 92]], [[94]], [[126]], [[110, 124]], [[2, 30, 90, 112]]])("draws again where a double is 0, at places %j", (places) => {
    const start = stateWithZeros(places);
    for (const [before, count] of [0, 1, 2, 3, 30].flatMap((before) => [100, 101, 102, 103, 127, 128, 129, 200].map((count) => [before, count]))) {
      const generator = xor4096("", { state: { w: start[0], i: start[1], X: [...start.subarray(2)] } });
      let steps = 0;
      const [first, drawn, state] = expectTwins((kernels) => {
        const now = start.slice();
        const first = new Uint32Array(before);
        const out = new Uint32Array(count);
        kernels.drawIntegers(now, 1000, first);
        kernels.drawIntegers(now, 1000, out);
        return [first, out, now];
      }, `places ${places.join()}, ${before} and ${count} draws`);
      expect([...first, ...drawn]).toEqual(drawnOneByOne(generator.double, 1000, before + count));
      // One draw is two steps: those that gave 0 were taken, too.
      for (let weyl = start[0]; weyl !== state[0]; weyl = (weyl + 0x61c88647) | 0) steps++;
      expect(steps).toBe(2 * (before + count + places.filter((place) => place < 2 * (before + count + places.length)).length));
    }
  });
});

const sizes = [...Array.from({ length: 70 }, (_, i) => i + 1), 127, 128, 129, 255, 256, 257, 1000, 10_007];

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

  it("says where one of four generators would have to draw again, (the caller then takes the JavaScript)", () => {
    const size = 130;
    const values = numbers(size, 1);
    const { exports, ints, doubles } = scratch(2 * STATE_BYTES + 8 * size)!;
    const data = STATE + STATE_BYTES + 1024;
    for (const [lane, places] of [[0, []], [0, [0]], [3, [112]], [2, [2, 30]], [1, [126]]] as const) {
      const states = [0, 1, 2, 3].map((at) => stateWithZeros(at === lane ? places : []));
      ints.fill(0, STATE / 4, (STATE + STATE_BYTES) / 4);
      states.forEach((state, at) => {
        ints[STATE / 4 + 8 + at] = state[0];
        for (let i = 0; i < 128; i++) ints[STATE / 4 + 12 + 260 * (i & 1) + 4 * (i >> 1) + at] = state[2 + i];
      });
      doubles.set(values, data / 8);
      expect(exports.sumDraws(STATE, size, data, STATE + STATE_BYTES)).toBe(places.length === 0 ? 1 : 0);
      if (places.length > 0) continue;
      const { double } = xor4096("", { state: { w: states[0][0], i: states[0][1], X: [...states[0].subarray(2)] } });
      const expected = drawnOneByOne(double, size, size).reduce((total, i) => total + values[i], 0);
      expect([...doubles.subarray(STATE / 8, STATE / 8 + 4)]).toEqual([expected, expected, expected, expected]);
    }
  });

  it("numbers streams across powers of ten, and any number of them", () => {
    const values = numbers(70, 3);
    for (const [first, count] of [[0, 23], [8, 4], [97, 7], [999, 1], [9_998, 5]]) {
      const [sums] = expectTwins((kernels) => {
        const out = new Float64Array(count);
        kernels.sumDraws("p/", first, values, out);
        return [out];
      }, `${count} from ${first}`);
      for (let r = 0; r < count; r++) expect(sums[r]).toBe(drawnOneByOne(xor4096(`p/${first + r}`).double, 70, 70).reduce((total, i) => total + values[i], 0));
    }
  });
});
