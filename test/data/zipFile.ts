import { crc32, deflateRawSync } from "node:zlib";

/** A file for an archive; what differs from the truth is a lie. */
export interface Entry {
  readonly name: string;
  readonly content: Uint8Array;
  readonly method?: number;
  readonly flags?: number;
  readonly size?: number;
  readonly crc?: number;
  readonly packed?: Uint8Array;
}

/** A zip archive; `count` is how many files it says it has. */
export function zip(entries: readonly Entry[], count = entries.length): Uint8Array {
  const bytes: number[] = [];
  const directory: number[] = [];
  const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
  const u16 = (value: number): number[] => [value & 255, (value >> 8) & 255];
  const u32 = (value: number): number[] => [...u16(value), ...u16(value >>> 16)];
  for (const { name, content, method = 8, flags = 0, size = content.length, crc = crc32(content), packed = method === 8 ? deflateRawSync(content) : content } of entries) {
    const common = [...u16(20), ...u16(flags), ...u16(method), ...u32(0), ...u32(crc), ...u32(packed.length), ...u32(size), ...u16(ascii(name).length)];
    directory.push(...u32(0x02014b50), ...u16(20), ...common, ...u16(0), ...u16(0), ...u16(0), ...u16(0), ...u32(0), ...u32(bytes.length), ...ascii(name));
    bytes.push(...u32(0x04034b50), ...common, ...u16(0), ...ascii(name), ...packed);
  }
  return Uint8Array.from([...bytes, ...directory, ...u32(0x06054b50), ...u32(0), ...u16(count), ...u16(count), ...u32(directory.length), ...u32(bytes.length), ...u16(0)]);
}
