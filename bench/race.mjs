/** Interleaved rounds of two ways to do a thing, after one unmeasured round; the least time of each in milliseconds. */
export function race(rounds, ours, rival) {
  let ours_ms = Infinity;
  let rival_ms = Infinity;
  for (let round = -1; round < rounds; round++) {
    const our = timed(ours);
    const their = rival === undefined ? NaN : timed(rival);
    if (round < 0) continue;
    ours_ms = Math.min(ours_ms, our);
    rival_ms = Math.min(rival_ms, their);
  }
  return { ours_ms, rival_ms };
}

function timed(work) {
  const start = performance.now();
  work();
  return performance.now() - start;
}
