import { version } from "./version.ts";

/** The page that defines every number of every report; it is part of the package, so that it can be found without a network. */
export const formulasPage: string = `docs/numbers.md of @divlab/core ${version}`;
