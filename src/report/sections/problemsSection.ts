import type { SamplingStudy } from "../../study/index.ts";
import type { Cell, Section } from "../document.ts";

/** Every problem with correct and all samples of each solver: the table one can sort and search. */
export function problemsSection(study: SamplingStudy): Section[] {
  const solvers = study.solvers.flatMap(({ counts }) => (counts === undefined ? [] : [counts]));
  if (solvers.length === 0) return [];
  const bySolver = solvers.map(({ problem, n, c }) => new Map(problem.map((name, i) => [name, { n: n[i], c: c[i] }])));
  const problems = [...new Set(solvers.flatMap(({ problem }) => problem))];
  const rows = problems.map((problem): Cell[] => [
    problem,
    ...bySolver.flatMap((counts): Cell[] => {
      const own = counts.get(problem);
      return own === undefined ? [null, null] : [own.c / own.n, `${own.c}/${own.n}`];
    }),
  ]);
  return [
    {
      id: "problems",
      heading: "The problems",
      blocks: [
        {
          type: "table",
          detail: true,
          caption: "Success rate and correct/all samples of every problem",
          columns: [
            { name: "problem", format: "text" },
            ...solvers.flatMap(({ solver }) => [
              { name: solver, format: "share" as const },
              { name: "c/n", format: "text" as const, description: `correct and all samples of ${solver}` },
            ]),
          ],
          rows,
        },
      ],
    },
  ];
}
