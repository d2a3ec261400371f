import { basename, dirname, resolve } from "node:path";

/**
 * What the solvers of files that name none are called: as {@linkcode solverName}, after as many of their folders as tell files of one name apart.
 *
 * @param paths The files.
 * @returns A name for each; two are equal only where two paths are.
 */
export function solverNames(paths: readonly string[]): string[] {
  const names = paths.map(solverName);
  return paths.map((path, i) => {
    const rivals = paths.filter((rival, j) => names[j] === names[i] && resolve(rival) !== resolve(path));
    if (rivals.length === 0) return names[i];
    const folders = foldersOf(path);
    for (let depth = 1; depth <= folders.length; depth++) {
      const own = lastOf(folders, depth);
      if (rivals.every((rival) => lastOf(foldersOf(rival), depth) !== own)) return `${own}/${names[i]}`;
    }
    // Files of one folder, such as a.csv and a.jsonl.
    return rivals.every((rival) => basename(rival) !== basename(path)) ? basename(path) : path;
  });
}

/** The solver of a file that names none: its name without folders and endings, `_results` and `_eval_results` of human-eval and evalplus among them. */
export function solverName(path: string): string {
  return basename(path).replace(/(\.(table\.json|jsonl|json|csv|ndjson|parquet|eval|gz)|_(eval_)?results)+$/i, "") || "samples";
}

function foldersOf(path: string): string[] {
  return dirname(resolve(path)).split(/[\\/]/);
}

function lastOf(folders: readonly string[], depth: number): string {
  return folders.slice(-depth).join("/");
}
