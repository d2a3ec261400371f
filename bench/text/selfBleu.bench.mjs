/**
 * Self-BLEU against its quadratic definition, and the other measures on texts by themselves. The texts are drawn from a Zipfian
 * vocabulary of 5,000 words, the same in every run. Times are minima over rounds. Set DIVLAB_DIST to bench another build.
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const build = resolve(import.meta.dirname, process.env.DIVLAB_DIST ?? "../../dist");
const { bleuMatrix, chrFMatrix, distinctN, operationSequence, selfBleu } = await import(pathToFileURL(resolve(build, "text/index.js")).href);

export async function run({ quick }) {
  const texts = zipfTexts(quick ? 60 : 1000, 60);
  const few = texts.slice(0, quick ? 20 : 300);
  const many = zipfTexts(quick ? 60 : 10_000, 60);
  const words = many.length * 60;
  const trace = "She has 5 + 3 = <<5+3=8>>8 eggs and sells them for 8 x $2.00 = $16.\n".repeat(10);
  const traces = Array.from({ length: quick ? 10 : 1000 }, () => trace);
  const rounds = quick ? 1 : 7;
  const alone = (name, work, detail) => ({ name, ours_ms: fastest(work, rounds), rival_ms: null, ratio: null, detail });
  return [
    againstDefinition(texts, rounds),
    alone(`self-BLEU, ${many.length.toLocaleString("en")} texts of 60 tokens`, () => selfBleu(many), "linear time"),
    againstPairs(few, rounds),
    alone(`chrF matrix, ${few.length} texts of 60 tokens`, () => chrFMatrix(few), "characters up to 6-grams"),
    alone(`distinct-2 rarefied, ${words.toLocaleString("en")} tokens`, () => distinctN(many, 2, { budget: words >> 2 }), "tokenizing included"),
    alone(`operation sequences of ${traces.length} traces of 20 steps`, () => traces.map(operationSequence), "700 characters each"),
  ];
}

/** Every hypothesis is scored against all other texts, in full: no sampling, no extrapolation. */
function againstDefinition(texts, rounds) {
  let ours;
  let theirs;
  const ours_ms = fastest(() => (ours = selfBleu(texts)), rounds);
  const rival_ms = fastest(() => {
    const counts = texts.map(countNgrams);
    theirs = counts.map((own, i) => bleu(own, counts.filter((_, j) => j !== i)));
  }, 1);
  const quality = largestDifference(ours.scores, theirs);
  return { name: `self-BLEU, ${texts.length} texts of 60 tokens`, ours_ms, rival_ms, ratio: rival_ms / ours_ms, quality, detail: `ours the best of ${rounds}; against the definition with n-grams counted once per text, one full run` };
}

function againstPairs(texts, rounds) {
  let ours;
  let theirs;
  const ours_ms = fastest(() => (ours = bleuMatrix(texts)), rounds);
  const rival_ms = fastest(() => {
    const counts = texts.map(countNgrams);
    theirs = counts.flatMap((own) => counts.map((reference) => bleu(own, [reference])));
  }, 1);
  const quality = largestDifference(ours.data, theirs);
  return { name: `BLEU matrix, ${texts.length} texts of 60 tokens`, ours_ms, rival_ms, ratio: rival_ms / ours_ms, quality, detail: "against pair after pair with n-grams counted once per text" };
}

/** Counts of the n-grams of a text, one map per order, and its length. */
function countNgrams(text) {
  const tokens = text.split(" ");
  const orders = [1, 2, 3, 4].map((order) => {
    const counts = new Map();
    for (let i = 0; i + order <= tokens.length; i++) {
      const gram = tokens.slice(i, i + order).join(" ");
      counts.set(gram, (counts.get(gram) ?? 0) + 1);
    }
    return counts;
  });
  return { length: tokens.length, orders };
}

/** BLEU-4 with exponential smoothing, by the book. All texts have at least four tokens. */
function bleu(own, references) {
  let halvings = 1;
  let logs = 0;
  for (let k = 0; k < 4; k++) {
    let matches = 0;
    for (const [gram, count] of own.orders[k]) {
      let most = 0;
      for (const reference of references) most = Math.max(most, reference.orders[k].get(gram) ?? 0);
      matches += Math.min(count, most);
    }
    if (k === 0 && matches === 0) return 0;
    const total = own.length - k;
    logs += Math.log(matches > 0 ? matches / total : 1 / ((halvings *= 2) * total));
  }
  let closest = references[0].length;
  for (const { length } of references) {
    const nearer = Math.abs(length - own.length) - Math.abs(closest - own.length);
    if (nearer < 0 || (nearer === 0 && length < closest)) closest = length;
  }
  return Math.exp(logs / 4 + Math.min(0, 1 - closest / own.length));
}

function fastest(work, rounds) {
  if (rounds > 1) work();
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

function largestDifference(ours, theirs) {
  return theirs.reduce((largest, value, i) => Math.max(largest, Math.abs(value - ours[i])), 0);
}

/** Texts of about `length` words from a fixed linear congruence. */
function zipfTexts(texts, length) {
  let state = 20251125;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const vocabulary = 5000;
  const ends = [];
  for (let rank = 1; rank <= vocabulary; rank++) ends.push((ends.at(-1) ?? 0) + 1 / rank);
  const word = () => {
    const at = uniform() * ends[vocabulary - 1];
    let [low, high] = [0, vocabulary - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle] > at) high = middle;
      else low = middle + 1;
    }
    return `word${low}`;
  };
  return Array.from({ length: texts }, () => Array.from({ length: length - 10 + Math.floor(21 * uniform()) }, word).join(" "));
}
