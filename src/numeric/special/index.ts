/** Special functions and distributions, all from @stdlib single packages, inlined at build. Always the small tail, never `1 − cdf`. */
export { betaLowerTail, betaQuantile, betaUpperTail } from "./beta.ts";
export { binomialLowerTail } from "./binomial.ts";
export { chiSquaredUpperTail } from "./chiSquared.ts";
export { digamma } from "./digamma.ts";
export { exp } from "./exp.ts";
export { expm1 } from "./expm1.ts";
export { ln } from "./ln.ts";
export { log1p } from "./log1p.ts";
export { logGamma } from "./logGamma.ts";
export { noncentralTUpperTail } from "./noncentralT.ts";
export { normalQuantile, normalUpperTail } from "./normal.ts";
export { pow } from "./pow.ts";
export { studentTQuantile, studentTUpperTail } from "./studentT.ts";
export { trigamma } from "./trigamma.ts";
