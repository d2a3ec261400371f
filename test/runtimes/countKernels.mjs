/**
 * Loaded before everything else (`node --import`), counts the calls of every function of the WebAssembly module in `globalThis.kernelCalls`.
 * Four are called by `differences` alone, each for a measure of its own: they are counted by its first argument.
 */
const { Instance } = WebAssembly;
const calls = {};
const ofMeasure = { 1: "square", 2: "absolute", 3: "unequal", 4: "largest" };
globalThis.kernelCalls = calls;

WebAssembly.Instance = function CountingInstance(...args) {
  const { exports } = new Instance(...args);
  const counting = Object.entries(exports).map(([name, value]) => {
    if (typeof value !== "function") return [name, value];
    calls[name] ??= 0;
    const counted = (...numbers) => {
      calls[name]++;
      if (name === "differences" && numbers[0] in ofMeasure) calls[ofMeasure[numbers[0]]]++;
      return value(...numbers);
    };
    return [name, counted];
  });
  return { exports: Object.fromEntries(counting) };
};
