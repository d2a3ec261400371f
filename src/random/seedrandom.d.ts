/** The one seedrandom generator we use; its package types only the others. */
declare module "seedrandom/lib/xor4096.js" {
  interface Xor4096 {
    (): number;
    readonly double: () => number;
    int32(): number;
  }
  export default function xor4096(seed: string): Xor4096;
}
