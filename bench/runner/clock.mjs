/**
 * Runs something and returns [processor time, time on the wall] in milliseconds. Processor time is that of the whole process, the engine's
 * helper threads included. It is what ratios are made of: on a machine that others use as well, the wall counts their turns too.
 */
export function stopwatch(work) {
  const wall = performance.now();
  const { user, system } = process.cpuUsage();
  work();
  const after = process.cpuUsage();
  return [(after.user + after.system - user - system) / 1000, performance.now() - wall];
}
