import { checkArray, show } from "../numeric/check.ts";
import type { Matrix } from "../numeric/matrix.ts";

/** Numbers in memory as solvers × batches × entries: entry (i, b, j) is `data[offset + i * stride[0] + b * stride[1] + j * stride[2]]`. */
export interface StridedTensor {
  /** The numbers; Float32 data are accumulated in double precision. */
  readonly data: ArrayLike<number>;
  /** Number of solvers, of batches (or problems), and of entries of a vector. */
  readonly shape: readonly number[];
  /** Steps in `data` along each axis; row-major unless given. */
  readonly stride?: readonly number[];
  /** Where entry (0, 0, 0) lies; 0 unless given. */
  readonly offset?: number;
}

/**
 * One vector for every solver and batch: a record `{ data, shape }` with optional strides and offset (a three-dimensional `ndarray` is
 * one, transposed or sliced as it may be), or nested lists `vectors[solver][batch][entry]`.
 */
export type TensorLike = StridedTensor | readonly (readonly ArrayLike<number>[])[];

/** Where the vectors of one solver lie: entry j of batch b at `offset + b·batchStep + j·step`. */
interface SolverVectors {
  readonly data: ArrayLike<number>;
  readonly offset: number;
  readonly batchStep: number;
  readonly step: number;
}

/** Vectors by solver and batch, wherever they lie. */
export interface Tensor {
  readonly solvers: readonly SolverVectors[];
  readonly batches: number;
  readonly d: number;
  /** Names a vector in messages. */
  readonly where: (solver: number, batch: number) => string;
}

/**
 * The one door through which vectors by solver and batch come in. Strided records are looked at where they are, lists are copied.
 *
 * @param action What the caller does, for messages.
 * @param name Name of the argument, for messages.
 * @param input The vectors.
 * @param batch What the second axis counts, for messages.
 * @returns They, not yet checked for what the numbers are.
 * @throws {TypeError} If it is no such tensor.
 * @throws {RangeError} If shape and length disagree, vectors differ in length, or there is no batch or no entry.
 */
export function asTensor(action: string, name: string, input: TensorLike, batch: "batch" | "problem"): Tensor {
  const tensor = Array.isArray(input) ? fromLists(action, name, input, batch) : fromStrided(action, name, input as StridedTensor);
  if (tensor.batches < 1 || tensor.d < 1) {
    throw new RangeError(`Cannot ${action}: ${name} must have at least one ${batch} and one entry, got shape [${tensor.solvers.length}, ${tensor.batches}, ${tensor.d}]`);
  }
  return { ...tensor, where: (i, b) => `${name} of solver ${i}, ${batch} ${b}` };
}

/** The rows of a matrix as the vectors of one solver, one row a batch. */
export function solverOfRows({ data, shape: [, d] }: Matrix): SolverVectors {
  return { data, offset: 0, batchStep: d, step: 1 };
}

/** Copies a vector into `out` from `at` on, in double precision. */
export function copyVector({ solvers, d }: Tensor, solver: number, batch: number, out: Float64Array, at: number): void {
  const { data, offset, batchStep, step } = solvers[solver];
  const from = offset + batch * batchStep;
  if (step === 1 && (data instanceof Float64Array || data instanceof Float32Array)) {
    out.set(data.subarray(from, from + d), at);
  } else {
    for (let j = 0; j < d; j++) out[at + j] = data[from + j * step];
  }
}

type Located = Omit<Tensor, "where">;

function fromLists(action: string, name: string, lists: readonly (readonly ArrayLike<number>[])[], batch: string): Located {
  const batches = lists[0]?.length ?? 0;
  const d = lists[0]?.[0]?.length ?? 0;
  const solvers = lists.map((vectors, i) => {
    checkArray(action, `${name} of solver ${i}`, vectors);
    if (vectors.length !== batches) {
      throw new RangeError(`Cannot ${action}: ${name} must have as many vectors for every solver, got ${batches} at solver 0 and ${vectors.length} at solver ${i}`);
    }
    const data = new Float64Array(batches * d);
    for (let b = 0; b < batches; b++) {
      const vector = vectors[b];
      checkArray(action, `${name} of solver ${i}, ${batch} ${b}`, vector);
      if (vector.length !== d) {
        throw new RangeError(`Cannot ${action}: ${name} must be vectors of one length, got ${d} at solver 0, ${batch} 0 and ${vector.length} at solver ${i}, ${batch} ${b}`);
      }
      for (let j = 0; j < d; j++) {
        if (typeof vector[j] !== "number") {
          throw new TypeError(`Cannot ${action}: ${name} must hold numbers, got ${show(vector[j])} at solver ${i}, ${batch} ${b}, entry ${j}`);
        }
        data[b * d + j] = vector[j];
      }
    }
    return { data, offset: 0, batchStep: d, step: 1 };
  });
  return { solvers, batches, d };
}

function fromStrided(action: string, name: string, input: StridedTensor): Located {
  if (typeof input !== "object" || input === null || !("shape" in input && "data" in input)) {
    throw new TypeError(`Cannot ${action}: ${name} must be { data, shape: [solvers, batches, d] }, an ndarray or nested lists, got ${show(input)}`);
  }
  const { data, shape, stride, offset = 0 } = input;
  checkArray(action, `data of ${name}`, data);
  // Typed arrays hold nothing but numbers.
  const wrong = Array.isArray(data) ? data.findIndex((value) => typeof value !== "number") : -1;
  if (wrong >= 0) throw new TypeError(`Cannot ${action}: ${name} must hold numbers, got ${show(data[wrong])} at index ${wrong}`);
  checkArray(action, `shape of ${name}`, shape);
  if (shape.length !== 3 || !Array.from(shape).every((length) => Number.isInteger(length) && length >= 0)) {
    throw new RangeError(`Cannot ${action}: ${name} must have a shape of three numbers (solvers, batches, entries), got [${Array.from(shape).join(", ")}]`);
  }
  const [m, batches, d] = shape as readonly [number, number, number];
  const steps = stride === undefined ? [batches * d, d, 1] : Array.from(stride);
  if (steps.length !== 3 || ![...steps, offset].every(Number.isInteger)) {
    throw new RangeError(`Cannot ${action}: ${name} must have three integer strides and an integer offset, got [${steps.join(", ")}] and ${offset}`);
  }
  let first = offset;
  let last = offset;
  for (let axis = 0; axis < 3; axis++) {
    const reach = (shape[axis] - 1) * steps[axis];
    first += Math.min(reach, 0);
    last += Math.max(reach, 0);
  }
  const size = m * batches * d;
  if ((size > 0 && (first < 0 || last >= data.length)) || (stride === undefined && offset === 0 && data.length !== size)) {
    throw new RangeError(`Cannot ${action}: ${name} must hold ${m} × ${batches} × ${d} numbers, got ${data.length}`);
  }
  const solvers = Array.from({ length: m }, (_, i) => ({ data, offset: offset + i * steps[0], batchStep: steps[1], step: steps[2] }));
  return { solvers, batches, d };
}
