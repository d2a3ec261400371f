import { zstdUnpacker } from "./zstdUnpacker.ts";

/** Unpacks the bytes of a page into as many as its header says. */
export type Unpack = (bytes: Uint8Array, size: number) => Uint8Array;

/** A codec: how it is loaded, and how many bytes one packed byte comes to at most. */
interface Codec {
  readonly load: () => Promise<Unpack>;
  readonly ratio: number;
}

/** None of these needs WebAssembly, which pages may forbid. Zstandard has bounds of its own; those of Brotli are those of a page. */
const codecs: ReadonlyMap<string, Codec> = new Map([
  ["SNAPPY", { load: loadSnappy, ratio: 64 }],
  ["GZIP", { load: async () => (await import("hyparquet-compressors")).decompressGzip, ratio: 1032 }],
  ["BROTLI", { load: async () => (await import("hyparquet-compressors")).decompressBrotli, ratio: Infinity }],
  ["LZ4", { load: async () => (await import("hyparquet-compressors")).decompressLz4, ratio: 255 }],
  ["LZ4_RAW", { load: async () => (await import("hyparquet-compressors")).decompressLz4Raw, ratio: 255 }],
  ["ZSTD", { load: loadZstd, ratio: Infinity }],
]);

/**
 * Loads the decompressors of codecs.
 *
 * @param names Names of codecs as Parquet has them.
 * @returns Those that there are, by name: they throw where the bytes are corrupt, come to fewer bytes than asked for or cannot come to so many.
 */
export async function parquetCodecs(names: Iterable<string>): Promise<Record<string, Unpack>> {
  const loaded: Record<string, Unpack> = {};
  for (const name of new Set(names)) {
    const codec = codecs.get(name);
    if (codec === undefined) continue;
    const unpack = await codec.load();
    loaded[name] = (bytes, size) => {
      // Where all values of a page are missing; not every decompressor takes it.
      if (size === 0) return new Uint8Array(0);
      if (size > codec.ratio * (bytes.length + 1)) throw new Error(`a page of ${size} bytes packed into ${bytes.length}`);
      const page = unpack(bytes, size);
      if (page.length !== size) throw new Error(`a page of ${page.length} bytes instead of ${size}`);
      return page;
    };
  }
  return loaded;
}

async function loadSnappy(): Promise<Unpack> {
  const { snappyUncompress } = await import("hyparquet");
  return (bytes, size) => {
    const page = new Uint8Array(size);
    snappyUncompress(bytes, page);
    return page;
  };
}

async function loadZstd(): Promise<Unpack> {
  const unpack = await zstdUnpacker();
  return (bytes, size) => {
    const page = unpack(bytes, size);
    if (page === undefined) throw new Error("a page packed by Zstandard that is corrupt");
    return page;
  };
}
