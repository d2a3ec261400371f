/** Steps of xor4096: makes the words at places from … to − 1 anew, each from its own value and that of the word 95 steps before. */
export function turnWords(words: Int32Array, from: number, to: number): void {
  for (let at = from; at < to; at++) {
    let far = words[at];
    let near = words[(at + 33) & 127];
    far ^= far << 17;
    near ^= near << 13;
    far ^= far >>> 12;
    near ^= near >>> 15;
    words[at] = far ^ near;
  }
}
