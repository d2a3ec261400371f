/** A confidence level as a percentage: `95 %`; without the last bits of 100 times 0.55. */
export function levelText(level: number): string {
  return `${Number((100 * level).toPrecision(12))} %`;
}
