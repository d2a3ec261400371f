import type { Axis } from "../../document.ts";
import { formatCell } from "../../formatCell.ts";

/** How ticks are written: as few digits as tell them apart. */
export function axisFormat({ percent, points }: Axis): (value: number) => string {
  if (points === true) return (value) => `${value > 0 ? "+" : ""}${short(value * 100)} pp`;
  return percent === true ? (value) => `${short(value * 100)} %` : short;
}

/** Without the noise of binary fractions and without trailing zeros. */
function short(value: number): string {
  return formatCell(Number(value.toPrecision(6)), "number").replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
}
