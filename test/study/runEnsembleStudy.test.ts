/** The protocol runner with a simulated pool: order, sharing, concurrency, failures, aborts, and kills at random points. */
import { describe, expect, it } from "vitest";
import { createRng, type Rng } from "../../src/random/index.ts";
import { type EnsembleRun, type EnsembleRunInput, type EnsembleRunOptions, runEnsembleStudy } from "../../src/study/runEnsembleStudy.ts";
import type { TrainingExample } from "../../src/study/solverCalls.ts";
import { type JournalStorage, memoryJournal } from "../../src/study/studyJournal.ts";
import { textHash } from "../../src/study/textHash.ts";

const solvers = ["ada", "bob", "cyd", "dan", "eve"];
const problems = Array.from({ length: 14 }, (_, p) => `p${String(p).padStart(2, "0")}`);
const plan = { size: 3, ensembles: 4, splits: 3, rng: 11, score: "any" } as const;

/** A number in [0, 1) that depends on the texts only. */
function chance(...texts: string[]): number {
  return Number.parseInt(textHash(texts.join("|")).slice(0, 8), 16) / 2 ** 32;
}

/** One call, and whether it came to its end. */
interface Call {
  readonly key: string;
  readonly solver: string;
  readonly problems?: readonly string[];
  readonly examples?: readonly TrainingExample[];
  ended: boolean;
}

/** A pool whose answers depend on solver and problem only; calls take a random number of turns of the event loop. */
function simulatedPool(pace: Rng, fails: (call: Call, attempt: number) => boolean = () => false): EnsembleRunInput & { calls: Call[]; most: () => number } {
  const calls: Call[] = [];
  const attempts = new Map<string, number>();
  let under = 0;
  let most = 0;
  const make = async <Result>(call: Call, result: () => Result): Promise<Result> => {
    calls.push(call);
    const attempt = attempts.get(call.key) ?? 0;
    attempts.set(call.key, attempt + 1);
    most = Math.max(most, ++under);
    for (let turns = pace.integer(4); turns > 0; turns--) await new Promise(setImmediate);
    under--;
    if (fails(call, attempt)) throw new Error(`no luck with ${call.key}`);
    call.ended = true;
    return result();
  };
  return {
    solvers,
    problems,
    evaluate: (solver, own, { key }) =>
      make({ key, solver, problems: own, ended: false }, () =>
        own.map((problem) => {
          // What a fine-tuned solver is named after is what it was taught; it is right more often.
          const correct = chance(solver.split("+")[0], problem) < 0.45 || (solver.includes("+") && chance(solver, problem) < 0.3);
          return { correct, answer: correct ? "right" : `wrong by ${solver.slice(0, 3)}`, ...(correct && { solution: `${solver} solves ${problem}` }) };
        }),
      ),
    finetune: (solver, examples, { key }) => make({ key, solver, examples, ended: false }, () => `${solver}+${textHash(JSON.stringify(examples))}`),
    calls,
    most: () => most,
  };
}

const noWait = (): Promise<void> => Promise.resolve();

async function run(pool: EnsembleRunInput, options: Partial<EnsembleRunOptions> = {}): Promise<EnsembleRun> {
  const { solvers: names, problems: tasks, evaluate, finetune } = pool;
  return runEnsembleStudy({ solvers: names, problems: tasks, evaluate, finetune }, { ...plan, sleep: noWait, ...options });
}

/** A storage that dies, like its process, once it has written so many characters: nothing after that is written, and nothing returns. */
function mortalJournal(text: string, budget: number): { storage: JournalStorage; death: Promise<void>; text: () => string } {
  let written = text;
  let left = budget;
  let die: () => void;
  const death = new Promise<void>((resolve) => (die = resolve));
  const append = async (more: string): Promise<void> => {
    await new Promise(setImmediate);
    written += more.slice(0, Math.max(left, 0));
    left -= more.length;
    if (left < 0) {
      die();
      await new Promise(() => {});
    }
  };
  return { storage: { read: () => Promise.resolve(text), append }, death, text: () => written };
}

/** Keys of the items whose lines are whole. */
function finishedKeys(text: string): Set<string> {
  const keys = text.split("\n").flatMap((line) => {
    try {
      const { done } = JSON.parse(line) as { done?: string };
      return done ?? [];
    } catch {
      return [];
    }
  });
  return new Set(keys);
}

describe("the protocol", () => {
  it("evaluates every solver once on all problems, trains on what only one peer solves on Train A, tests on Test B", async () => {
    const pool = simulatedPool(createRng(1));
    const { study, outcomes, after, failures } = await run(pool);
    expect(failures).toEqual([]);
    const baseline = pool.calls.filter(({ key }) => key.startsWith("baseline/"));
    expect(baseline.map(({ solver }) => solver)).toEqual(solvers);
    expect(baseline.every(({ problems: own }) => own!.length === problems.length)).toBe(true);
    expect(outcomes.size).toBe(solvers.length * problems.length);

    // The lists, from the definition.
    const right = (solver: string, problem: string): boolean => chance(solver, problem) < 0.45;
    const wanted = new Set<string>();
    const tests = new Set<string>();
    study!.ensembles.forEach(({ members }) => {
      study!.pool!.splits.forEach(({ train, test }, s) => {
        for (const learner of members) {
          const examples = Array.from(train, (p) => problems[p]).flatMap((problem) => {
            const able = members.filter((member) => right(member, problem));
            return able.length === 1 && able[0] !== learner ? [{ problem, teacher: able[0], answer: "right", solution: `${able[0]} solves ${problem}` }] : [];
          });
          if (examples.length === 0) continue;
          wanted.add(JSON.stringify([learner, examples]));
          tests.add(JSON.stringify([`${learner}+${textHash(JSON.stringify(examples))}`, Array.from(test, (p) => problems[p]), study!.splits[s]]));
        }
      });
    });
    const trained = pool.calls.filter(({ examples }) => examples !== undefined).map(({ solver, examples }) => JSON.stringify([solver, examples]));
    expect(trained.toSorted()).toEqual([...wanted].toSorted());
    const tested = pool.calls.filter(({ key }) => key.startsWith("tuned/")).map(({ key, solver, problems: own }) => JSON.stringify([solver, own, key.split("/")[2]]));
    expect(tested.toSorted()).toEqual([...tests].toSorted());
    expect(new Set(pool.calls.map(({ key }) => key)).size).toBe(pool.calls.length);

    expect(study!.gainOf).toBe("training");
    expect(study!.cells.gain.every((gain) => gain >= 0)).toBe(true); // tuned solvers forget nothing here
    expect(after.extra["ensemble"]).toBeDefined();
  });

  it("gives one result whatever the concurrency and the order of completion, within the bound", async () => {
    const first = await run(simulatedPool(createRng(1)), { concurrency: 1 });
    for (const concurrency of [2, 5, 64]) {
      const pool = simulatedPool(createRng(concurrency));
      expect(await run(pool, { concurrency })).toEqual(first);
      if (concurrency < 64) expect(pool.most()).toBe(concurrency);
    }
    const reordered = { ...simulatedPool(createRng(3)), solvers: solvers.toReversed(), problems: problems.toReversed() };
    expect(await run(reordered)).toEqual(first);
  });

  it("tells its progress", async () => {
    const seen: { phase: string; done: number; failed: number; total: number }[] = [];
    await run(simulatedPool(createRng(1)), { onProgress: (progress) => seen.push(progress) });
    const baseline = seen.filter(({ phase }) => phase === "baseline");
    expect(baseline.map(({ done }) => done)).toEqual([1, 2, 3, 4, 5]);
    const last = seen.at(-1)!;
    expect(last).toEqual({ phase: "training", done: last.total, failed: 0, total: last.total });
  });
});

describe("a killed study", () => {
  it("resumes to the identical result: kills at random characters of the journal, 40 seeds", async () => {
    const uninterrupted = await run(simulatedPool(createRng("calm")));
    const whole = memoryJournal();
    await run(simulatedPool(createRng("calm")), { journal: whole });
    const length = whole.text().length;
    let kills = 0;
    for (let seed = 0; seed < 40; seed++) {
      const rng = createRng(`kills/${seed}`);
      let text = "";
      const finished = new Map<string, number>();
      for (;;) {
        const before = finishedKeys(text);
        const { storage, death, text: left } = mortalJournal(text, rng.integer(Math.ceil(length / 3)));
        const pool = simulatedPool(rng.stream(`pace/${kills}`), (_, attempt) => attempt < 2 && rng.float() < 0.1);
        const outcome = await Promise.race([run(pool, { journal: storage, concurrency: 1 + rng.integer(6) }), death.then(() => undefined)]);
        // What was in the journal is not asked for again.
        for (const { key } of pool.calls) expect(before.has(key)).toBe(false);
        text = left();
        for (const key of finishedKeys(text)) if (!before.has(key)) finished.set(key, (finished.get(key) ?? 0) + 1);
        if (outcome !== undefined) {
          expect(outcome).toEqual(uninterrupted);
          break;
        }
        kills++;
      }
      expect([...finished.values()].every((count) => count === 1)).toBe(true);
      expect(new Set(finished.keys())).toEqual(finishedKeys(whole.text()));
    }
    expect(kills).toBeGreaterThan(80);
  });

  it("a finished study is read from its journal alone", async () => {
    const journal = memoryJournal();
    const first = await run(simulatedPool(createRng(1)), { journal });
    const pool = simulatedPool(createRng(2));
    expect(await run(pool, { journal })).toEqual(first);
    expect(pool.calls).toEqual([]);
    // Another way of analysing is not another plan.
    expect((await run(pool, { journal, score: "mean" })).study!.score).toBe("mean");
    expect(pool.calls).toEqual([]);
  });

  it("refuses the journal of another plan", async () => {
    const journal = memoryJournal();
    await run(simulatedPool(createRng(1)), { journal });
    await expect(run(simulatedPool(createRng(1)), { journal, rng: 12 })).rejects.toThrow(/must be of this plan/);
    await expect(run({ ...simulatedPool(createRng(1)), problems: problems.slice(1) }, { journal })).rejects.toThrow(/must be of this plan/);
  });

  it("aborted at any progress: rejects with the reason, and resumes to the identical result", async () => {
    const uninterrupted = await run(simulatedPool(createRng(1)));
    for (const at of [1, 3, 6, 11, 19, 30]) {
      const journal = memoryJournal();
      const controller = new AbortController();
      const pool = simulatedPool(createRng(at));
      let count = 0;
      const reason = new Error("enough");
      const running = run(pool, { journal, signal: controller.signal, onProgress: () => ++count === at && controller.abort(reason) });
      await expect(running).rejects.toBe(reason);
      const kept = finishedKeys(journal.text());
      expect(kept.size).toBeGreaterThanOrEqual(at);
      for (let turn = 0; turn < 8; turn++) await new Promise(setImmediate);
      expect(finishedKeys(journal.text())).toEqual(kept); // calls that end late write nothing: another run may be writing
      const rest = simulatedPool(createRng(at + 100));
      expect(await run(rest, { journal })).toEqual(uninterrupted);
      for (const { key } of rest.calls) expect(kept.has(key)).toBe(false);
    }
    const early = new AbortController();
    early.abort(new Error("before"));
    const pool = simulatedPool(createRng(1));
    await expect(run(pool, { signal: early.signal })).rejects.toThrow("before");
    expect(pool.calls).toEqual([]);
  });

  it("aborts though calls and waits hang", async () => {
    const controller = new AbortController();
    let signal: AbortSignal | undefined;
    const evaluate = (_: string, __: readonly string[], context: { signal: AbortSignal }): Promise<never> => {
      signal = context.signal;
      return new Promise(() => {});
    };
    const running = run({ ...simulatedPool(createRng(1)), evaluate }, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error("stop")), 5);
    await expect(running).rejects.toThrow("stop");
    expect(signal!.aborted).toBe(true);
    const waiting = new AbortController();
    const failing = simulatedPool(createRng(1), () => true);
    const { evaluate: fails, finetune } = failing;
    const slow = runEnsembleStudy({ solvers, problems, evaluate: fails, finetune }, { ...plan, backoffMs: 1e6, signal: waiting.signal });
    setTimeout(() => waiting.abort(new Error("no patience")), 20);
    await expect(slow).rejects.toThrow("no patience"); // the default wait by a timer ends with the signal
  });

  it("stops where the journal cannot be written", async () => {
    let lines = 0;
    const journal: JournalStorage = { read: () => Promise.resolve(""), append: () => (++lines === 4 ? Promise.reject(new Error("disk full")) : Promise.resolve()) };
    await expect(run(simulatedPool(createRng(1)), { journal })).rejects.toThrow("disk full");
  });
});

describe("failing calls", () => {
  it("are repeated after doubling waits, and change nothing if they succeed in the end", async () => {
    const uninterrupted = await run(simulatedPool(createRng(1)));
    const waits: number[] = [];
    const pool = simulatedPool(createRng(2), ({ key }, attempt) => attempt < Math.floor(4 * chance("fails", key)));
    const sleep = (ms: number): Promise<void> => {
      waits.push(ms);
      return Promise.resolve();
    };
    expect(await run(pool, { sleep, backoffMs: 50 })).toEqual(uninterrupted);
    expect(new Set(waits)).toEqual(new Set([50, 100, 200]));
  });

  it("given up are listed, their cells are missing, all else is there; resumed when they work, nothing was lost", async () => {
    const uninterrupted = await run(simulatedPool(createRng(1)));
    const journal = memoryJournal();
    const pool = simulatedPool(createRng(2), ({ key }) => key.startsWith("finetune/") && chance("broken", key) < 0.2);
    const partial = await run(pool, { journal, retries: 1 });
    expect(partial.failures.length).toBeGreaterThan(1);
    const tuning = partial.failures.filter(({ call }) => call === "finetune");
    for (const { attempts, message, key } of tuning) expect([attempts, message]).toEqual([2, `no luck with ${key}`]);
    expect(partial.failures.filter(({ call }) => call === "evaluate").every(({ attempts }) => attempts === 0)).toBe(true);
    const missing = partial.study!.findings.find(({ code }) => code === "missing-cells");
    expect(missing).toBeDefined();
    partial.study!.cells.gain.forEach((gain, i) => Number.isNaN(gain) || expect(gain).toBe(uninterrupted.study!.cells.gain[i]));
    const rest = simulatedPool(createRng(3));
    expect(await run(rest, { journal })).toEqual(uninterrupted);
    expect(new Set(rest.calls.map(({ key }) => key))).toEqual(new Set(partial.failures.map(({ key }) => key)));
  });

  it("a solver that cannot be evaluated takes its ensembles out; all of them leave no study", async () => {
    const uninterrupted = await run(simulatedPool(createRng(1)));
    const journal = memoryJournal();
    const lost = await run(simulatedPool(createRng(2), ({ key }) => key === "baseline/ada"), { journal, retries: 0 });
    expect(lost.failures).toEqual([{ key: "baseline/ada", call: "evaluate", solver: "ada", attempts: 1, message: "no luck with baseline/ada" }]);
    const without = uninterrupted.study!.ensembles.filter(({ members }) => !members.includes("ada"));
    expect(lost.study!.ensembles.map(({ ensemble, members, meanGain }) => [ensemble, members, meanGain])).toEqual(
      without.map(({ ensemble, members, meanGain }) => [ensemble, members, meanGain]),
    );
    expect(await run(simulatedPool(createRng(3)), { journal })).toEqual(uninterrupted);
    const none = await run(simulatedPool(createRng(2), () => true), { retries: 0 });
    expect(none.study).toBeNull();
    expect(none.failures.length).toBe(5);
  });

  it("answers of the wrong form are failures too", async () => {
    const pool = simulatedPool(createRng(1));
    const message = async (evaluate: unknown, finetune: unknown = pool.finetune): Promise<string> => {
      const { failures } = await run({ ...pool, evaluate: evaluate as never, finetune: finetune as never }, { retries: 0 });
      return failures[0].message;
    };
    expect(await message(async () => [])).toMatch(/one outcome for each of 14 problems, got an array of length 0/);
    expect(await message(async (_: string, own: string[]) => own.map(() => ({ correct: 1 })))).toMatch(/correct must be true or false, got 1 for problem "p00"/);
    expect(await message(async (_: string, own: string[]) => own.map(() => ({ correct: true, answer: 4 })))).toMatch(/answer must be a text, got 4/);
    expect(await message(pool.evaluate, async () => "")).toMatch(/must give the name of the tuned solver, got ""/);
  });
});

describe("input", () => {
  it("is refused before any work is done", async () => {
    const pool = simulatedPool(createRng(1));
    const refused = (options: object, input: object = {}) => expect(runEnsembleStudy({ solvers, problems, evaluate: pool.evaluate, finetune: pool.finetune, ...input }, { ...plan, ...options } as never)).rejects;
    await refused({ concurrency: 0 }).toThrow(/concurrency must be an integer ≥ 1/);
    await refused({ retries: -1 }).toThrow(/retries/);
    await refused({ score: "best" }).toThrow(/score must be/);
    await refused({ samples: "any" }).toThrow(/unknown option `samples`/);
    await refused({}, { solvers: ["a", "a", "b"] }).toThrow(/must be distinct, got "a" twice/);
    await refused({}, { evaluate: undefined }).toThrow(/evaluate must be a function, got undefined/);
    await refused({}, { finetune: "job" }).toThrow(/finetune must be a function, got "job"/);
    await refused({}, { problems: ["p", ""] }).toThrow(/labels of problems must be texts/);
    await refused({}, { diversity: { solvers: ["ada", "bob"], distances: [[0, 1], [1, 0]] } }).toThrow(/diversity must be given for every solver, got none for "cyd"/);
    await refused({ rng: undefined }).toThrow(/need `rng`/);
    expect(pool.calls).toEqual([]);
  });
});
