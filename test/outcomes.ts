/** E f(c) for c ~ binomial(n, p), by enumeration. */
export function binomialExpectation(n: number, p: number, f: (c: number) => number): number {
  let total = 0;
  let coefficient = 1;
  for (let c = 0; c <= n; c++) {
    total += coefficient * p ** c * (1 - p) ** (n - c) * f(c);
    coefficient = (coefficient * (n - c)) / (c + 1);
  }
  return total;
}

/** E f(c₁, …, c_M) for independent c_i ~ binomial(n_i, p_i), by enumeration. */
export function jointExpectation(n: readonly number[], p: readonly number[], f: (c: number[]) => number): number {
  const visit = (drawn: number[]): number => {
    const i = drawn.length;
    return i === n.length ? f(drawn) : binomialExpectation(n[i], p[i], (c) => visit([...drawn, c]));
  };
  return visit([]);
}
