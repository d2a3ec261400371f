/** How the experiments of collapse.mjs write numbers and figures. */

/** 0.1234 as "12.3 %". */
export const percent = (share, digits = 1) => `${(100 * share).toFixed(digits)} %`;

/** A number with so many decimals, the sign as typeset. */
export const fixed = (value, digits = 3) => value.toFixed(digits).replace("-", "−");

/** Integers with thousands separators. */
export const whole = (value) => value.toLocaleString("en-US");

const superscript = (exponent) => String(exponent).replaceAll("-", "⁻").replaceAll(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]);

/** Powers of ten as "10⁶", other integers with separators. */
export function power(value) {
  const exponent = Math.round(Math.log10(value));
  return 10 ** exponent === value && exponent > 3 ? `10${superscript(exponent)}` : whole(value);
}

/** 12,655 as "1.3·10⁴". */
export function scientific(value) {
  const [digits, exponent] = value.toExponential(1).split("e");
  return `${digits}·10${superscript(Number(exponent))}`;
}

export const share = (label) => ({ label, scale: "linear", percent: true });
export const linear = (label) => ({ label, scale: "linear" });
export const log = (label) => ({ label, scale: "log" });

/** One line of a figure: x and y by index. */
export const line = (name, x, y, { style = "solid", group = name, low, high } = {}) => ({
  name,
  style,
  group,
  points: Array.from(x, (value, i) => ({ x: value, y: y[i], ...(low === undefined ? {} : { low: low[i], high: high[i] }) })),
});

export const curves = (caption, x, y, series, marks) => ({ type: "curves", caption, x, y, series, ...(marks === undefined ? {} : { marks }) });
export const scatter = (caption, x, y, series, heading) => ({ type: "scatter", caption, x, y, series, ...(heading === undefined ? {} : { heading }) });
export const paragraph = (text) => ({ type: "paragraph", text });
export const table = (caption, columns, rows) => ({ type: "table", caption, columns: columns.map(([name, format]) => ({ name, format })), rows });

/** Counts in `bins` equal bins of [0, 1]. */
export function histogram(caption, label, bins, series) {
  const edges = Array.from({ length: bins + 1 }, (_, i) => i / bins);
  const counted = series.map(({ name, values }) => {
    const counts = new Array(bins).fill(0);
    for (const value of values) counts[Math.min(bins - 1, Math.floor(value * bins))]++;
    return { name, counts };
  });
  return { type: "histogram", caption, x: linear(label), y: linear("problems"), edges, series: counted };
}

/** Mean of f over the entries. */
export function mean(values, f = (value) => value) {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += f(values[i], i);
  return sum / values.length;
}

/** E, Var of error rates 1 − ρ given the rates, squared mean first; and pass@k of them, exact. */
export function moments(rates) {
  const error = mean(rates, (rho) => 1 - rho);
  return { bias2: error * error, variance: mean(rates, (rho) => (1 - rho - error) ** 2), passAtK: (k) => mean(rates, (rho) => 1 - (1 - rho) ** k) };
}

/** The bound of Proposition B.1. */
export const boundOf = (bias2, variance, k) => 1 - (bias2 + variance) ** (k / 2);
