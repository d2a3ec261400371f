/** Steps of a chain of expressions joined by equals signs, and where it ends. */
export interface Equation {
  /** Canonical steps, `expression=result`. */
  readonly steps: readonly string[];
  /** Index in the line after the last expression. */
  readonly end: number;
}

interface Expression {
  readonly key: string;
  /** Whether it is a number alone. */
  readonly plain: boolean;
  readonly end: number;
}

const NUMBER = /(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)/y;
/** Up to four words of two letters or more, `/` before a word for "per"; not "of", which makes a share of something unknown. */
const UNIT = /(?![ \t]*of(?!\p{L}))(?:[ \t]*(?:\/[ \t]*)?\p{L}[\p{L}'’]*\p{L}(?![\p{L}\d_])){1,4}/uy;
const SPACE = /[ \t]*/y;
/** A product sign that is a letter or a word, between operands. */
const TIMES = /[xX](?=[ \t]*[-\d.(])/y;
const OF = /of(?=[ \t]+[\d.(])/y;
const OPERAND_AHEAD = /[ \t]*(?:-[ \t]*)?[\d.(]/y;
const DEEPEST = 8;

/**
 * Reads the chain of expressions that begins at an index of a line; none if no expression does. Every expression with an
 * operator that is set equal to the next one is a step.
 */
export function readEquation(line: string, start: number): Equation | undefined {
  const chain: Expression[] = [];
  let at = start;
  for (;;) {
    const expression = readExpression(line, at);
    if (expression === undefined) break;
    chain.push(expression);
    at = skip(SPACE, line, expression.end);
    if (line[at] !== "=") break;
    at = skip(SPACE, line, at + 1);
  }
  if (chain.length === 0) return undefined;
  const steps = chain.slice(1).flatMap(({ key }, i) => (chain[i].plain ? [] : [`${chain[i].key}=${key}`]));
  return { steps, end: chain[chain.length - 1].end };
}

/** The longest balanced expression of numbers from an index on, and the unit behind it. */
function readExpression(line: string, start: number): Expression | undefined {
  const tokens: string[] = [];
  let at = start;
  let depth = 0;
  let complete: { length: number; end: number } | undefined;
  for (;;) {
    at = skip(SPACE, line, at);
    // An operand: opening parentheses, a sign, a number.
    if (line[at] === "(") {
      if (++depth > DEEPEST) break;
      tokens.push("(");
      at++;
      continue;
    }
    const negative = line[at] === "-";
    const number = match(NUMBER, line, negative ? skip(SPACE, line, at + 1) : at);
    if (number === undefined) break;
    at = number.end;
    const percent = line[at] === "%";
    if (percent) at++;
    tokens.push(canonical(number.text, negative, percent));
    // What may follow: closing parentheses and units.
    let unknown = false;
    for (;;) {
      const unit = skipUnit(line, at, percent);
      unknown = unit === undefined;
      at = unit ?? at;
      const next = skip(SPACE, line, at);
      if (unknown || line[next] !== ")" || depth === 0) break;
      tokens.push(")");
      depth--;
      at = next + 1;
    }
    if (unknown) break;
    if (depth === 0) complete = { length: tokens.length, end: at };
    const operator = readOperator(line, at, percent);
    if (operator === undefined) break;
    tokens.push(operator.sign);
    at = operator.end;
  }
  if (complete === undefined) return undefined;
  const kept = bare(tokens.slice(0, complete.length));
  return { key: kept.join(""), plain: kept.length === 1, end: complete.end };
}

/** The index behind a unit, the same index if there is none, nothing if a single letter makes the number an unknown's factor. */
function skipUnit(line: string, at: number, percent: boolean): number | undefined {
  if (readOperator(line, at, percent) !== undefined) return at;
  if (/[\p{L}_]/u.test(line[at] ?? "") && !/\p{L}/u.test(line[at + 1] ?? "")) return undefined;
  return skip(UNIT, line, at);
}

function readOperator(line: string, at: number, percent: boolean): { sign: string; end: number } | undefined {
  // A number right before a parenthesis multiplies.
  if (line[at] === "(") return { sign: "*", end: at };
  const next = skip(SPACE, line, at);
  const sign = line[next];
  if (sign !== undefined && "+-*/^".includes(sign)) return match(OPERAND_AHEAD, line, next + 1) === undefined ? undefined : { sign, end: next + 1 };
  const word = match(TIMES, line, next) ?? (percent ? match(OF, line, next) : undefined);
  return word === undefined ? undefined : { sign: "*", end: word.end };
}

/** Without parentheses around a single number or around everything. */
function bare(tokens: readonly string[]): string[] {
  const kept: string[] = [];
  for (const token of tokens) {
    if (token === ")" && kept.at(-2) === "(") kept.splice(-2, 2, kept[kept.length - 1]);
    else kept.push(token);
  }
  return kept[0] === "(" && closingOf(kept) === kept.length - 1 ? bare(kept.slice(1, -1)) : kept;
}

/** Where the parenthesis closes that opens first. */
function closingOf(tokens: readonly string[]): number {
  let depth = 0;
  return tokens.findIndex((token) => {
    if (token === "(") depth++;
    if (token === ")") depth--;
    return depth === 0;
  });
}

/** A decimal number without commas and needless zeros; the digits themselves are moved, nothing is rounded. */
function canonical(text: string, negative: boolean, percent: boolean): string {
  const [whole, fraction = ""] = text.replaceAll(",", "").split(".");
  const digits = percent ? `00${whole}` : whole;
  const point = percent ? digits.length - 2 : digits.length;
  const integer = digits.slice(0, point).replace(/^0+(?=\d)/, "") || "0";
  const rest = (digits.slice(point) + fraction).replace(/0+$/, "");
  const value = rest === "" ? integer : `${integer}.${rest}`;
  return negative && value !== "0" ? `-${value}` : value;
}

function match(pattern: RegExp, line: string, at: number): { text: string; end: number } | undefined {
  pattern.lastIndex = at;
  const found = pattern.exec(line);
  return found === null ? undefined : { text: found[0], end: at + found[0].length };
}

function skip(pattern: RegExp, line: string, at: number): number {
  return match(pattern, line, at)?.end ?? at;
}
