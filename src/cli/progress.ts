import { stderr } from "node:process";

/** What long work reports to. */
export interface Progress {
  /** Says how far the work is; share in [0, 1], or undefined where the end is not known. */
  update(label: string, share: number | undefined, detail: string): void;
  /** Removes the line. */
  clear(): void;
}

/** A line on standard error with label, share, detail and the time left: only on a terminal, only after a second. */
export function createProgress(): Progress {
  if (!stderr.isTTY) return { update: () => {}, clear: () => {} };
  let label = "";
  let start = 0;
  let last = 0;
  let shown = false;
  const clear = (): void => {
    if (shown) stderr.write("\r\u001B[2K");
    shown = false;
  };
  const update: Progress["update"] = (nextLabel, share, detail) => {
    const now = performance.now();
    if (nextLabel !== label) {
      label = nextLabel;
      start = now;
    }
    if (now - start < 1000 || now - last < 100) return;
    last = now;
    const left = share !== undefined && share > 0.01 ? `, ${Math.ceil(((now - start) / 1000) * (1 / share - 1))} s left` : "";
    const percent = share === undefined ? "" : ` ${Math.floor(share * 100)} %`;
    stderr.write(`\r\u001B[2K${label}${percent} ${detail}${left}`.slice(0, stderr.columns + 5));
    shown = true;
  };
  return { update, clear };
}
