import type { ReportData } from '../../../shared/views/report.ts';
import { getArmStyle, type RunStyle, type StyledExperiment } from '../../charts/run-style.ts';

/**
 * A style per arm of a comparison. An arm looks as in its experiment, also where only some arms were chosen; where arms of
 * several experiments would look the same, they are numbered as they stand here.
 */
export function listArmStyles(data: ReportData, experiments: readonly StyledExperiment[]): RunStyle[] {
  const places = data.arms.map(({ label }, index) => {
    const member = data.runs.members.find((run) => run.arm === index);
    const arms = experiments.find((experiment) => experiment.id === member?.experimentId)?.spec.arms ?? [];
    const found = arms.findIndex((arm) => arm.label === label || label.startsWith(`${arm.label} (`));
    return found < 0 ? null : found;
  });
  const isDistinct = places.every((place) => place !== null) && new Set(places).size === places.length;
  return data.arms.map((_, index) => getArmStyle((isDistinct ? places[index] : null) ?? index));
}

/** The style of an arm under a condition: of a single arm, the conditions are what has to be told apart. */
export function pickStyle(
  data: ReportData,
  styles: readonly RunStyle[],
  { arm, condition }: { arm: number; condition: number },
): RunStyle | undefined {
  return data.arms.length === 1 && data.conditions.length > 1 ? getArmStyle(condition) : styles[arm];
}
