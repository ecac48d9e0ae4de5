import { canonicalJson } from '../../shared/canonical-json.ts';
import type { ExperimentSpec } from '../../shared/spec/experiment.ts';

export type Marker = 'circle' | 'triangle' | 'rect' | 'rectRot' | 'crossRot';

/** How a run or an arm is drawn, on every page and whatever else is shown beside it. */
export interface RunStyle {
  /** Stroke and fill on the light and on the dark theme, at least 3:1 against the page. */
  readonly light: string;
  readonly dark: string;
  /** Canvas and SVG dash pattern; empty is solid. */
  readonly dash: readonly number[];
  readonly marker: Marker;
}

/** After Okabe and Ito's palette for colour-blind readers, darkened or lightened; in the order of written reports. */
const colours: readonly (readonly [light: string, dark: string])[] = [
  ['#c44e00', '#f0894b'],
  ['#0072b2', '#5ab4e8'],
  ['#007a5a', '#34c49b'],
  ['#9c4577', '#e39ac4'],
  ['#8a6500', '#e0b02c'],
  ['#4d5661', '#b8c0ca'],
];
const dashes: readonly RunStyle['dash'][] = [[], [7, 4], [2, 3], [9, 3, 2, 3]];
const markers: readonly Marker[] = ['circle', 'triangle', 'rect', 'rectRot', 'crossRot'];

/** What of an experiment decides the styles of its runs; an ExperimentView is one. */
export interface StyledExperiment {
  readonly id: string;
  readonly spec: Pick<ExperimentSpec, 'arms' | 'vary'>;
}

/** The style of the arm with this place in a report; the same as in the written report. 60 differ. */
export function getArmStyle(arm: number): RunStyle {
  const [light, dark] = pick(colours, arm);
  return { light, dark, dash: pick(dashes, arm), marker: pick(markers, arm) };
}

/**
 * The style of a run, from the experiment's plan alone: that of its arm, as in reports and comparisons; where there is
 * only one arm, the varied values are what has to be told apart. Runs that differ only in the seed look the same.
 */
export function getRunStyle(
  experiment: StyledExperiment,
  run: { readonly arm: string; readonly varied: Readonly<Record<string, unknown>> },
): RunStyle {
  const { arms = [], vary } = experiment.spec;
  if (arms.length < 2) return getArmStyle(findCondition(vary, run.varied));
  return getArmStyle(
    Math.max(
      0,
      arms.findIndex(({ label }) => label === run.arm),
    ),
  );
}

/** Place of the varied values in the grid without the seed; 0 for values that the grid does not have. */
function findCondition(vary: ExperimentSpec['vary'], varied: Readonly<Record<string, unknown>>): number {
  let place = 0;
  for (const [path, values] of Object.entries(vary)) {
    if (path === 'seed') continue;
    const wanted = canonicalJson(varied[path] ?? null);
    const found = values.findIndex((value) => canonicalJson(value) === wanted);
    place = place * values.length + Math.max(0, found);
  }
  return place;
}

function pick<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('Nothing to pick from.');
  return item;
}
