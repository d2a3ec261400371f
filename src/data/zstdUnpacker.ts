const magic = 0xfd2fb528;
const largestWindow = 2 ** 27;
const largestBlock = 2 ** 17;

/** How far what blocks could come to may lie above the size: whoever packs may cut blocks short. */
const leeway = 16;

/** Unpacks data packed by Zstandard that come to so many bytes. */
export type UnpackZstd = (content: Uint8Array, size: number) => Uint8Array | undefined;

/**
 * Loads what unpacks data packed by Zstandard, any number of frames.
 *
 * @returns It: gives the bytes, or undefined where the data are corrupt, come to another size than asked for or need a window of more than 128 MiB.
 * @see {@link https://www.rfc-editor.org/rfc/rfc8878}
 */
export async function zstdUnpacker(): Promise<UnpackZstd> {
  const { decompress } = await import("fzstd");
  return (content, size) => {
    if (size === 0) return content.length === 0 || isWithin(content, 0) ? new Uint8Array(0) : undefined;
    if (!isWithin(content, size)) return undefined;
    try {
      const bytes = decompress(content);
      return bytes.length === size ? bytes : undefined;
    } catch {
      return undefined;
    }
  };
}

/** Whether the frames are whole and none takes more memory than the size says: the unpacker believes what they say of themselves. */
function isWithin(content: Uint8Array, size: number): boolean {
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  let at = 0;
  let known = 0;
  /** What the blocks come to at most. */
  let largest = 0;
  while (at < content.length) {
    if (at + 6 > content.length) return false;
    if ((view.getUint32(at, true) & 0xfffffff0) >>> 0 === 0x184d2a50) {
      if (at + 8 > content.length) return false;
      at += 8 + view.getUint32(at + 4, true);
      continue;
    }
    if (view.getUint32(at, true) !== magic) return false;
    const flags = view.getUint8(at + 4);
    const single = (flags >> 5) & 1;
    const sizeBytes = [single, 2, 4, 8][flags >> 6];
    const sizeAt = at + 6 - single + [0, 1, 2, 4][flags & 3];
    if (sizeAt + sizeBytes > content.length) return false;
    const declared = sizeBytes === 0 ? undefined : sizeBytes === 8 ? Number(view.getBigUint64(sizeAt, true)) : sizeBytes === 4 ? view.getUint32(sizeAt, true) : sizeBytes === 2 ? view.getUint16(sizeAt, true) + 256 : view.getUint8(sizeAt);
    known += declared ?? 0;
    if (known > size) return false;
    // The size of the window, where it is not that of the content.
    const descriptor = view.getUint8(at + 5);
    if (single === 0 && 1024 * ((1 << (descriptor >> 3)) >>> 0) * (1 + (descriptor & 7) / 8) > largestWindow) return false;
    at = sizeAt + sizeBytes;
    for (let last = false; !last; ) {
      if (at + 3 > content.length) return false;
      const header = view.getUint8(at) | (view.getUint8(at + 1) << 8) | (view.getUint8(at + 2) << 16);
      last = (header & 1) === 1;
      if (header >> 3 > largestBlock) return false;
      largest += ((header >> 1) & 3) === 2 ? largestBlock : header >> 3;
      if (largest > leeway * size + 2 ** 20) return false;
      // A run of one byte is stored as that byte.
      at += 3 + (((header >> 1) & 3) === 1 ? 1 : header >> 3);
    }
    if ((flags & 4) !== 0) at += 4;
  }
  return at === content.length;
}
