export { backend, type Backend, prepareWasm, setWasmModule } from "./backend.ts";
