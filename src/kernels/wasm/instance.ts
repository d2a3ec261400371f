import { base64, type KernelExports, sourcesHash } from "./module.ts";

/** The kernels with memory of their own. Views are made anew when the memory grows: read them after `reserve`, do not keep them. */
export interface WasmInstance {
  /** The module's functions; pointers are offsets in bytes. */
  readonly exports: KernelExports;
  /** The whole memory as double-precision numbers. */
  readonly doubles: Float64Array;
  /** The whole memory as integers. */
  readonly ints: Int32Array;
}

/** Where free memory begins; the module's constants lie before. */
export const START = 4096;

const PAGE = 2 ** 16;

/** Larger jobs get memory of their own, so that what stays reserved is little. */
const POOLED = 2 ** 26;

/** wasm32 ends here. */
const MOST = 2 ** 32 - PAGE;

let compiled: WebAssembly.Module | null | undefined;
let pool: { instance: Growing; bytes: number } | undefined;

type Growing = { -readonly [K in keyof WasmInstance]: WasmInstance[K] } & { readonly memory: WebAssembly.Memory };

/** The bytes of the module. */
export function moduleBytes(): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/**
 * Takes a module compiled elsewhere.
 *
 * @param module Anything.
 * @returns Whether it is the module of these sources; else nothing changes.
 */
export function useModule(module: unknown): boolean {
  if (Object.prototype.toString.call(module) !== "[object WebAssembly.Module]") return false;
  const [section] = WebAssembly.Module.customSections(module as WebAssembly.Module, "divlab");
  if (section === undefined || String.fromCharCode(...new Uint8Array(section)) !== sourcesHash) return false;
  compiled = module as WebAssembly.Module;
  pool = undefined;
  return true;
}

/** Whether there is a module; compiles it at the first call. Without WebAssembly, without SIMD or where a page forbids it there is none. */
export function hasModule(): boolean {
  if (compiled === undefined) {
    try {
      compiled = new WebAssembly.Module(moduleBytes());
    } catch {
      compiled = null;
    }
  }
  return compiled !== null;
}

/**
 * An instance with room for `bytes` from {@linkcode START} on, for a job that ends before anything else runs: small jobs share one that
 * grows, large ones get their own.
 *
 * @param bytes How many are needed.
 * @returns The instance, or undefined where there is not so much memory.
 */
export function scratch(bytes: number): WasmInstance | undefined {
  if (START + bytes > POOLED) return ownInstance(bytes);
  if (pool === undefined) {
    const instance = ownInstance(Math.max(bytes, 2 ** 20)) as Growing | undefined;
    if (instance === undefined) return undefined;
    pool = { instance, bytes: instance.memory.buffer.byteLength };
  }
  const { instance } = pool;
  if (START + bytes > pool.bytes) {
    // At least doubled, so that growing jobs do not grow the memory each time.
    const wanted = Math.min(POOLED, Math.max(START + bytes, 2 * pool.bytes));
    try {
      instance.memory.grow(Math.ceil((wanted - pool.bytes) / PAGE));
    } catch {
      return undefined;
    }
    pool.bytes = instance.memory.buffer.byteLength;
    makeViews(instance);
  }
  return instance;
}

/**
 * An instance whose memory never grows, with room for `bytes` from {@linkcode START} on. It lives as long as something holds it or a view of it.
 *
 * @param bytes How many are needed.
 * @returns The instance, or undefined where there is not so much memory.
 */
export function ownInstance(bytes: number): WasmInstance | undefined {
  if (!(START + bytes <= MOST) || !hasModule()) return undefined;
  try {
    const memory = new WebAssembly.Memory({ initial: Math.ceil((START + bytes) / PAGE) });
    const { exports } = new WebAssembly.Instance(compiled!, { env: { memory } });
    return makeViews({ exports: exports as unknown as KernelExports, memory } as Growing);
  } catch {
    return undefined;
  }
}

function makeViews(instance: Growing): Growing {
  const { buffer } = instance.memory;
  instance.doubles = new Float64Array(buffer);
  instance.ints = new Int32Array(buffer);
  return instance;
}
