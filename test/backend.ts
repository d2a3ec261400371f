import { useBackend } from "../src/kernels/backend.ts";

// Before each file of the project "js": its tests run on the kernels in JavaScript.
if (process.env.DIVLAB_BACKEND === "js") useBackend("js");
