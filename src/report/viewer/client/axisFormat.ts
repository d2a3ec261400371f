import type { Axis } from "../../document.ts";
import { formatCell } from "../../formatCell.ts";

/** How ticks are written: as few digits as tell them apart. */
export function axisFormat({ percent, points }: Axis): (value: number) => string {
  if (points === true) return (value) => `${value > 0 ? "+" : ""}${short(value * 100)} pp`;
  return percent === true ? (value) => `${short(value * 100)} %` : short;
}

/** Without the noise of binary fractions and without trailing zeros: round numbers, as ticks are, whole; others to four digits. */
function short(value: number): string {
  const round = Number(value.toPrecision(6));
  const size = Math.abs(round);
  if (size >= 1e-4 && size < 1000 && Math.abs(round - value) < 1e-9 * size) return String(round).replace("-", "−");
  return formatCell(Number(value.toPrecision(6)), "number").replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
}
