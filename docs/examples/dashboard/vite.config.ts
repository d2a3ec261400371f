import { viewerScriptHash } from "@divlab/core/report";
import type { IndexHtmlTransformResult, UserConfig } from "vite";

/**
 * What the page may do: run its own scripts and the one inside reports, and nothing over the network. The worker is made from a blob, so that it
 * is under the same policy; loaded from an address it would not be.
 */
const policy = {
  "default-src": "'none'",
  "script-src": `'self' 'wasm-unsafe-eval' '${viewerScriptHash}'`,
  "style-src": "'self' 'unsafe-inline'",
  "worker-src": "blob:",
  "frame-src": "blob:",
  "img-src": "data:",
  "connect-src": "'none'",
  "base-uri": "'none'",
  "form-action": "'none'",
};

/** What `vite` needs besides while it serves the sources. */
const whileDeveloping = { ...policy, "worker-src": "'self' blob:", "connect-src": "'self' ws:" };

const config: UserConfig = {
  base: "./",
  // The worker with the library is one text inside the page's script.
  build: { target: "es2022", modulePreload: { polyfill: false }, chunkSizeWarningLimit: 2000 },
  // The simulated examples stand beside this folder; these are not files Vite knows.
  assetsInclude: ["**/*.npy", "**/*.safetensors"],
  server: { fs: { allow: [".."] } },
  plugins: [
    {
      name: "content-security-policy",
      transformIndexHtml(_html, { server }): IndexHtmlTransformResult {
        const content = Object.entries(server === undefined ? policy : whileDeveloping).map((directive) => directive.join(" ")).join("; ");
        return [{ tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content }, injectTo: "head-prepend" }];
      },
    },
  ],
};

// oxlint-disable-next-line import/no-default-export -- it is what Vite looks for
export default config;
