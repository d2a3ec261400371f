import type { EncodedTexts } from "./encodeTexts.ts";

/**
 * Splits texts at white space and numbers the tokens, as `tokenize` and a map of strings would, in one pass over the characters and
 * without a string per token. Tokens are told apart by comparing their characters: different ones never share a code.
 *
 * @param texts Strings.
 * @returns Their codes.
 */
export function encodeWords(texts: readonly string[]): EncodedTexts {
  let length = 0;
  for (const text of texts) length += text.length;
  const offsets = new Int32Array(texts.length + 1);
  const codes = new Int32Array(Math.ceil((length + texts.length) / 2));
  // The characters of the different tokens, one after the other, and where each ends; the hash of each.
  const characters = new Uint16Array(length);
  let ends = new Int32Array(128);
  let hashes = new Int32Array(128);
  // Open addressing; at least half of the table is empty (−1).
  let slots = new Int32Array(256).fill(-1);
  let types = 0;
  let count = 0;
  for (let t = 0; t < texts.length; t++) {
    const text = texts[t];
    let i = 0;
    while (i < text.length) {
      let character = text.charCodeAt(i++);
      if (isWhiteSpace(character)) continue;
      const start = types === 0 ? 0 : ends[types - 1];
      let end = start;
      let hash = 0;
      for (;;) {
        characters[end++] = character;
        hash = Math.imul(hash ^ character, 0x01000193);
        if (i === text.length) break;
        character = text.charCodeAt(i++);
        if (isWhiteSpace(character)) break;
      }
      hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
      let slot = (hash ^ (hash >>> 13)) & (slots.length - 1);
      let code = slots[slot];
      while (code !== -1 && (hashes[code] !== hash || !isSame(characters, code === 0 ? 0 : ends[code - 1], ends[code], start, end))) {
        slot = (slot + 1) & (slots.length - 1);
        code = slots[slot];
      }
      if (code === -1) {
        code = types++;
        ends[code] = end;
        hashes[code] = hash;
        slots[slot] = code;
        if (types === ends.length) {
          ends = doubled(ends);
          hashes = doubled(hashes);
          slots = tableOf(hashes, types);
        }
      }
      codes[count++] = code;
    }
    offsets[t + 1] = count;
  }
  return { codes: codes.slice(0, count), offsets, types };
}

/** Property White_Space of Unicode. */
function isWhiteSpace(code: number): boolean {
  if (code < 0x85) return code === 0x20 || (code >= 0x9 && code <= 0xd);
  if (code < 0x2000) return code === 0x85 || code === 0xa0 || code === 0x1680;
  return code <= 0x200a || code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f || code === 0x3000;
}

/** Whether characters start … end − 1 are those of the other range. */
function isSame(characters: Uint16Array, start: number, end: number, otherStart: number, otherEnd: number): boolean {
  if (end - start !== otherEnd - otherStart) return false;
  for (let i = start, j = otherStart; i < end; i++, j++) if (characters[i] !== characters[j]) return false;
  return true;
}

function doubled(values: Int32Array): Int32Array<ArrayBuffer> {
  const out = new Int32Array(2 * values.length);
  out.set(values);
  return out;
}

/** The table of the first `types` tokens, twice as long as there is room for hashes. */
function tableOf(hashes: Int32Array, types: number): Int32Array<ArrayBuffer> {
  const slots = new Int32Array(2 * hashes.length).fill(-1);
  for (let code = 0; code < types; code++) {
    let slot = (hashes[code] ^ (hashes[code] >>> 13)) & (slots.length - 1);
    while (slots[slot] !== -1) slot = (slot + 1) & (slots.length - 1);
    slots[slot] = code;
  }
  return slots;
}
