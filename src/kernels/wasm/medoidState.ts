import { jsKernels } from "../js/index.ts";
import type { MedoidState } from "../medoidState.ts";
import { ownInstance, START, type WasmInstance } from "./instance.ts";

/** With fewer objects a memory of its own costs more than it saves. */
const FEWEST = 256;

/** Costs and states that lie in the memory of an instance. */
const instances = new WeakMap<ArrayBufferLike, WasmInstance>();

/** Larger ones are not kept, so that what stays reserved is little. */
const MOST_SPARE = 2 ** 26;

/** An instance that was freed: the first use of fresh memory takes longer than all that is computed in it. */
let spare: WasmInstance | undefined;

/** {@linkcode Kernels.medoidCosts} */
export function medoidCosts(candidates: number, objects: number, isSingle: boolean): Float64Array | Float32Array {
  const length = candidates * objects;
  const bytes = stateAt(length, isSingle) - START + stateBytes(candidates, objects, candidates);
  const instance = objects < FEWEST ? undefined : takeInstance(bytes);
  if (instance === undefined) return jsKernels.medoidCosts(candidates, objects, isSingle);
  const { buffer } = instance.doubles;
  instances.set(buffer, instance);
  return isSingle ? new Float32Array(buffer, START, length) : new Float64Array(buffer, START, length);
}

/** {@linkcode Kernels.placedCosts} */
export function placedCosts(costs: Float64Array | Float32Array, candidates: number, objects: number): Float64Array | Float32Array {
  if (instances.has(costs.buffer) || objects < FEWEST) return costs;
  const room = medoidCosts(candidates, objects, costs instanceof Float32Array);
  if (!instances.has(room.buffer)) return costs;
  room.set(costs);
  return room;
}

/** {@linkcode Kernels.freeCosts} */
export function freeCosts({ buffer }: Float64Array | Float32Array): void {
  const instance = instances.get(buffer);
  if (instance === undefined) return;
  instances.delete(buffer);
  if (buffer.byteLength <= MOST_SPARE && (spare === undefined || buffer.byteLength > spare.doubles.byteLength)) spare = instance;
}

/** The spare instance, where it is large enough, or a new one. */
function takeInstance(bytes: number): WasmInstance | undefined {
  if (spare === undefined || START + bytes > spare.doubles.byteLength) return ownInstance(bytes);
  const instance = spare;
  spare = undefined;
  return instance;
}

/** {@linkcode Kernels.medoidState} */
export function medoidState(costs: Float64Array | Float32Array, candidates: number, objects: number, k: number): MedoidState {
  const instance = instances.get(costs.buffer);
  if (instance === undefined || costs.byteOffset !== START || costs.length !== candidates * objects) return jsKernels.medoidState(costs, candidates, objects, k);
  const { buffer } = instance.doubles;
  const isSingle = costs instanceof Float32Array;
  const header = stateAt(costs.length, isSingle);
  let end = header + HEADER;
  const doubles = (length: number): Float64Array => new Float64Array(buffer, take(8 * length), length).fill(0);
  const ints = (length: number): Int32Array => new Int32Array(buffer, take(4 * length), length).fill(0);
  const bytes = (length: number): Uint8Array => new Uint8Array(buffer, take(length), length).fill(0);
  const take = (size: number): number => {
    const from = end;
    end += rounded(size);
    return from;
  };
  const state: MedoidState = {
    costs,
    candidates,
    size: objects,
    weights: doubles(objects),
    nearestCost: doubles(objects),
    secondCost: doubles(objects),
    nearest: ints(objects),
    second: ints(objects),
    medoids: ints(k),
    isMedoid: bytes(candidates),
    isFixed: bytes(k),
    removal: doubles(k),
    changes: doubles(k),
    gains: doubles(candidates),
    known: ints(candidates),
    closer: ints(objects),
    row: doubles(objects),
    results: doubles(4),
  };
  const { weights, nearestCost, secondCost, nearest, second, medoids, isMedoid, isFixed, removal, changes, gains, known, closer, row, results } = state;
  // The order of assembly/medoids.ts.
  const arrays = [costs, weights, nearestCost, secondCost, nearest, second, medoids, isMedoid, isFixed, removal, changes, gains, known, closer, row, results];
  instance.ints.set([...arrays.map((array) => array.byteOffset), candidates, objects, k, isSingle ? 1 : 0], header / 4);
  return state;
}

/** The instance in whose memory a state lies, and where; undefined where it lies elsewhere. */
export function placeOf({ costs, results }: MedoidState): { readonly exports: WasmInstance["exports"]; readonly at: number } | undefined {
  const instance = instances.get(results.buffer);
  return instance === undefined ? undefined : { exports: instance.exports, at: stateAt(costs.length, costs instanceof Float32Array) };
}

/** Bytes of the pointers and sizes that precede the arrays of a state. */
const HEADER = 80;

/** Where the state of so many costs begins. */
function stateAt(length: number, isSingle: boolean): number {
  return START + rounded(length * (isSingle ? 4 : 8));
}

/** Bytes of a state: its arrays, each rounded up. */
function stateBytes(candidates: number, objects: number, k: number): number {
  return HEADER + 44 * objects + 13 * candidates + 21 * k + 32 + 16 * 16;
}

function rounded(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}
