import { canonicalJson } from '../../../shared/canonical-json.ts';
import type { ProbeGroup, ProbeView } from '../../../shared/views/probe.ts';
import type { RunStyle } from '../../charts/run-style.ts';
import type { LineSeries } from '../../charts/series.ts';
import { armId } from './comparison-view.tsx';

/** The loss over the length of the step, one line per arm and model, in the order of the arms; ids begin with the arm's. */
export function drawDirections(
  view: ProbeView,
  choice: {
    readonly arms: readonly { readonly label: string }[];
    readonly styles: readonly RunStyle[];
    readonly hiddenArms: ReadonlySet<number>;
    readonly describe: (group: ProbeGroup) => string;
  },
): LineSeries[] {
  return choice.arms.flatMap(({ label }, arm) => {
    const base = choice.styles[arm];
    if (!base || choice.hiddenArms.has(arm)) return [];
    return view.groups
      .filter((group) => group.arm === label)
      .map((group, place) => drawGroup(group, armId(arm), tellApart(base, place), choice.describe(group)));
  });
}

/** Lines of one arm share its colour; dashes tell its models apart. */
function tellApart(style: RunStyle, place: number): RunStyle {
  return { ...style, dash: dashes[place % dashes.length] ?? style.dash };
}

const dashes: readonly RunStyle['dash'][] = [[], [7, 4], [2, 3], [9, 3, 2, 3]];

function drawGroup(group: ProbeGroup, arm: string, style: RunStyle, label: string): LineSeries {
  const points = group.points.filter(({ name }) => name === 'loss').toSorted((left, right) => left.at - right.at);
  return {
    id: nameGroup(arm, group),
    label,
    style,
    hasMarkers: true,
    xs: points.map(({ at }) => at),
    ys: points.map(({ summary }) => summary.mean),
    band: {
      low: points.map(({ summary }) => summary.interval?.low ?? null),
      high: points.map(({ summary }) => summary.interval?.high ?? null),
    },
  };
}

/** One name per group of an arm, whatever else was varied. */
export function nameGroup(arm: string, { attackP, step, rows, varied }: ProbeGroup): string {
  return [arm, attackP ?? 'aligned', step, rows, canonicalJson(varied)].join('/');
}
