const hues = 7;

/** A colour of the stylesheet for each name, by order of first appearance; after the seventh they begin again. */
export function colors(names: readonly string[]): ReadonlyMap<string, string> {
  return new Map([...new Set(names)].map((name, i) => [name, `var(--series-${(i % hues) + 1})`]));
}
