import { jsKernels } from "../js/index.ts";
import type { MedoidState } from "../medoidState.ts";
import { ownInstance, START, type WasmInstance } from "./instance.ts";

/** With fewer objects a memory of its own costs more than it saves. */
const FEWEST = 256;

/** Larger memories are not kept, so that what stays reserved is little. */
const MOST_SPARE = 2 ** 26;

/** Bytes of the pointers and sizes that precede the arrays of a state. */
const HEADER = 80;

type Costs = Float64Array | Float32Array;

/** Costs in a memory of their own, and the state that uses it. */
interface Place {
  readonly instance: WasmInstance;
  readonly candidates: number;
  readonly objects: number;
  state: MedoidState | undefined;
}

const places = new WeakMap<Costs, Place>();
const placeOfState = new WeakMap<MedoidState, Place>();

/** An instance that was freed: the first use of fresh memory takes longer than all that is computed in it. */
let spare: WasmInstance | undefined;

/** {@linkcode Kernels.medoidCosts} */
export function medoidCosts(given: Costs | "single" | "double", candidates: number, objects: number): Costs {
  if (typeof given !== "string" && places.has(given)) return given;
  const length = candidates * objects;
  const isSingle = given === "single" || given instanceof Float32Array;
  const instance = objects < FEWEST ? undefined : takeInstance(costBytes(length, isSingle) + stateBytes(candidates, objects, candidates));
  if (instance === undefined) return jsKernels.medoidCosts(given, candidates, objects);
  const { buffer } = instance.doubles;
  const costs = isSingle ? new Float32Array(buffer, START, length) : new Float64Array(buffer, START, length);
  places.set(costs, { instance, candidates, objects, state: undefined });
  if (typeof given !== "string") costs.set(given);
  return costs;
}

/** {@linkcode Kernels.freeCosts} */
export function freeCosts(costs: Costs): void {
  const place = places.get(costs);
  if (place === undefined) return;
  places.delete(costs);
  place.state = undefined;
  const { byteLength } = costs.buffer;
  if (byteLength <= MOST_SPARE && (spare === undefined || byteLength > spare.doubles.byteLength)) spare = place.instance;
}

/** The spare instance, where it is large enough, or a new one. */
function takeInstance(bytes: number): WasmInstance | undefined {
  if (spare === undefined || START + bytes > spare.doubles.byteLength) return ownInstance(bytes);
  const instance = spare;
  spare = undefined;
  return instance;
}

/** {@linkcode Kernels.medoidState} */
export function medoidState(costs: Costs, candidates: number, objects: number, k: number): MedoidState {
  const place = places.get(costs);
  if (place === undefined || place.candidates !== candidates || place.objects !== objects) return jsKernels.medoidState(costs, candidates, objects, k);
  const { ints } = place.instance;
  const { buffer } = ints;
  const header = START + costBytes(costs.length, costs instanceof Float32Array);
  let end = header + HEADER;
  const take = (size: number): number => {
    const from = end;
    end += rounded(size);
    return from;
  };
  const doubles = (length: number): Float64Array => new Float64Array(buffer, take(8 * length), length).fill(0);
  const integers = (length: number): Int32Array => new Int32Array(buffer, take(4 * length), length).fill(0);
  const bytes = (length: number): Uint8Array => new Uint8Array(buffer, take(length), length).fill(0);
  // In the order of assembly/medoids.ts.
  const used = {
    weights: doubles(objects),
    nearestCost: doubles(objects),
    // Four objects are compared at a time; nothing costs less than −Infinity.
    secondCost: doubles(objects + 3).fill(-Infinity).subarray(0, objects).fill(0),
    nearest: integers(objects),
    second: integers(objects),
    medoids: integers(k),
    isMedoid: bytes(candidates),
    removal: doubles(k),
    changes: doubles(k),
    gains: doubles(candidates),
    known: integers(candidates),
    // Four are written at a time.
    closer: integers(objects + 4),
    row: doubles(objects),
    results: doubles(4),
  };
  ints.set([START, ...Object.values(used).map(({ byteOffset }) => byteOffset), candidates, objects, k, costs instanceof Float32Array ? 2 : 3], header / 4);
  const state: MedoidState = { costs, candidates, size: objects, isFixed: new Uint8Array(k), ...used };
  place.state = state;
  placeOfState.set(state, place);
  return state;
}

/**
 * The instance in whose memory a state lies, and where; undefined where it lies elsewhere.
 *
 * @throws {Error} If its costs were freed, or have a later state.
 */
export function placeOf(state: MedoidState): { readonly exports: WasmInstance["exports"]; readonly at: number } | undefined {
  const place = placeOfState.get(state);
  if (place === undefined) return undefined;
  if (place.state !== state) throw new Error("Cannot use this state of a search for medoids: its costs were freed, or have a later state");
  return { exports: place.instance.exports, at: START + costBytes(state.costs.length, state.costs instanceof Float32Array) };
}

function costBytes(length: number, isSingle: boolean): number {
  return rounded(length * (isSingle ? 4 : 8));
}

/** Bytes of a state: its arrays, each rounded up, and what is read and written beyond their ends. */
function stateBytes(candidates: number, objects: number, k: number): number {
  return HEADER + 44 * objects + 13 * candidates + 20 * k + 32 + 16 * 18;
}

function rounded(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}
