// For tests in TypeScript; scripts that Node runs as they are import packed.mjs.
export { packedProject } from "./packed.mjs";
