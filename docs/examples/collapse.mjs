/**
 * Runs the experiments behind docs/methods/collapse.md with fixed seeds, prints what they find and writes collapse-report.html into the
 * repository's root: a section for each claim of "Weight Ensembling Improves Reasoning in Language Models" that can be tested without
 * training a language model. Everything is simulated or exact, but for the part on real samples, which is left out where the data are not.
 * The sentences of the page that end in a comment like <!-- bound.fall --> are written anew from the results; a test holds them to it.
 *
 * Run: node docs/examples/collapse.mjs (after npm run build); about a minute.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { documentToHtml } from "@divlab/core/report";
import { banditFindings, banditSection, runBandit } from "./collapse/bandit.mjs";
import { boundFindings, boundSection, runBound } from "./collapse/bound.mjs";
import { checkpointsFindings, checkpointsSection, runCheckpoints } from "./collapse/checkpoints.mjs";
import { classifierFindings, classifierSection, runClassifier } from "./collapse/classifier.mjs";
import { decodingFindings, decodingSection, runDecoding } from "./collapse/decoding.mjs";
import { fixedPointFindings, fixedPointSection, runFixedPoint } from "./collapse/fixedPoint.mjs";
import { interpolationFindings, interpolationSection, runInterpolation } from "./collapse/interpolation.mjs";

/** Each experiment: what it is, how to run it, what it says, by the name its sentences have in the page. */
export const experiments = {
  bound: ["The bias-variance bound", runBound, boundFindings, boundSection],
  classifier: ["The linear classifier", runClassifier, classifierFindings, classifierSection],
  bandit: ["Bandits without KL penalty", runBandit, banditFindings, banditSection],
  kl: ["Bandits with KL penalty", runFixedPoint, fixedPointFindings, fixedPointSection],
  decoding: ["Decoding", runDecoding, decodingFindings, decodingSection],
  interpolation: ["Weight interpolation", runInterpolation, interpolationFindings, interpolationSection],
  checkpoints: ["Checkpoints", runCheckpoints, checkpointsFindings, checkpointsSection],
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();

async function main() {
  const sections = [];
  const sentences = new Map();
  for (const [key, [name, run, findings, section]] of Object.entries(experiments)) {
    const start = performance.now();
    console.log(`\n${name} …`);
    const result = await run();
    for (const [label, finding] of Object.entries(findings(result))) {
      sentences.set(`${key}.${label}`, finding);
      console.log(`  ${finding}`);
    }
    console.log(`  (${((performance.now() - start) / 1000).toFixed(1)} s)`);
    sections.push(section(result));
  }
  writeReport(sections);
  writePage(sentences);
}

function writePage(sentences) {
  const page = new URL("../methods/collapse.md", import.meta.url);
  const text = readFileSync(page, "utf8").replaceAll(/^(- |\*\*[^*]+\*\* |)(?:.* )?<!-- ([\w.]+) -->$/gm, (line, start, name) => (sentences.has(name) ? `${start}${sentences.get(name)} <!-- ${name} -->` : line));
  writeFileSync(page, text);
}

function writeReport(sections) {
  const file = fileURLToPath(new URL("../../collapse-report.html", import.meta.url));
  writeFileSync(
    file,
    documentToHtml({
      title: "Why diversity collapses",
      summary: "The claims of “Weight Ensembling Improves Reasoning in Language Models” (Dang et al. 2025) that can be tested without training a language model, each by a seeded experiment. docs/methods/collapse.md says what is shown where and what is out of reach.",
      notices: [{ kind: "note", text: "Everything here is exact or SIMULATED unless a caption says otherwise. No language model was trained or sampled." }],
      sections,
      provenance: [["Command", "node docs/examples/collapse.mjs"], ["Seeds", "named in the captions"]],
    }),
  );
  console.log(`\nOpen ${pathToFileURL(file).href}`);
}
