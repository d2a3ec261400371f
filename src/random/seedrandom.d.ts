/** The one seedrandom generator we use; its package types only the others. */
declare module "seedrandom/lib/xor4096.js" {
  /** The Weyl number, the place of the latest word, and the 128 words. */
  interface State {
    readonly w: number;
    readonly i: number;
    readonly X: ArrayLike<number>;
  }
  export interface Xor4096 {
    (): number;
    readonly double: () => number;
    int32(): number;
    /** A copy of the state, if asked for. */
    state(): State;
  }
  export default function xor4096(seed: string, options?: { readonly state: true | State }): Xor4096;
}
