import type { ArmComparison, ArmGroup, PairedDifference } from "../../study/index.ts";
import type { Block, Cell, Column, Dots, Section, Table } from "../document.ts";
import { measureName } from "../measureName.ts";
import { levelText } from "../levelText.ts";

/** The comparison of two solvers for each value of a column. */
export function armGroupSection({ a, b, groups }: ArmComparison, id: string, by: string | undefined, level: number): Section[] {
  if (groups === undefined || groups.length === 0 || by === undefined) return [];
  const blocks: Block[] = [...differenceFigure(a, b, by, groups, level), groupTable(a, b, by, groups, level)];
  return [{ id: `${id}-groups`, heading: `${a} against ${b}, by ${by}`, blocks }];
}

function differenceFigure(a: string, b: string, by: string, groups: readonly ArmGroup[], level: number): Dots[] {
  const rows = groups.flatMap(({ value, problems, passAtK }) =>
    ends(passAtK).map(({ k, estimate, confidenceInterval: { low, high } }) => ({
      label: `${value} (${problems} problem${problems === 1 ? "" : "s"})`,
      group: `k = ${k}`,
      estimate,
      ...(!Number.isNaN(low) && { low, high }),
    })),
  );
  if (rows.length === 0) return [];
  const caption = `pass@k of ${a} minus pass@k of ${b} by ${by}, with ${levelText(level)} t intervals`;
  return [{ type: "dots", caption, x: { label: "difference", scale: "linear", points: true }, reference: 0, rows }];
}

function groupTable(a: string, b: string, by: string, groups: readonly ArmGroup[], level: number): Table {
  const columns: Column[] = [
    { name: by, format: "text" },
    { name: "problems", format: "integer" },
  ];
  const cells: ((group: ArmGroup) => Cell[])[] = [({ value, problems }) => [value, problems]];
  if (groups.some(({ passAtK }) => passAtK !== undefined)) {
    columns.push({ name: "k", format: "text" }, { name: `${a}, pass@k`, format: "share" }, { name: `${b}, pass@k`, format: "share" }, { name: "difference", format: "points" }, { name: "p", format: "p" });
  }
  const measured = groups.find(({ diversity }) => diversity !== undefined)?.diversity;
  const further: { readonly of: (group: ArmGroup) => PairedDifference | undefined; readonly name: string }[] = [];
  if (groups.some(({ reward }) => reward !== undefined)) further.push({ name: "mean reward", of: ({ reward }) => reward });
  if (measured !== undefined) further.push({ name: measureName(measured.label), of: ({ diversity }) => diversity });
  for (const { name } of further) columns.push({ name: `${name}, difference`, format: "number" }, { name: "p", format: "p" });
  const rows = groups.flatMap((group) => {
    const points = ends(group.passAtK);
    const tail = further.flatMap(({ of }): Cell[] => {
      const difference = of(group);
      if (difference === undefined) return [null, null];
      const { estimate, confidenceInterval, tTest } = difference;
      return [Number.isNaN(confidenceInterval.low) ? estimate : { estimate, confidenceInterval }, tTest?.pValue ?? null];
    });
    const start = cells.flatMap((of) => of(group));
    if (!columns.some(({ name }) => name === "k")) return [[...start, ...tail]];
    if (points.length === 0) return [[...start, "", null, null, null, null, ...tail]];
    return points.map((point, i) => {
      const own: Cell[] = [`${point.k}`, point.a, point.b, { estimate: point.estimate, confidenceInterval: point.confidenceInterval }, point.pValue];
      return i === 0 ? [...start, ...own, ...tail] : ["", null, ...own, ...tail.map(() => null)];
    });
  });
  return { type: "table", caption: `The comparison by ${by}: paired differences ${a} − ${b} with ${levelText(level)} t intervals`, columns, rows };
}

/** The smallest and the largest k, which tell the story. */
function ends(points: ArmGroup["passAtK"] = []): NonNullable<ArmGroup["passAtK"]> {
  return points.length <= 2 ? points : [points[0], points[points.length - 1]];
}
