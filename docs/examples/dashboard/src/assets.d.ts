/// <reference types="vite/client" />

declare module "*?inline" {
  const url: string;
  export default url;
}
