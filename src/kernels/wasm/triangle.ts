import { START, type WasmInstance } from "./instance.ts";

/** Numbers that are copied at a time, or one octet of rows. */
const STAGED = 2 ** 16;

/** Where the parts of a job on a packed triangle lie, in bytes. */
export interface TriangleLayout {
  /** Where each four rows start to differ from 0. */
  readonly first: number;
  /** Room for `rows` rows of n numbers and one more. */
  readonly stage: number;
  /** Rows that are copied at a time, a multiple of 8. */
  readonly rows: number;
  /** Bytes in all. */
  readonly bytes: number;
}

/** The layout for a triangle of n rows, which itself lies at START. */
export function triangleLayout(n: number): TriangleLayout {
  const octets = Math.ceil(n / 8);
  const first = START + 256 * octets * (octets + 1);
  const stage = first + 8 * octets;
  const rows = 8 * Math.max(1, Math.min(octets, Math.floor(STAGED / (8 * n))));
  return { first, stage, rows, bytes: stage + 8 * rows * n + 8 - START };
}

/** Copies the lower triangle of an n × n matrix into an instance. */
export function packTriangle({ exports, doubles }: WasmInstance, { first, stage, rows }: TriangleLayout, a: Float64Array, n: number): void {
  for (let start = 0; start < n; start += rows) {
    const end = Math.min(start + rows, n);
    doubles.set(end - start === n && a.length === n * n ? a : a.subarray(start * n, end * n), stage / 8);
    if (end % 8 !== 0) doubles.fill(0, stage / 8 + (end - start) * n, stage / 8 + 8 * Math.ceil((end - start) / 8) * n);
    exports.packTriangle(stage, n, start, end - start, START, first);
  }
  // Rows beyond the last are those of the identity.
  for (let row = n, at = (START + 256 * (n >> 3) * ((n >> 3) + 1)) / 8 + 8 * n; row % 8 !== 0; row++, at += 8) {
    doubles.fill(0, at, at + 8);
    doubles[at + (row % 8)] = 1;
  }
}
