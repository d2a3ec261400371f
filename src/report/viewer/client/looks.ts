/** How a series looks: a colour of the stylesheet, and the shape of its dots for eyes that do not tell the colours apart. */
export interface Look {
  readonly color: string;
  readonly shape: Shape;
}

/** Shapes that differ at the size of a dot, by Plot's names. */
export type Shape = "circle" | "square" | "triangle" | "diamond2";

const hues = 7;
const shapes: readonly Shape[] = ["circle", "square", "triangle", "diamond2"];

/** A colour and a shape for each name, by order of first appearance; the pair is another one for each of 28 names. */
export function looks(names: readonly string[]): ReadonlyMap<string, Look> {
  return new Map([...new Set(names)].map((name, i) => [name, { color: `var(--series-${(i % hues) + 1})`, shape: shapes[i % shapes.length] }]));
}
