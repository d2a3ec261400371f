export function hashOf(result: unknown): string;
