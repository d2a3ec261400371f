/**
 * Measures entrants in turn: in every round each runs one batch of about `batchMs` (one call, if that takes longer), so that a
 * busy moment of the machine hits all of them. An entrant is { batchMs?, start?, batch(calls), stop? }, where `batch` returns the milliseconds of
 * all calls, [processor time, wall] or one number for both.
 *
 * Warm-up: batches that do not count until `warmMs` have passed; none with `calls`, the calls of a batch. Where batches would take longer
 * than `budgetMs` in all, there are fewer rounds for the first entrant's sake, and another one sits out some, but runs in `fewest` at least.
 *
 * @returns `measured`: per entrant the milliseconds per call of each round (`times` of the processor, `walls`), NaN where it sat out, and the calls of a batch; and
 * `more(rounds, wanted)`: further rounds of the first entrant and those that are wanted, added to the earlier ones.
 */
export async function interleave(entrants, { rounds, batchMs = 9, warmMs = 30, budgetMs = 4000, fewest = 5, calls }) {
  const plans = [];
  for (const entrant of entrants) plans.push({ ...(calls === undefined ? await warmUp(entrant, batchMs === 0 ? 0 : (entrant.batchMs ?? batchMs), warmMs) : { callMs: 0, calls }), every: 1, times: [], walls: [] });
  const run = async (asked, wanted = plans.map(() => true)) => {
    const most = Math.floor(budgetMs / (plans[0].callMs * plans[0].calls));
    const more = Math.min(asked, Math.max(fewest, most));
    for (const plan of plans.slice(1)) {
      const share = Math.max(fewest / more, budgetMs / (plan.callMs * plan.calls * more));
      plan.every = Math.max(1, Math.floor(1 / Math.min(1, share)));
    }
    for (let round = 0; round < more; round++) {
      for (let turn = 0; turn < entrants.length; turn++) {
        // Another one begins each round: nobody always runs after the same neighbour's caches.
        const at = (turn + round) % entrants.length;
        const plan = plans[at];
        const [ms, wall] = (at === 0 || wanted[at]) && round % plan.every === 0 ? await timed(entrants[at], plan.calls) : [NaN, NaN];
        plan.times.push(ms / plan.calls);
        plan.walls.push(wall / plan.calls);
      }
    }
    return plans.map(({ times, walls, calls }) => ({ times, walls, calls }));
  };
  return { measured: await run(rounds), more: run };
}

async function warmUp(entrant, batchMs, warmMs) {
  let [callMs] = await timed(entrant, 1);
  for (let passed = callMs; passed < warmMs; ) {
    const calls = Math.max(1, Math.round(batchMs / Math.max(callMs, 1e-5)));
    const [ms] = await timed(entrant, Math.min(calls, 1_000_000));
    callMs = ms / Math.min(calls, 1_000_000);
    passed += Math.max(ms, 0.1);
  }
  return { callMs, calls: Math.max(1, Math.round(batchMs / Math.max(callMs, 1e-5))) };
}

async function timed(entrant, calls) {
  // The garbage of one is not collected in the batch of another, where the engine lets us (run.mjs asks for it).
  globalThis.gc?.();
  entrant.start?.();
  try {
    const times = await entrant.batch(calls);
    return typeof times === "number" ? [times, times] : times;
  } finally {
    entrant.stop?.();
  }
}
