export function jsrText(manifest: object): string;
