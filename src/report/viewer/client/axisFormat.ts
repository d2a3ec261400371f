import type { Axis } from "../../document.ts";
import { formatCell } from "../../formatCell.ts";

/** How ticks are written: as few digits as tell them apart. */
export function axisFormat({ percent }: Axis): (value: number) => string {
  if (percent === true) return (value) => `${Number((value * 100).toPrecision(6))} %`.replace("-", "−");
  return (value) => formatCell(Number(value.toPrecision(6)), "number").replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
}
