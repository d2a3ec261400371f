import { describe, expect, it } from "vitest";
import { runSteps, runStepsAsync, type Steps } from "../../src/steps/index.ts";

/** Counts to `total`, one step each; every `busyMs` of it keeps the processor busy. */
function* count(total: number, busyMs: number = 0): Steps<number> {
  let done = 0;
  while (done < total) {
    const until = performance.now() + busyMs;
    while (performance.now() < until);
    done++;
    yield done / total;
  }
  return done;
}

describe("runSteps()", () => {
  it("drains the work and returns its result", () => {
    expect(runSteps(count(1000))).toBe(1000);
    expect(runSteps(count(0))).toBe(0);
  });

  it("passes errors on", () => {
    expect(() => runSteps(failing())).toThrow("in the middle");
  });
});

describe("runStepsAsync()", () => {
  it("gives what runSteps() gives", async () => {
    expect(await runStepsAsync(count(5000))).toBe(runSteps(count(5000)));
  });

  it("reports rising shares between 0 and 1, at most once a slice", async () => {
    const shares: number[] = [];
    await runStepsAsync(count(20, 1), { sliceMs: 2, onProgress: (share) => shares.push(share) });
    expect(shares.length).toBeGreaterThan(1);
    expect(shares.length).toBeLessThanOrEqual(20);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.every((share) => share > 0 && share <= 1)).toBe(true);
  });

  it("gives the event loop turns: timers run while it works", async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    await runStepsAsync(count(30, 1), { sliceMs: 1 });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });

  it("rejects with the signal's reason, before the work and in its midst", async () => {
    const reason = new Error("enough");
    let started = false;
    function* work(): Steps<number> {
      started = true;
      yield* count(10);
      return 1;
    }
    await expect(runStepsAsync(work(), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(started).toBe(false);

    const controller = new AbortController();
    let seen = 0;
    const running = runStepsAsync(count(1000, 1), {
      sliceMs: 1,
      signal: controller.signal,
      onProgress: (share) => {
        seen = share;
        if (share > 0.01) controller.abort(reason);
      },
    });
    await expect(running).rejects.toBe(reason);
    expect(seen).toBeLessThan(0.5);
  });

  it("passes errors on as a rejection", async () => {
    await expect(runStepsAsync(failing())).rejects.toThrow("in the middle");
  });
});

function* failing(): Steps<number> {
  yield 0.5;
  throw new Error("in the middle");
}
