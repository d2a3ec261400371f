import { describeProblem } from "../numeric/errors.ts";
import type { Finding } from "../study/index.ts";
import type { Notice } from "./document.ts";
import { formatCell } from "./formatCell.ts";
import type { ReportContext } from "./reportContext.ts";

/** Puts the findings of a study into words, warnings first; what several solvers share is said once. */
export function describeFindings(findings: readonly Finding[]): Notice[] {
  const single = findings.flatMap((finding) => (finding.code === "one-sample" ? [finding.solver] : []));
  const notices = findings.flatMap((finding) => (finding.code === "one-sample" ? [] : [describeFinding(finding)]));
  if (single.length > 0) {
    notices.unshift(
      warning(
        `${single.length === 1 ? `${single[0]} has` : `${single.join(", ")} have`} one sample a problem: only pass@1 is defined. ` +
          "pass@k for k ≥ 2, variance bands, the bias-variance bound and the spread of success rates need at least two.",
      ),
    );
  }
  return notices.toSorted((a, b) => Number(a.kind === "note") - Number(b.kind === "note"));
}

function describeFinding(finding: Exclude<Finding, { readonly code: "one-sample" }>): Notice {
  switch (finding.code) {
    case "no-correctness":
      return warning("The rollouts have no column that says which samples are correct: pass@k, pass^k, bands, the bound and votes are undefined.");
    case "unscored":
      return warning(`${count(finding.rows, "sample")} of ${finding.solver} without a correctness flag ${are(finding.rows)} not counted, neither as right nor as wrong.`);
    case "unequal-n":
      return warning(
        `${finding.solver} has between ${finding.fewest} and ${finding.most} samples a problem (fewest: problem ${finding.problem}). ` +
          `Unbiased estimates allow that, but k beyond ${finding.fewest} needs problems left out (--too-few skip).`,
      );
    case "left-out":
      return warning(
        `At k = ${finding.k}, ${count(finding.problems.length, "problem")} of ${finding.solver} ${are(finding.problems.length)} left out for having fewer samples (${names(finding.problems)}); ` +
          "points of one curve then rest on different problems.",
      );
    case "undefined-k":
      return warning(`k = ${finding.ks.join(", ")} is undefined for ${finding.solver}, which has at most ${count(finding.most, "sample")} of a problem, and is left out.`);
    case "ceiling":
      return warning(
        finding.share === 1
          ? `At k = ${finding.k}, every draw of k samples solves every problem of ${finding.solver}: nothing is left to tell apart there; harder problems would tell more than more samples.`
          : `At k = ${finding.k}, every draw of k samples solves ${formatCell(finding.share, "share")} of the problems of ${finding.solver}. So near the ceiling, estimates and comparisons rest on the few other problems; harder problems would tell more than more samples.`,
      );
    case "inconsistent-answers":
      return warning(
        `${count(finding.answers, "answer")} of ${finding.solver} ${are(finding.answers)} marked correct in some samples and wrong in others of the same problem; a vote for such an answer counts as the share of its samples that are marked correct.`,
      );
    case "missing-values":
      return warning(
        `${count(finding.rows, "sample")} of ${finding.solver} ${finding.rows === 1 ? "has" : "have"} no ${columnWords[finding.column]}; statistics of ${columnWords[finding.column]}s rest on the others.`,
      );
    case "no-beta-fit":
      return { kind: "note", text: `No beta distribution of success rates was fitted to ${finding.solver}: ${boundaries[finding.boundary] ?? finding.boundary}.` };
    case "unequal-diversity-n":
      return warning(
        `${finding.solver} has between ${finding.fewest} and ${finding.most} samples a problem. Measures that change with the number of samples (marked in the table) average over unlike numbers; compare solvers with divlab compare, which takes the same number from both.`,
      );
    case "unpaired":
      return warning(
        `${finding.a} and ${finding.b} were not run on the same problems; the comparison uses the shared ones. ` +
          `Only ${finding.a}: ${finding.onlyA.length === 0 ? "none" : names(finding.onlyA)}. Only ${finding.b}: ${finding.onlyB.length === 0 ? "none" : names(finding.onlyB)}.`,
      );
    case "truncated":
      return warning(
        `${count(finding.samples, "sample")} of ${finding.solver} (of ${formatCell(finding.of, "integer")}) ${finding.samples === 1 ? "reaches" : "reach"} ${formatCell(finding.cap, "integer")} tokens, ` +
          `${finding.inferred ? "where so many end that it looks like a limit (say with --max-tokens)" : "the token limit"}: they are cut off, and cost and success of ${finding.solver} would both be higher without the limit.`,
      );
    case "crossing":
      return warning(
        `The pass@k curves of ${finding.a} and ${finding.b} cross between k = ${finding.between[0]} and k = ${finding.between[1]} (at about ${finding.k.toFixed(1)}): which of them is better depends on k.`,
      );
  }
}

/** What the reading of the files adds: rows that were left out, and what the files say of themselves. */
export function describeRejected({ files = [] }: ReportContext): Notice[] {
  const notes = files.flatMap(({ file, notes }) => notes.map((note) => warning(describeProblem(file, { message: note }))));
  const rejections = files
    .filter(({ rejectedCount }) => rejectedCount > 0)
    .map(({ file, rejected, rejectedCount }) =>
      warning(
        `${count(rejectedCount, "row")} of ${file} could not be read and ${are(rejectedCount)} left out: ${rejected
          .slice(0, 3)
          .map((problem) => describeProblem(file, problem))
          .join("; ")}${rejectedCount > 3 ? "; …" : ""}`,
      ),
    );
  return [...notes, ...rejections];
}

const columnWords = { reward: "reward", answer: "answer", tokens: "token count", text: "text", embedding: "usable embedding", logProb: "log-probability value" } as const;

const boundaries: Readonly<Record<string, string>> = {
  "no-overdispersion": "its counts vary no more than those of equally hard problems",
  "all-or-nothing": "every problem is solved always or never",
  "all-zero": "no sample is correct",
  "all-one": "every sample is correct",
  "no-repeats": "no problem was sampled twice",
};

function warning(text: string): Notice {
  return { kind: "warning", text };
}

function count(number: number, noun: string): string {
  return `${formatCell(number, "integer")} ${noun}${number === 1 ? "" : "s"}`;
}

function are(number: number): string {
  return number === 1 ? "is" : "are";
}

function names(list: readonly string[]): string {
  const shown = list.slice(0, 5).join(", ");
  return list.length > 5 ? `${shown} and ${list.length - 5} more` : shown;
}
