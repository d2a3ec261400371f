import { type Checkpoint, type CheckpointSource, openCheckpoint } from "../../data/openCheckpoint.ts";
import { checkOptions, show } from "../../numeric/check.ts";
import { checkSameTensors } from "./checkSameTensors.ts";
import { isWeightType } from "./combineWeights.ts";
import { weightChunks, type WeightedCheckpoints } from "./weightChunks.ts";
import { weightCoefficients } from "./weightCoefficients.ts";

/** Options of {@linkcode interpolateWeights}. */
export interface InterpolateWeightsOptions {
  /** Coefficient δ of the first of two checkpoints, from 0 to 1; the second has 1 − δ. */
  readonly delta?: number;
  /** A coefficient ≥ 0 for each checkpoint; they add up to 1. Equal ones unless they or δ are given. */
  readonly coefficients?: ArrayLike<number>;
  /** Aborting ends the reading with the signal's reason, and fails every stream under way. */
  readonly signal?: AbortSignal;
  /** Called with the share of all bytes that the streams have given, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** A tensor of an average. */
export interface InterpolatedTensor {
  /** Its name. */
  readonly name: string;
  /** Type of its elements as safetensors writes it: `"BF16"`. */
  readonly dtype: string;
  /** Lengths of its dimensions. */
  readonly shape: readonly number[];
  /** Its size in bytes. */
  readonly size: number;
  /** The file that it is in. */
  readonly file: string;
  /** Whether its elements are averages; otherwise they are copies. */
  readonly averaged: boolean;
}

/** A file of an average: weights, or the index of several. */
export interface InterpolatedFile {
  /**
   * Its name, without folder: that of the file of the first checkpoint whose coefficient is not 0, `model.safetensors` for a Blob without name.
   * Write it to another folder or name: its weights are read while the stream is.
   */
  readonly name: string;
  /** Its size in bytes. */
  readonly size: number;
  /** Its bytes, computed while they are read. */
  readonly stream: Blob["stream"];
}

/** A checkpoint that went into an average. */
export interface AveragedCheckpoint {
  /** Its name: path, or name of the File. */
  readonly name: string;
  /** Its coefficient. */
  readonly coefficient: number;
  /** Its files of weights: paths, or names of Files. */
  readonly files: readonly string[];
}

/** What {@linkcode interpolateWeights} returns. */
export interface InterpolatedWeights {
  /** The checkpoints in their order. */
  readonly checkpoints: readonly AveragedCheckpoint[];
  /** The tensors, file by file in the order of their bytes. */
  readonly tensors: readonly InterpolatedTensor[];
  /** The texts under `__metadata__` of its files, those of the first checkpoint whose coefficient is not 0. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Its files; with several the index is the last. */
  readonly files: readonly InterpolatedFile[];
  /** Bytes of all files. */
  readonly size: number;
}

/**
 * Averages the weights of checkpoints: w = δ·w₀ + (1 − δ)·w_t, or Σ c_j·w_j of more than two.
 *
 * All heads are read and compared at once; the weights when a file of the result is streamed, in pieces of a few megabytes.
 * F64, F32, F16 and BF16 are averaged: each element is summed in double precision in the order of the checkpoints and
 * rounded once to its type, to the nearest, ties to even. Tensors of other types must have the same bytes everywhere and
 * are copied. Elements with the same bits everywhere keep them; otherwise an infinite or NaN weight fails the stream with
 * its file, tensor and index, as does an average that overflows. A checkpoint whose coefficient is 0 is compared, but not
 * read further; where one coefficient is 1 (δ = 0, δ = 1) the files of that checkpoint are copied byte for byte.
 *
 * @param checkpoints Two or more safetensors files, indices or folders; `File`s and `Blob`s in a browser.
 * @param options δ or coefficients, signal, progress.
 * @returns Tensors and files; `stream()` of a file gives its bytes.
 * @throws {TypeError} If a checkpoint is no source, or a path in a browser.
 * @throws {RangeError} If δ or a coefficient is out of range.
 * @throws {DataError} If a file is missing, broken off or hostile, or the checkpoints differ in names, types or shapes of
 * their tensors.
 * @see {@link https://arxiv.org/abs/2504.10478} Dang et al. 2025, Weight Ensembling Improves Reasoning in Language Models, equation 2
 * @see {@link https://arxiv.org/abs/2109.01903} Wortsman et al. 2022, Robust fine-tuning of zero-shot models
 *
 * @example
 * ```ts
 * import { interpolateWeights } from "@divlab/core/collapse";
 *
 * const checkpoint = (...weights: number[]) => {
 *   const header = JSON.stringify({ w: { dtype: "F32", shape: [2], data_offsets: [0, 8] } });
 *   return new Blob([new BigUint64Array([BigInt(header.length)]), header, new Float32Array(weights)]);
 * };
 * const { files, tensors } = await interpolateWeights([checkpoint(1, -4), checkpoint(3, 0)], { delta: 0.25 });
 * const bytes = await new Response(files[0].stream()).arrayBuffer();
 * new Float32Array(bytes.slice(-8)); // => Float32Array [2.5, -1]
 * tensors[0].averaged; // => true
 * ```
 */
export async function interpolateWeights(checkpoints: readonly CheckpointSource[], options: InterpolateWeightsOptions = {}): Promise<InterpolatedWeights> {
  const action = "interpolate weights";
  checkOptions(action, options, ["delta", "coefficients", "signal", "onProgress"]);
  const { delta, coefficients: given, signal, onProgress } = options;
  if (!Array.isArray(checkpoints)) throw new TypeError(`Cannot ${action}: checkpoints must be an array, got ${show(checkpoints)}`);
  if (checkpoints.length < 2) throw new RangeError(`Cannot ${action}: expected two checkpoints or more, got ${checkpoints.length}`);
  const coefficients = weightCoefficients(action, checkpoints.length, delta, given);
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] !== 1) throw new TypeError(`Cannot ${action}: safetensors hold the least significant byte first, this machine does not`);
  const opened: Checkpoint[] = [];
  for (const source of checkpoints) {
    const checkpoint = await openCheckpoint(action, source, signal);
    if (opened.length > 0) checkSameTensors(opened[0], checkpoint);
    opened.push(checkpoint);
  }
  const counting = [...coefficients.keys()].filter((j) => coefficients[j] !== 0);
  const weighted: WeightedCheckpoints = { checkpoints: counting.map((j) => opened[j]), coefficients: coefficients.filter((coefficient) => coefficient !== 0) };
  const files = filesOf(action, weighted, signal, onProgress);
  return {
    checkpoints: opened.map(({ name, files }, j) => ({ name, coefficient: coefficients[j], files: files.map(({ source, name }) => (typeof source === "string" ? source : name)) })),
    tensors: tensorsOf(weighted, files),
    metadata: Object.fromEntries(weighted.checkpoints[0].files.flatMap(({ header }) => Object.entries(header.metadata))),
    files,
    size: files.reduce((total, { size }) => total + size, 0),
  };
}

function tensorsOf({ checkpoints: [{ files }, ...others] }: WeightedCheckpoints, outputs: readonly InterpolatedFile[]): InterpolatedTensor[] {
  return files.flatMap(({ header }, i) =>
    header.tensors.map(({ name, dtype, shape, start, end }) => ({ name, dtype, shape, size: end - start, file: outputs[i].name, averaged: others.length > 0 && isWeightType(dtype) })),
  );
}

function filesOf(action: string, weighted: WeightedCheckpoints, signal: AbortSignal | undefined, onProgress: ((share: number) => void) | undefined): InterpolatedFile[] {
  const [{ files, index }] = weighted.checkpoints;
  const done = new Float64Array(files.length);
  const size = files.reduce((total, { header }) => total + header.length, 0);
  const outputs = files.map(({ name, header }, i): InterpolatedFile => {
    const report = (bytes: number): void => {
      done[i] = Math.max(done[i], bytes);
      onProgress?.(done.reduce((total, own) => total + own, 0) / size);
    };
    return { name: name === "blob" ? "model.safetensors" : name, size: header.length, stream: () => streamOf(weightChunks(action, weighted, i, signal), report) };
  });
  if (index === undefined) return outputs;
  const bytes = index.bytes.slice();
  return [...outputs, { name: index.name, size: bytes.length, stream: () => new Blob([bytes]).stream() as ReadableStream<Uint8Array<ArrayBuffer>> }];
}

function streamOf(chunks: AsyncGenerator<Uint8Array<ArrayBuffer>, void, void>, report: (bytes: number) => void): ReadableStream<Uint8Array<ArrayBuffer>> {
  let bytes = 0;
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: async (controller) => {
      const { done, value } = await chunks.next();
      if (done === true) return controller.close();
      bytes += value.length;
      try {
        report(bytes);
      } catch (error) {
        await chunks.return();
        throw error;
      }
      controller.enqueue(value);
    },
    cancel: async () => void (await chunks.return()),
  });
}
