export const program: string;
export const projects: Readonly<Record<"a bundler and the browser's types" | "Node and its types", object>>;
export function compileAsUser(name: keyof typeof projects, tsc?: string): { readonly faults: string; readonly output: string };
