const measure = document.createElement("canvas").getContext("2d");

/** Width of a text in a figure, in pixels: semibold, as the widest labels are. */
export function labelWidth(text: string): number {
  if (measure === null) return text.length * 7;
  measure.font = `600 12px ${getComputedStyle(document.body).fontFamily}`;
  return measure.measureText(text).width;
}
