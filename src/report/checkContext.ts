import { checkOptions } from "../numeric/check.ts";
import type { ReportContext } from "./reportContext.ts";

const action = "describe a result";

/**
 * Fails unless everything said beside a result is known.
 *
 * @param context What is said of its making.
 * @param related What else goes into its report.
 * @param names What may go there.
 */
export function checkContext(context: ReportContext, related: object = {}, names: readonly string[] = []): void {
  checkOptions(action, context, ["command", "seed", "files", "embeddings", "tables", "fisher"]);
  checkOptions(action, related, names);
}
