/** The name in the label of a measure, without the words that explain it. */
export function measureName(label: string): string {
  const [name] = label.split(", ");
  const remark = /\((.*)\)$/.exec(label);
  return remark === null || name === label ? name : `${name} (${remark[1]})`;
}
