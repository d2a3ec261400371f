import { loadavg } from "node:os";
import { peak } from "./calibrator.mjs";
import { compare, describeTimes } from "./compare.mjs";
import { interleave } from "./interleave.mjs";

/**
 * Measures one case against its rivals and judges it.
 *
 * A case is { work, sizes, goals, prepare(rivals) } where `prepare` returns
 * - `ours`: the entrant of the library;
 * - `others`: further entrants, or { name, skipped } where a rival is missing;
 * - `numbers(result)`: the numbers of a result, for comparing our two backends bit by bit; the result itself unless given;
 * - `error(numbers)`: how wrong (or how good) they are, printed beside the time, `errorName` what that is;
 * - `limit`: the largest error of ours that is not a mistake; `check(numbers)` throws where something else is wrong;
 * - `measure`: options of interleave().
 *
 * A goal is { against: name, floor, aim } for a ratio of times, at least; or { value(times), unit, floor, aim } for our own time, at most.
 */
export async function measureCase({ work, sizes, goals = [], prepare }, rivals, { quick, log = () => {} }) {
  const { ours, others, numbers = (result) => result, error, errorName, limit, check, measure = {} } = await prepare(rivals);
  const entrants = [ours, ...others.filter(({ skipped }) => skipped === undefined)];
  const skipped = others.filter((other) => other.skipped !== undefined);
  const before = peak(quick ? 1 : 5);
  const options = quick ? { rounds: 1, batchMs: 0, warmMs: 0 } : { rounds: 20, ...measure };
  const { measured, more } = await interleave(entrants, options);
  let comparisons = entrants.map((_, e) => compare(measured[0].times, measured[e].times));
  let [results, retries] = [measured, 0];
  const mostRetries = quick ? 0 : 2;
  while (retries < mostRetries && comparisons.some(({ steady }) => !steady)) {
    retries++;
    const rounds = options.rounds * 2 ** (retries - 1);
    const unsteady = comparisons.map(({ steady }) => !steady);
    log(`${rounds} more rounds: unsteady against ${entrants.filter((_, e) => unsteady[e]).map(({ name }) => name).join(", ")}`);
    results = await more(rounds, unsteady);
    comparisons = entrants.map((_, e) => compare(results[0].times, results[e].times));
  }
  const after = peak(quick ? 1 : 5);

  const found = [];
  for (const entrant of entrants) found.push(entrant.result === undefined ? undefined : await entrant.result());
  const outcome = (e) => (found[e] === undefined ? undefined : entrants[e].name === "ours" || entrants[e].name === "JS twin" ? numbers(found[e]) : found[e]);
  const mine = outcome(0);
  check?.(mine);
  const twinAt = entrants.findIndex(({ name }) => name === "JS twin");
  const sameBits = twinAt === -1 ? undefined : equalBits(mine, outcome(twinAt));
  const record = { work, sizes, rivals: {} };
  if (errorName !== undefined) record.errorName = errorName;
  entrants.forEach((entrant, e) => {
    const quality = error === undefined || outcome(e) === undefined ? undefined : error(outcome(e));
    const { ratio, ratioOfMinima, pairedMedian, spread } = comparisons[e];
    const ratios = e === 0 ? {} : quick ? { ratio: null, ratioOfMinima } : { ratio, ratioOfMinima, pairedMedian, spread };
    record.rivals[entrant.name] = { ...describeTimes(results[e].times), wallMin: describeTimes(results[e].walls).min, calls: results[e].calls, ...ratios, quality, note: entrant.note };
  });
  for (const { name, skipped: why } of skipped) record.rivals[name] = { skipped: why };
  const quality = record.rivals.ours.quality;
  const isWrong = sameBits === false || (limit !== undefined && !(quality <= limit));
  return {
    ...record,
    sameBits,
    limit,
    wrong: isWrong,
    retries,
    goals: goals.map((goal) => judge(goal, record, quick)),
    calibrator: { unit: "GF/s", before, after },
    loadavg: loadavg()[0],
  };
}

function judge({ against, value, unit, floor, aim }, record, quick) {
  if (against === undefined) {
    const measured = value(record);
    const met = quick ? "quick" : aim !== undefined && measured <= aim ? "aim" : floor === undefined ? "not the aim" : measured <= floor ? "floor" : "missed";
    return { against: null, unit, measured, floor, aim, met };
  }
  const rival = record.rivals[against];
  if (rival.skipped !== undefined) return { against, measured: null, floor, aim, met: "skipped", why: rival.skipped };
  if (quick) return { against, measured: null, floor, aim, met: "quick" };
  // Where the two ratios disagree both must say the same.
  const [low, high] = rival.ratio === null ? [rival.ratioOfMinima, rival.pairedMedian].toSorted((a, b) => a - b) : [rival.ratio, rival.ratio];
  const met = aim !== undefined && low >= aim ? "aim" : low >= floor ? "floor" : high < floor ? "missed" : "unsteady";
  return { against, measured: rival.ratio, floor, aim, met };
}

function equalBits(a, b) {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}
