import { type ArmStyle, getArmStyle } from '../../shared/charts/arm-style.ts';
import { canonicalJson } from '../../shared/canonical-json.ts';
import type { ExperimentSpec } from '../../shared/spec/experiment.ts';

export { getArmStyle };

/** How a run is drawn, on every page and whatever else is shown beside it. */
export type RunStyle = ArmStyle;

/** What of an experiment decides the styles of its runs; an ExperimentView is one. */
export interface StyledExperiment {
  readonly id: string;
  readonly spec: Pick<ExperimentSpec, 'arms' | 'vary'>;
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
