/** Loaded before everything else (`node --import`), counts the calls of every function of the WebAssembly module in `globalThis.kernelCalls`. */
const { Instance } = WebAssembly;
const calls = {};
globalThis.kernelCalls = calls;

WebAssembly.Instance = function CountingInstance(...args) {
  const { exports } = new Instance(...args);
  const counting = Object.entries(exports).map(([name, value]) => {
    if (typeof value !== "function") return [name, value];
    calls[name] ??= 0;
    const counted = (...numbers) => {
      calls[name]++;
      return value(...numbers);
    };
    return [name, counted];
  });
  return { exports: Object.fromEntries(counting) };
};
