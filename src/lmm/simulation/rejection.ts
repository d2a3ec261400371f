import { normalQuantile, studentTQuantile, studentTUpperTail } from "../../numeric/special/index.ts";

/** Whether two-sided t tests reject, for many values of many degrees of freedom. */
export type Rejection = (statistic: number, df: number) => boolean;

/** Beyond these df the critical value is taken between the table's last one and the normal distribution's. */
const TABLE = 1000;

/**
 * A two-sided t test's decision. Critical values are kept for whole df, which settle nearly every case; the tail itself is computed for the rest.
 *
 * @param significance Level of the test.
 * @returns Whether 2 P(T > |statistic|) ≤ significance.
 */
export function rejection(significance: number): Rejection {
  const normalCritical = normalQuantile(1 - significance / 2);
  const critical = new Float64Array(TABLE + 1);
  const at = (df: number): number => {
    if (critical[df] === 0) critical[df] = studentTQuantile(1 - significance / 2, df);
    return critical[df];
  };
  // Quantiles carry small errors; closer than that the tail decides.
  const slack = 1e-6;
  return (statistic, df) => {
    const size = Math.abs(statistic);
    if (df === Infinity) return size >= normalCritical;
    const floor = Math.floor(df);
    const most = floor < 1 ? Infinity : at(Math.min(floor, TABLE));
    if (size > most * (1 + slack)) return true;
    const least = floor < TABLE ? at(floor + 1) : normalCritical;
    if (size < least * (1 - slack)) return false;
    return 2 * studentTUpperTail(size, df) <= significance;
  };
}
