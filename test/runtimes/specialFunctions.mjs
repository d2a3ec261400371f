/** Every function of src/numeric/special over a grid of arguments, edges included: name → function that returns the values. */
import { fUpperTail } from "../../dist/numeric/special/fDistribution.js";
import * as special from "../../dist/numeric/special/index.js";

/** ±0, infinities, NaN, denormals and numbers of every size, then a fine grid. */
const edges = [0, -0, Infinity, -Infinity, NaN, 5e-324, -5e-324, 2.2250738585072014e-308, 1e-300, 1e-20, -1e-20, 1e20, 1e300, -1e300, 709.78, -745.2, 1.7976931348623157e308];
const grid = [...edges, ...Array.from({ length: 4001 }, (_, i) => (i - 2000) / 64), ...Array.from({ length: 400 }, (_, i) => ((i + 1) * (i + 1) * (i + 1)) / 7), ...Array.from({ length: 400 }, (_, i) => 1 + (i - 200) / 2 ** 30)];
const positive = [1e-300, 1e-10, ...Array.from({ length: 800 }, (_, i) => (i + 1) / 16), 1000.5, 12345, 1e8];
const shares = [0, 1e-300, 1e-15, 1e-5, ...Array.from({ length: 41 }, (_, i) => (i + 1) / 43), 1 - 1e-5, 1 - 2 ** -50, 1];
const inside = shares.slice(1, -1);
const sizes = [0.3, 1, 2.5, 17, 240];

const over = (f, ...lists) => (lists.length === 1 ? lists[0].map((x) => f(x)) : lists[0].flatMap((x) => over((...rest) => f(x, ...rest), ...lists.slice(1))));
const { betaLowerTail, betaQuantile, betaUpperTail, binomialLowerTail, chiSquaredUpperTail, digamma, exp, expm1, ln, log1p, logGamma } = special;
const { noncentralTUpperTail, normalQuantile, normalUpperTail, pow, studentTQuantile, studentTUpperTail, trigamma } = special;
const coarse = grid.filter((_, i) => i % 40 === 0).map((x) => x / 4);

const evaluations = {
  betaLowerTail: () => over(betaLowerTail, shares, sizes, sizes),
  betaQuantile: () => over(betaQuantile, inside, sizes, sizes),
  betaUpperTail: () => over(betaUpperTail, shares, sizes, sizes),
  binomialLowerTail: () => over(binomialLowerTail, [0, 1, 7, 20], [20, 33, 400], shares),
  chiSquaredUpperTail: () => over(chiSquaredUpperTail, positive, sizes),
  digamma: () => over(digamma, positive),
  exp: () => over(exp, grid),
  expm1: () => over(expm1, grid),
  fUpperTail: () => over(fUpperTail, positive, [1, 2, 9], [3, 17.5]),
  ln: () => over(ln, grid),
  log1p: () => over(log1p, grid),
  logGamma: () => over(logGamma, positive),
  noncentralTUpperTail: () => over(noncentralTUpperTail, [-3, -0.4, 0, 0.7, 2.5, 9], [1.5, 6, 40], [-2, 0, 0.3, 2.8]),
  normalQuantile: () => over(normalQuantile, inside),
  normalUpperTail: () => over(normalUpperTail, grid),
  pow: () => over(pow, [...edges, ...coarse], [...edges, -2, -0.5, 1 / 3, 0.5, 2, 3, 10.25]),
  studentTQuantile: () => over(studentTQuantile, inside, sizes),
  studentTUpperTail: () => over(studentTUpperTail, coarse, sizes),
  trigamma: () => over(trigamma, positive),
};

// `require()` of a module, as bundlers write it, adds `default`.
const forgotten = Object.keys(special).filter((name) => name !== "default" && !(name in evaluations));
if (forgotten.length > 0) throw new Error(`test/runtimes/specialFunctions.mjs: nothing evaluates ${forgotten.join(", ")}`);

export const specialFunctions = Object.fromEntries(Object.entries(evaluations).map(([name, evaluate]) => [`special ${name}`, evaluate]));
