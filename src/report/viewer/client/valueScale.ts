import type { Axis } from "../../document.ts";
import { evenTicks } from "./evenTicks.ts";
import { logTicks } from "./logTicks.ts";

/** A scale that shows given values. */
export interface ValueScale {
  readonly type: "linear" | "log";
  readonly domain: readonly [low: number, high: number];
  /** Ticks, given how many there is room for. */
  readonly ticks: (room: number) => readonly number[];
}

/** The scale of an axis for values of both ends: from 0 where the values come near it, to 100 % where shares do. Linear if a value is not positive. */
export function valueScale({ scale, percent }: Axis, values: readonly number[]): ValueScale {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return linear([0, 1]);
  const lowest = finite.reduce((a, b) => Math.min(a, b));
  const highest = finite.reduce((a, b) => Math.max(a, b));
  if (scale === "log" && lowest > 0) {
    const domain: [number, number] = lowest === highest ? [lowest / 2, lowest * 2] : [lowest, highest];
    return { type: "log", domain, ticks: (room) => logTicks(...domain, Math.max(3, Math.floor(room))) };
  }
  const low = lowest > 0 && lowest < highest / 2 ? 0 : lowest;
  const high = percent === true && highest > 0.8 && highest < 1 ? 1 : highest;
  return linear(low === high ? around(low) : [low, high]);
}

function linear(domain: readonly [low: number, high: number]): ValueScale {
  return { type: "linear", domain, ticks: (room) => evenTicks(...domain, Math.max(2, Math.floor(room))) };
}

function around(value: number): [number, number] {
  const half = Math.abs(value) / 2 || 1;
  return [value - half, value + half];
}
