import { checkOptions, show } from "../numeric/check.ts";
import { faultOf, isNumeric, namesOf, showShape, type StoredArray, type Tensor, tensorOf } from "./storedArray.ts";
import { type EmbeddingsFormat, type EmbeddingsSource, withEmbeddingsFile } from "./withEmbeddingsFile.ts";

/** Options of {@linkcode readFisherEmbeddings}. */
export interface ReadFisherEmbeddingsOptions {
  /** Name of the three-dimensional array, where the file has several. */
  readonly array?: string;
  /** Name of the source in error messages; default its own. */
  readonly name?: string;
  /** Aborting makes the promise reject with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Fisher embeddings of several solvers on the same batches, and what they were read from. */
export interface FisherEmbeddingsFile {
  /** The embeddings: `data[(solver * batches + batch) * d + j]`; float32 where the file has no more digits. */
  readonly data: Float64Array | Float32Array;
  /** Solvers, batches, dimensions. */
  readonly shape: readonly [solvers: number, batches: number, dimensions: number];
  /** Names of the solvers in the order of the first dimension, where the file has them. */
  readonly solvers?: readonly string[];
  /** Name of the source. */
  readonly file: string;
  /** The format it was read as. */
  readonly format: EmbeddingsFormat;
  /** Whether it was compressed with gzip. */
  readonly compressed: boolean;
}

const action = "read Fisher embeddings";
const dimensions: readonly string[] = ["solver", "batch", "dimension"];

/**
 * Reads Fisher (Task2Vec) embeddings of solvers: .npy, .npz or safetensors, plain or compressed with gzip.
 *
 * Either one array of shape [solvers, batches, d], in .npz or safetensors beside an array `solvers` of their names if there is one; or one
 * array of shape [batches, d] for each solver, under the solver's name.
 *
 * @param source A path or file: URL (Node, Deno, Bun), a `File` or `Blob`, a stream of bytes, or bytes in memory.
 * @param options Which array to read, name, signal.
 * @returns The embeddings, as `ensembleDiversity` and `ensembleStudy` take them.
 * @throws {TypeError} If the source or an option is of the wrong kind, or a path is given in a browser.
 * @throws {DataError} If the file is of another format, broken off or corrupt, the arrays do not have the shapes said above, or a number is not finite.
 * @example
 * ```ts
 * import { readFisherEmbeddings } from "@divlab/core/data";
 * // What `numpy.save` writes of two solvers, one batch and two dimensions in float32, put together by hand.
 * const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1, 2), }".padEnd(117) + "\n";
 * const start = [0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, 118, 0, ...new TextEncoder().encode(header)];
 * const { data, shape } = await readFisherEmbeddings(Uint8Array.from([...start, ...new Uint8Array(Float32Array.of(1, 2, 3, 0.5).buffer)]));
 * data; // => Float32Array [1, 2, 3, 0.5]
 * shape; // => [2, 1, 2]
 * ```
 */
export async function readFisherEmbeddings(source: EmbeddingsSource, options: ReadFisherEmbeddingsOptions = {}): Promise<FisherEmbeddingsFile> {
  checkOptions(action, options, ["array", "name", "signal"]);
  const { array, name, signal } = options;
  if (array !== undefined && typeof array !== "string") throw new TypeError(`Cannot ${action}: array must be a name, got ${show(array)}`);
  signal?.throwIfAborted();
  return withEmbeddingsFile(action, source, { name, signal }, async ({ file, format, compressed, arrays }) => {
    if (arrays === undefined) throw faultOf(file, undefined, `expected .npy, .npz or safetensors, which hold arrays of three dimensions, got ${format}`);
    return { ...(await pick(file, arrays, array)), file, format, compressed };
  });
}

async function pick(file: string, arrays: readonly StoredArray[], asked: string | undefined): Promise<Pick<FisherEmbeddingsFile, "data" | "shape" | "solvers">> {
  const whole = arrays.filter((array) => isNumeric(array) && array.shape.length === 3);
  const perSolver = arrays.filter((array) => isNumeric(array) && array.shape.length === 2);
  const chosen = asked === undefined ? whole[0] : arrays.find(({ name }) => name === asked);
  const got = arrays.length === 0 ? "none" : arrays.map(({ name, dtype, shape }) => `${name === undefined ? "one without a name" : show(name)} (${dtype} ${showShape(shape)})`).slice(0, 20).join(", ");
  if (asked !== undefined && chosen === undefined) throw faultOf(file, undefined, `expected an array named ${show(asked)}, got ${got}`);
  if (asked === undefined && whole.length > 1) throw faultOf(file, undefined, `expected one array of three dimensions, or option \`array\` to say which, got ${got}`);
  if (chosen !== undefined || arrays.length === 1) {
    const tensor = await tensorOf(file, chosen ?? arrays[0], dimensions);
    const names = arrays.find(({ name }) => name === "solvers");
    const solvers = names === undefined ? undefined : Array.from(await namesOf(file, names, tensor.shape[0]), String);
    return { data: tensor.data, shape: tensor.shape as [number, number, number], ...(solvers !== undefined && { solvers }) };
  }
  if (perSolver.length < 2) throw faultOf(file, undefined, `expected one array [solvers, batches, d], or one [batches, d] for each solver, got ${got}`);
  return stacked(file, perSolver);
}

/** One array per solver, laid one after the other in the order of the file. */
async function stacked(file: string, arrays: readonly StoredArray[]): Promise<Pick<FisherEmbeddingsFile, "data" | "shape" | "solvers">> {
  const [{ shape, name: first }] = arrays;
  const size = shape[0] * shape[1];
  const tensors: Tensor[] = [];
  for (const array of arrays) {
    if (array.shape[0] !== shape[0] || array.shape[1] !== shape[1]) {
      throw faultOf(file, array.name, `expected shape ${showShape(shape)} as for ${show(first)}, since solvers are compared batch by batch, got ${showShape(array.shape)}`);
    }
    tensors.push(await tensorOf(file, array, ["batch", "dimension"]));
  }
  const data = tensors.every((tensor) => tensor.data instanceof Float32Array) ? new Float32Array(arrays.length * size) : new Float64Array(arrays.length * size);
  tensors.forEach((tensor, i) => data.set(tensor.data, i * size));
  return { data, shape: [arrays.length, shape[0], shape[1]], solvers: arrays.map(({ name }) => name ?? "") };
}
