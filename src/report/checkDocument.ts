import { show } from "../numeric/check.ts";
import type { Block, ReportDocument } from "./document.ts";

/** Fails unless the parts of a document fit together: anchors distinct, rows as long as their columns, bins one fewer than edges. */
export function checkDocument(action: string, document: ReportDocument): void {
  if (typeof document !== "object" || document === null || !Array.isArray(document.sections)) {
    throw new TypeError(`Cannot ${action}: document must be a ReportDocument, got ${show(document)}`);
  }
  const seen = new Set<string>();
  for (const { id, blocks } of document.sections) {
    if (!/^[a-z0-9-]+$/.test(id)) throw new RangeError(`Cannot ${action}: a section id must be made of a–z, 0–9 and -, got ${show(id)}`);
    if (seen.has(id)) throw new RangeError(`Cannot ${action}: section ids must be distinct, got ${show(id)} twice`);
    seen.add(id);
    for (const [i, block] of blocks.entries()) checkBlock(action, block, `block ${i} of section ${show(id)}`);
  }
}

function checkBlock(action: string, block: Block, where: string): void {
  if (block.type === "table") {
    const width = block.columns.length;
    for (const [i, row] of block.rows.entries()) {
      if (row.length !== width) {
        throw new RangeError(`Cannot ${action}: a row must have ${width} cells, one per column, got ${row.length} at row ${i} in ${where}`);
      }
    }
  }
  if (block.type === "histogram") {
    const bins = block.edges.length - 1;
    for (const { name, counts } of block.series) {
      if (counts.length !== bins) {
        throw new RangeError(`Cannot ${action}: ${bins + 1} edges need ${bins} counts, got ${counts.length} for ${show(name)} in ${where}`);
      }
    }
  }
}
