export function packedProject(files?: Readonly<Record<string, string>>): { readonly folder: string; readonly tarball: string };
