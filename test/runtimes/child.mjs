/** Runs the study in this process and prints its digest as JSON: `<runtime> child.mjs js|wasm|auto [part …]`. */
import process from "node:process";
import { runStudy } from "./study.mjs";

const [choice, ...names] = process.argv.slice(2);
// Not awaited at the top: it is bundled as CommonJS, too.
runStudy(choice, names.length > 0 ? names : undefined).then((run) => process.stdout.write(`${JSON.stringify({ ...run, kernelCalls: globalThis.kernelCalls })}\n`));
