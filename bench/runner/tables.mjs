/** The goals of all cases as rows of text, and what is written about them: the same for terminal and Markdown. */

const columns = ["work", "against", "times faster", "10–90 %", "floor", "aim", "met", "ours", "theirs", "error (or loss): ours, theirs"];

/** One row per goal, and per rival without one. */
export function goalRows(cases) {
  return cases.flatMap((found) => {
    const { work, rivals, goals, wrong, sameBits, sizes } = found;
    const judged = goals.map((goal) => {
      const met = wrong ? (sameBits === false ? "WRONG: bits differ from the twin" : "WRONG") : goal.met;
      if (goal.against !== null) return rivalRow(found, goal.against, { floor: text(goal.floor, "×"), aim: text(goal.aim, "×"), met: goal.why ?? met });
      const limit = (value) => (value === undefined ? "" : `≤ ${round(value)}`);
      return { work, against: `(${goal.unit})`, "times faster": "", "10–90 %": "", floor: limit(goal.floor), aim: limit(goal.aim), met, ours: `${goal.measured < 1000 ? round(goal.measured) : Math.round(goal.measured)}`, theirs: "", "error (or loss): ours, theirs": "" };
    });
    const named = new Set(["ours", ...goals.map(({ against }) => against)]);
    const others = Object.keys(rivals).filter((name) => !named.has(name)).map((name) => rivalRow(found, name, { floor: "", aim: "", met: wrong ? "WRONG" : "" }));
    return [...judged, ...others].map((row) => ({ ...row, key: `${work} ${JSON.stringify(sizes)}` }));
  });
}

function rivalRow({ work, rivals: { ours, ["ours"]: _ours, ...others }, quick }, name, verdict) {
  const { skipped, ratio, ratioOfMinima, pairedMedian, spread, min, quality } = others[name];
  const row = { work, against: name, ...verdict };
  if (skipped !== undefined) return { ...row, met: "skipped", "times faster": `skipped: ${skipped}`, "10–90 %": "", ours: ms(ours.min), theirs: "", "error (or loss): ours, theirs": small(ours.quality) };
  const unsteady = quick || pairedMedian === undefined ? `${round(ratioOfMinima)} (one round)` : `unsteady (${round(ratioOfMinima)} or ${round(pairedMedian)})`;
  return {
    ...row,
    "times faster": ratio === null ? unsteady : `${round(ratio)}`,
    "10–90 %": spread === undefined ? "" : `${round(spread[0])}–${round(spread[1])}`,
    ours: ms(ours.min),
    theirs: ms(min),
    "error (or loss): ours, theirs": [ours.quality, quality].filter((value) => value !== undefined).map(small).join(", "),
  };
}

/** Rows as aligned text. */
export function textTable(rows) {
  const widths = columns.map((name) => Math.max(name.length, ...rows.map((row) => String(row[name] ?? "").length)));
  const line = (cells) => cells.map((cell, i) => String(cell ?? "").padEnd(widths[i])).join("  ").trimEnd();
  return [line(columns), line(widths.map((width) => "─".repeat(width))), ...rows.map((row) => line(columns.map((name) => row[name])))].join("\n");
}

/** The page docs/speed.md: what is measured, on what, the goals and the other benches. */
export function markdown({ environment, cases, benches }) {
  const rows = goalRows(cases);
  const isGoal = ({ floor, aim }) => floor !== "" || aim !== "";
  const table = (names, list) => [`| ${names.join(" | ")} |`, `|${names.map(() => "---").join("|")}|`, ...list.map((row) => `| ${names.map((name) => cell(row[name])).join(" | ")} |`)].join("\n");
  const { rivals, loadavg, ...about } = environment;
  const versions = Object.entries(rivals).map(([name, value]) => `${name}: ${typeof value === "string" ? value : Object.entries(value).map(([key, is]) => `${key} ${is}`).join(", ")}`);
  const peaks = cases.flatMap(({ calibrator: { before, after } }) => [before, after]);
  const notes = new Set(cases.flatMap(({ rivals: found }) => Object.entries(found).flatMap(([name, { note }]) => (note === undefined ? [] : [`- ${name}: ${note}.`]))));
  const errors = cases.filter(({ errorName }) => errorName !== undefined).map(({ work, errorName }) => `- ${work}: ${errorName}.`);
  const other = benches.flatMap(({ rows: list }) => list);
  return `# Speed

Written by \`npm run bench -- --markdown docs/speed.md\`; not to be edited.

All in one run, one thread each. In every round each side runs one batch of about 9 ms (one call, where that takes longer), Python and R in
live processes that time themselves. Times are of the processor (the whole process, helper threads included), since the wall also counts the turns
of whatever else runs. *Times faster* is the ratio of the least times; a ratio is printed only where it agrees within 10 % with the median of
the ratios within a round, whose 10th and 90th percentiles stand beside it. Times include the copies into and out of WebAssembly.
"JS twin" is the same library with WebAssembly turned off, equal to the last bit. The peak is what a micro-kernel reaches in the
first-level cache with 128-bit vectors: the limit of WebAssembly on this core, here ${round(Math.min(...peaks))} to ${round(Math.max(...peaks))} GF/s during the run.

${environment.quick ? "**A quick run: one round, no ratio means anything.**\n\n" : ""}${Object.entries(about).map(([key, value]) => `${key} ${value ?? "not set"}`).join(", ")}, load ${loadavg.map(round).join(" ")}. ${versions.join("; ")}.

## Goals

${table(["work", "against", "times faster", "10–90 %", "floor", "aim", "met", "ours", "theirs"], rows.filter(isGoal))}

## The same work against others, and errors

${table(["work", "against", "times faster", "10–90 %", "ours", "theirs", "error (or loss): ours, theirs"], rows.filter((row) => row.met !== "skipped" && row.theirs !== ""))}

Notes:

${[...notes].join("\n")}

What the last column holds:

${errors.join("\n")}
${other.length === 0 ? "" : `\n## Other benches\n\n${table(["work", "times faster", "ours", "theirs", "quality", "remark"], other.map(otherRow))}\n`}`;
}

function otherRow({ name, ours_ms, rival_ms, quality, detail, unit = "ms" }) {
  const number = (value) => (typeof value === "number" ? `${round(value)} ${unit}` : "");
  const ratio = typeof ours_ms === "number" && typeof rival_ms === "number" ? `${round(rival_ms / ours_ms)}` : "";
  return { work: name, "times faster": ratio, ours: number(ours_ms), theirs: number(rival_ms), quality: typeof quality === "number" ? `${round(quality)}` : (quality ?? ""), remark: detail ?? "" };
}

function cell(value) {
  return String(value ?? "").replaceAll("|", "\\|");
}

function text(value, unit) {
  return value === undefined ? "" : `≥ ${value}${unit}`;
}

function ms(value) {
  return value < 0.1 ? `${round(1000 * value)} µs` : `${round(value)} ms`;
}

function small(value) {
  if (value === undefined) return "";
  return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(1) : `${Number(value.toPrecision(7))}`;
}

function round(value) {
  return Number(value.toPrecision(3));
}
