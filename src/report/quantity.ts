/** A number and what belongs to it, `12.3 %`, `k = 8`: no line should break inside. */
export const quantity: RegExp = /[−+]?\d[\d.,]{0,15} (?:%|pp\b)|\b[A-Za-z] = \d[\d.,]{0,15}/g;
