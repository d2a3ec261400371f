import type { Checkpoint } from "../../data/openCheckpoint.ts";
import { showShape } from "../../data/storedArray.ts";
import { DataError, type DataProblem } from "../../numeric/errors.ts";

/** Fails unless a checkpoint has the tensors of the first one: the same names, types and shapes. */
export function checkSameTensors(first: Checkpoint, other: Checkpoint): void {
  const problems: DataProblem[] = [];
  for (const [name, { dtype, shape }] of first.tensors) {
    const own = other.tensors.get(name);
    if (own === undefined) problems.push({ column: name, message: `expected this tensor, which ${first.name} has, got none` });
    else if (own.dtype !== dtype) problems.push({ column: name, message: `expected type ${dtype}, as in ${first.name}, got ${own.dtype}` });
    else if (own.shape.length !== shape.length || own.shape.some((length, d) => length !== shape[d])) {
      problems.push({ column: name, message: `expected shape ${showShape(shape)}, as in ${first.name}, got ${showShape(own.shape)}` });
    }
  }
  for (const name of other.tensors.keys()) if (!first.tensors.has(name)) problems.push({ column: name, message: `expected no such tensor, as ${first.name} has none, got one` });
  if (problems.length > 0) throw new DataError(other.name, problems.slice(0, 10), problems.length);
}
