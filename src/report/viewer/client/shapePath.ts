import type { Shape } from "./looks.ts";

/** The path of a dot, as large as a circle of radius `r`: the shapes Plot draws. */
export function shapePath(shape: Shape, x: number, y: number, r: number): string {
  switch (shape) {
    case "circle":
      return `M${x - r},${y}a${r},${r} 0 1,1 ${2 * r},0a${r},${r} 0 1,1 ${-2 * r},0Z`;
    case "square":
      return polygon(x, y, r * 0.886, [[-1, -1], [1, -1], [1, 1], [-1, 1]]);
    case "triangle":
      return polygon(x, y, r * 0.778, [[0, -2], [1.732, 1], [-1.732, 1]]);
    default:
      return polygon(x, y, r * 1.253, [[0, -1], [1, 0], [0, 1], [-1, 0]]);
  }
}

function polygon(x: number, y: number, size: number, corners: readonly (readonly [number, number])[]): string {
  return `M${corners.map(([dx, dy]) => `${x + dx * size},${y + dy * size}`).join("L")}Z`;
}
