import { show } from "../numeric/check.ts";
import type { Block, Dots, ReportDocument } from "./document.ts";

/** Fails unless the parts of a document fit together: anchors distinct, rows as long as their columns, bins one fewer than edges, intervals the right way round. */
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
  if (block.type === "scatter" && block.diagonal === true && block.x.scale !== block.y.scale) {
    throw new RangeError(`Cannot ${action}: axes with a diagonal must have one scale, got ${show(block.x.scale)} and ${show(block.y.scale)} in ${where}`);
  }
  if (block.type === "dots") checkDots(action, block, where);
}

function checkDots(action: string, { x, reference, rows }: Dots, where: string): void {
  if (x.scale === "log" && reference !== undefined && !(reference > 0)) {
    throw new RangeError(`Cannot ${action}: reference must be > 0 on a logarithmic axis, got ${show(reference)} in ${where}`);
  }
  for (const [i, { low, high }] of rows.entries()) {
    if ((low === undefined) !== (high === undefined)) {
      throw new RangeError(`Cannot ${action}: an interval must have low and high, got ${show(low)} and ${show(high)} at row ${i} in ${where}`);
    }
    if (low !== undefined && high !== undefined && low > high) {
      throw new RangeError(`Cannot ${action}: low must be ≤ high, got ${show(low)} and ${show(high)} at row ${i} in ${where}`);
    }
  }
}
