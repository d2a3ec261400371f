/**
 * A 128-bit fingerprint of a text, 32 hexadecimal digits: the same on every engine. It tells texts apart; it keeps no secrets.
 *
 * Four multiplicative lanes over the UTF-16 code units, mixed at the end (bryc's cyrb128, after MurmurHash3).
 *
 * @param text Any text.
 * @returns The fingerprint.
 */
export function textHash(text: string): string {
  let a = 1779033703;
  let b = 3144134277;
  let c = 1013904242;
  let d = 2773480762;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = b ^ Math.imul(a ^ unit, 597399067);
    b = c ^ Math.imul(b ^ unit, 2869860233);
    c = d ^ Math.imul(c ^ unit, 951274213);
    d = a ^ Math.imul(d ^ unit, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  const all = a ^ b ^ c ^ d;
  return [all, b ^ all, c ^ all, d ^ all].map((lane) => (lane >>> 0).toString(16).padStart(8, "0")).join("");
}
