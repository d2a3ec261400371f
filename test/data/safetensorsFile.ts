/** A tensor to be written: its type, shape and bytes. */
export interface TensorToWrite {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** A file with this text as its header, whatever it says. */
export function withHeader(header: string | Uint8Array, data: Uint8Array = new Uint8Array(0), size?: bigint): Uint8Array<ArrayBuffer> {
  const text = typeof header === "string" ? new TextEncoder().encode(header) : header;
  const length = new Uint8Array(BigUint64Array.of(size ?? BigInt(text.length)).buffer);
  const file = new Uint8Array(8 + text.length + data.length);
  file.set(length);
  file.set(text, 8);
  file.set(data, 8 + text.length);
  return file;
}

/** A safetensors file of tensors in their order; the header is filled up with `blanks`. */
export function safetensorsFile(tensors: Readonly<Record<string, TensorToWrite>>, metadata?: Readonly<Record<string, string>>, blanks: number = 0): Uint8Array<ArrayBuffer> {
  let end = 0;
  const entries = Object.entries(tensors).map(([name, { dtype, shape, bytes }]) => {
    const start = end;
    end += bytes.length;
    return [name, { dtype, shape, data_offsets: [start, end] }];
  });
  const header = JSON.stringify({ ...(metadata !== undefined && { __metadata__: metadata }), ...Object.fromEntries(entries) });
  const data = new Uint8Array(end);
  let at = 0;
  for (const { bytes } of Object.values(tensors)) {
    data.set(bytes, at);
    at += bytes.length;
  }
  return withHeader(header + " ".repeat(blanks), data);
}

/** The tensors of a file that is in order, read by the words of the format's description. */
export function tensorsIn(file: Uint8Array): Record<string, TensorToWrite> {
  const size = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + size))) as Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>;
  const tensors = Object.entries(header).filter(([name]) => name !== "__metadata__");
  return Object.fromEntries(tensors.map(([name, { dtype, shape, data_offsets: [start, end] }]) => [name, { dtype, shape, bytes: file.slice(8 + size + start, 8 + size + end) }]));
}

/** The bytes of numbers. */
export function bytesOf(values: Float64Array | Float32Array | Uint16Array | BigInt64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
