export const program: string;
export const projects: Readonly<Record<"Node's resolution" | "a bundler's resolution" | "Node's types in place of the browser's", object>>;
export function compileAsUser(name: keyof typeof projects, tsc?: string): { readonly faults: string; readonly output: string };
