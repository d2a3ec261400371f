import { bfloat16, float16, type HalfFormat, roundToHalf, widenHalf } from "../../numeric/halfPrecision.ts";

/** Types of numbers whose weighted sums can be taken. */
export type WeightType = "F64" | "F32" | "F16" | "BF16";

/** Where an element of a type has its exponent: all bits of it are set in infinities and NaN alone. */
interface WordLayout {
  /** The words of bytes: the elements, or where these are longer their halves, the higher one last. */
  readonly words: (bytes: Uint8Array) => Uint16Array | Uint32Array;
  /** Words of an element. */
  readonly perElement: number;
  /** Bits of the exponent in the word that holds it. */
  readonly exponent: number;
}

/** Elements summed at a time: what is in work stays in the nearest cache. */
const blockLength = 2048;

const short = (bytes: Uint8Array): Uint16Array => new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
const long = (bytes: Uint8Array): Uint32Array => new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);

const layouts: Readonly<Record<WeightType, WordLayout>> = {
  F64: { words: long, perElement: 2, exponent: 0x7ff00000 },
  F32: { words: long, perElement: 1, exponent: 0x7f800000 },
  F16: { words: short, perElement: 1, exponent: 0x7c00 },
  BF16: { words: short, perElement: 1, exponent: 0x7f80 },
};

/**
 * Σ coefficient · weight, element by element: in double precision in the order of the inputs, rounded once to their type.
 * An element whose inputs have the same bits keeps them, whatever they are.
 *
 * @param type Type of the elements, least significant byte first.
 * @param inputs The elements of each checkpoint, two at least, aligned to their size.
 * @param coefficients One for each input.
 * @param output Receives the result.
 * @returns The index of the first element that would be infinite or NaN by arithmetic; −1 where there is none.
 */
export function combineWeights(type: WeightType, inputs: readonly Uint8Array[], coefficients: ArrayLike<number>, output: Uint8Array): number {
  const { words, perElement, exponent } = layouts[type];
  const inputWords = inputs.map(words);
  const outputWords = words(output);
  const elements = outputWords.length / perElement;
  // Elements of 16 bits are looked at in pairs; of an odd number of them the last block is gone through one by one.
  const pairs = outputWords.BYTES_PER_ELEMENT === 2 ? 2 : 1;
  const whole = new Int32Array(output.buffer, output.byteOffset, output.length >>> 2);
  const both = pairs === 2 ? 0x10001 : 1;
  const lowest = exponent & -exponent;
  const combine = combinerOf(type, inputs, coefficients, output);
  for (let from = 0; from < elements; from += blockLength) {
    const to = Math.min(from + blockLength, elements);
    combine(from, to);
    // Only in double precision can Σ c·w differ from w where all weights are w and the coefficients add up to 1.
    if (type === "F64" || to % pairs !== 0 || holdsNonFinite(whole, exponent * both, lowest * both, from >>> (pairs - 1), to >>> (pairs - 1))) {
      const refused = keepEqual(inputWords, outputWords, perElement, exponent, from, to);
      if (refused >= 0) return refused;
    }
  }
  return -1;
}

/** Whether elements of a type can be averaged. */
export function isWeightType(dtype: string): dtype is WeightType {
  return Object.hasOwn(layouts, dtype);
}

/** What sums a range of elements. */
function combinerOf(type: WeightType, inputs: readonly Uint8Array[], coefficients: ArrayLike<number>, output: Uint8Array): (from: number, to: number) => void {
  const sums = new Float64Array(blockLength);
  if (type === "F64") {
    const views = inputs.map(doubles);
    const result = doubles(output);
    return (from, to) => {
      for (let j = 0; j < views.length; j++) addDoubles(sums, views[j].subarray(from, to), coefficients[j], j === 0);
      result.set(sums.subarray(0, to - from), from);
    };
  }
  if (type === "F32") {
    const views = inputs.map(singles);
    const result = singles(output);
    if (views.length === 2) return (from, to) => mixTwo(views[0], coefficients[0], views[1], coefficients[1], result, from, to);
    return (from, to) => {
      for (let j = 0; j < views.length; j++) addSingles(sums, views[j].subarray(from, to), coefficients[j], j === 0);
      result.set(sums.subarray(0, to - from), from);
    };
  }
  const format: HalfFormat = type === "F16" ? float16 : bfloat16;
  const views = inputs.map(short);
  const result = short(output);
  const wide = new Float32Array(blockLength);
  return (from, to) => {
    for (let j = 0; j < views.length; j++) {
      widenHalf(format, views[j].subarray(from, to), wide);
      addSingles(sums, wide.subarray(0, to - from), coefficients[j], j === 0);
    }
    roundToHalf(format, sums.subarray(0, to - from), result.subarray(from, to));
  };
}

function doubles(bytes: Uint8Array): Float64Array {
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
}

function singles(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

/** The commonest case in one pass, four elements a turn. */
function mixTwo(a: Float32Array, ca: number, b: Float32Array, cb: number, result: Float32Array, from: number, to: number): void {
  let i = from;
  for (; i + 3 < to; i += 4) {
    result[i] = ca * a[i] + cb * b[i];
    result[i + 1] = ca * a[i + 1] + cb * b[i + 1];
    result[i + 2] = ca * a[i + 2] + cb * b[i + 2];
    result[i + 3] = ca * a[i + 3] + cb * b[i + 3];
  }
  for (; i < to; i++) result[i] = ca * a[i] + cb * b[i];
}

function addSingles(sums: Float64Array, values: Float32Array, coefficient: number, first: boolean): void {
  if (first) for (let i = 0; i < values.length; i++) sums[i] = coefficient * values[i];
  else for (let i = 0; i < values.length; i++) sums[i] += coefficient * values[i];
}

function addDoubles(sums: Float64Array, values: Float64Array, coefficient: number, first: boolean): void {
  if (first) for (let i = 0; i < values.length; i++) sums[i] = coefficient * values[i];
  else for (let i = 0; i < values.length; i++) sums[i] += coefficient * values[i];
}

/**
 * Whether all bits of an exponent are set in any word: adding the lowest of them to the exponent then carries into the sign's place.
 * Four words a turn, in integers throughout, take less than half the time of one.
 */
function holdsNonFinite(words: Int32Array, exponent: number, lowest: number, from: number, to: number): boolean {
  const mask = exponent | 0;
  const unit = lowest | 0;
  let carries = 0;
  let i = from;
  for (; i + 3 < to; i += 4) {
    carries |= ((words[i] & mask) + unit) | ((words[i + 1] & mask) + unit) | ((words[i + 2] & mask) + unit) | ((words[i + 3] & mask) + unit);
  }
  for (; i < to; i++) carries |= (words[i] & mask) + unit;
  return (carries & ~mask & 0x80008000) !== 0;
}

/** Puts back the elements whose inputs have the same bits; the index of the first other one that is not finite, or −1. */
function keepEqual(inputs: readonly (Uint16Array | Uint32Array)[], output: Uint16Array | Uint32Array, perElement: number, exponent: number, from: number, to: number): number {
  const first = inputs[0];
  for (let i = from * perElement; i < to * perElement; i += perElement) {
    const last = i + perElement - 1;
    let equal = true;
    for (let j = 1; j < inputs.length && equal; j++) equal = inputs[j][i] === first[i] && inputs[j][last] === first[last];
    if (equal) {
      output[i] = first[i];
      output[last] = first[last];
    } else if ((output[last] & exponent) === exponent) return i / perElement;
  }
  return -1;
}
