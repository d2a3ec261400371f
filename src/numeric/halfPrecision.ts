/** A binary format of 16 bits: sign, exponent, fraction. */
export interface HalfFormat {
  /** Bits of the fraction. */
  readonly fractionBits: number;
  /** What is added to the exponent before it is stored. */
  readonly bias: number;
}

/** IEEE 754 binary16: 5 bits of exponent, 10 of fraction. */
export const float16: HalfFormat = { fractionBits: 10, bias: 15 };

/** bfloat16, the upper half of a binary32: 8 bits of exponent, 7 of fraction. */
export const bfloat16: HalfFormat = { fractionBits: 7, bias: 127 };

const doubleBias = 1023;
const hostIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * Numbers rounded to 16 bits, straight from double precision: to the nearest, of two equally near ones to the one whose last
 * bit is 0 (IEEE 754 roundTiesToEven). Half a unit past the largest number and more becomes infinite, what is too small for
 * a normal number subnormal or 0; −0 keeps its sign; every NaN becomes the quiet NaN without sign and payload.
 *
 * @param format The format.
 * @param values Numbers.
 * @param bits Receives their bits, as many as there are numbers.
 */
export function roundToHalf({ fractionBits, bias }: HalfFormat, values: Float64Array, bits: Uint16Array): void {
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  const highWord = hostIsLittleEndian ? 1 : 0;
  // The high word of a double holds the sign, 11 bits of exponent and 20 of fraction.
  const shift = 20 - fractionBits;
  const belowHalf = (1 << (shift - 1)) - 1;
  const rebias = (doubleBias - bias) << 20;
  const smallestNormal = (doubleBias - bias + 1) << 20;
  const infinity = (2 * bias + 1) << fractionBits;
  const tooLarge = (doubleBias + bias + 1) << 20;
  const nan = infinity | (1 << (fractionBits - 1));
  const subnormalUnits = 2 ** (bias - 1 + fractionBits);
  for (let i = 0; i < values.length; i++) {
    const high = words[2 * i + highWord];
    const low = words[2 * i + 1 - highWord];
    const sign = (high >>> 16) & 0x8000;
    const magnitude = high & 0x7fffffff;
    let rounded: number;
    if (magnitude < smallestNormal) {
      // Adding 2^52 rounds to an integer, ties to even; 2^fractionBits of these units are the smallest normal number.
      rounded = Math.abs(values[i]) * subnormalUnits + 2 ** 52 - 2 ** 52;
    } else if (magnitude >= tooLarge) {
      const isNaN = magnitude > 0x7ff00000 || (magnitude === 0x7ff00000 && low !== 0);
      bits[i] = isNaN ? nan : sign | infinity;
      continue;
    } else {
      // The low word only tells whether there is more than the high one shows: its last bit, far below half a unit, stands for it.
      // Half a unit is added less 1, and 1 to what is odd; a carry out of the fraction raises the exponent, up to that of infinity.
      const kept = (magnitude | ((low | -low) >>> 31)) - rebias;
      rounded = (kept + belowHalf + ((kept >>> shift) & 1)) >>> shift;
    }
    bits[i] = sign | rounded;
  }
}

/**
 * Numbers of 16 bits in single precision, which holds each of them exactly.
 *
 * @param format The format.
 * @param bits Their bits.
 * @param values Receives the numbers, as many as there are bits.
 */
export function widenHalf(format: HalfFormat, bits: Uint16Array, values: Float32Array): void {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  if (format.fractionBits === bfloat16.fractionBits) {
    for (let i = 0; i < bits.length; i++) words[i] = bits[i] << 16;
    return;
  }
  for (let i = 0; i < bits.length; i++) {
    const half = bits[i];
    const exponent = half & 0x7c00;
    // Exponent and fraction in place, then the difference of the biases; subnormal numbers are counts of 2^−24.
    if (exponent === 0) {
      const magnitude = (half & 0x3ff) * 2 ** -24;
      values[i] = half >= 0x8000 ? -magnitude : magnitude;
    } else {
      words[i] = ((half & 0x8000) << 16) | (((half & 0x7fff) << 13) + (exponent === 0x7c00 ? 0x70000000 : 0x38000000));
    }
  }
}
