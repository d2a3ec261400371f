import type { Axis } from "../../document.ts";
import { formatCell } from "../../formatCell.ts";

/** How ticks are written: as few digits as tell them apart. */
export function axisFormat({ percent, points }: Axis): (value: number) => string {
  if (points === true) return (value) => `${value > 0 ? "+" : ""}${short(value * 100)} pp`;
  return percent === true ? (value) => `${short(value * 100)} %` : short;
}

/** From here on numbers of up to three digits and zeros are written with an exponent, 2.5e6, as the zeros would fill an axis. */
const long = 1e6;

/** Without the noise of binary fractions and without trailing zeros: round numbers, as ticks are, and counts whole; others to four digits. */
function short(value: number): string {
  const round = Number(value.toPrecision(6));
  const size = Math.abs(round);
  const isRound = Math.abs(round - value) < 1e-9 * size;
  if (isRound && size >= 1e-4 && size < 1000) return String(round).replace("-", "−");
  if (size >= long && Number(value.toPrecision(3)) === value) return value.toExponential().replace("e+", "e").replace("-", "−");
  return formatCell(Number.isInteger(value) ? value : round, "number").replace(/(\.\d*?)0+(?=e|$)/, "$1").replace(/\.(?=e|$)/, "");
}
