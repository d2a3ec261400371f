/**
 * FNV-1a, 64 bits, of everything a result holds: the bits of every number (so −0 is not 0; NaN has one form), texts, truth values, keys in
 * their order, lengths of arrays. Functions are passed over. Integer arithmetic alone: no engine can differ in the hash itself.
 *
 * @param {unknown} result Any tree of plain values, arrays, typed arrays and objects.
 * @returns {string} 16 hexadecimal digits.
 */
export function hashOf(result) {
  const state = { high: 0xcbf29ce4, low: 0x84222325 };
  addValue(state, result);
  return hex(state.high) + hex(state.low);
}

const hex = (word) => (word >>> 0).toString(16).padStart(8, "0");

function addValue(state, value) {
  if (typeof value === "number") addNumber(state, value);
  else if (typeof value === "string") addText(state, value);
  else if (typeof value === "boolean") addByte(state, value ? 3 : 2);
  else if (value === null || value === undefined) addByte(state, value === null ? 1 : 0);
  else if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    addWord(state, value.length);
    for (const entry of value) addValue(state, entry);
  } else if (typeof value === "object") {
    for (const [key, entry] of Object.entries(value)) {
      if (typeof entry === "function") continue;
      addText(state, key);
      addValue(state, entry);
    }
  } else throw new TypeError(`Cannot hash a ${typeof value}`);
}

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);

function addNumber(state, value) {
  number[0] = value;
  const notANumber = Number.isNaN(value);
  addWord(state, notANumber ? 0 : words[0]);
  addWord(state, notANumber ? 0x7ff80000 : words[1]);
}

function addText(state, text) {
  addWord(state, text.length);
  for (let i = 0; i < text.length; i++) {
    addByte(state, text.charCodeAt(i) & 255);
    addByte(state, text.charCodeAt(i) >>> 8);
  }
}

function addWord(state, word) {
  addByte(state, word & 255);
  addByte(state, (word >>> 8) & 255);
  addByte(state, (word >>> 16) & 255);
  addByte(state, word >>> 24);
}

/** One step of FNV-1a: hash = (hash xor byte)·(2⁴⁰ + 435) mod 2⁶⁴, in two halves; low·435 stays below 2⁴¹. */
function addByte(state, byte) {
  const low = (state.low ^ byte) >>> 0;
  const product = low * 435;
  state.high = (Math.imul(state.high, 435) + (low << 8) + Math.floor(product / 0x100000000)) >>> 0;
  state.low = product >>> 0;
}
