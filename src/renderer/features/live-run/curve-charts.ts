import { getMethod } from '../../../shared/methods/index.ts';
import { text } from '../../text/index.ts';

export interface CurveChart {
  readonly id: string;
  readonly title: string;
  /** Names of the series in it, with what they are called. */
  readonly lines: readonly { readonly name: string; readonly label: string }[];
}

export interface CurveGroup {
  readonly title: string;
  readonly charts: readonly CurveChart[];
}

const words = text.liveRun.curves;

/** What trainers report beside the methods' own diagnostics. */
const trainerSeries: Readonly<Record<string, string>> = words.trainer;

/** Which series belong into one picture; the first of these that has a series takes it. */
const pictures: readonly {
  readonly id: string;
  readonly title: string;
  readonly matches: RegExp;
  readonly group: string;
}[] = [
  { id: 'losses', title: words.losses, matches: /^(f|h|hPerturbed)$/, group: words.groups.loss },
  { id: 'norms', title: words.norms, matches: /Norm$|^norm/i, group: words.groups.gradients },
  { id: 'cosines', title: words.cosines, matches: /cosine/i, group: words.groups.gradients },
];

/** Series that are not drawn: an x axis shows them. */
const axes: ReadonlySet<string> = new Set(['epoch']);

/**
 * Sorts a stage's series into pictures and groups, with the names and in the order that the stage's method declares;
 * what no picture takes gets one of its own.
 */
export function listCurveCharts(names: readonly string[], methodName: string): readonly CurveGroup[] {
  const declared: Readonly<Record<string, string>> = getMethod(methodName).diagnostics;
  const order = [...Object.keys(declared), ...Object.keys(trainerSeries)];
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  const drawn = names.filter((name) => !axes.has(name)).sort((left, right) => rank(left) - rank(right));
  const groups = new Map<string, CurveChart[]>(
    [words.groups.loss, words.groups.diagnostics, words.groups.gradients, words.groups.training].map((title) => [
      title,
      [],
    ]),
  );
  for (const name of drawn) {
    const label = declared[name] ?? trainerSeries[name] ?? name;
    const picture = pictures.find(({ matches }) => matches.test(name));
    const group = picture?.group ?? (name in declared ? words.groups.diagnostics : words.groups.training);
    const charts = groups.get(group) ?? [];
    const index = charts.findIndex(({ id }) => id === picture?.id);
    const before = charts[index];
    if (picture && before)
      charts[index] = { id: picture.id, title: picture.title, lines: [...before.lines, { name, label }] };
    else charts.push({ id: picture?.id ?? name, title: label, lines: [{ name, label }] });
  }
  return [...groups].flatMap(([title, charts]) => (charts.length > 0 ? [{ title, charts }] : []));
}
