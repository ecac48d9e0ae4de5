import type { StageCurves } from '../../shared/contract/stages.ts';
import { findFirstAtLeast } from './thin.ts';

export const xModes = ['step', 'epoch', 'samples', 'time'] as const;
export type XMode = (typeof xModes)[number];

export type TimeUnit = 's' | 'min' | 'h';
const unitMs: Readonly<Record<TimeUnit, number>> = { s: 1000, min: 60_000, h: 3_600_000 };

/** What of a stage's curves turns steps into something else. */
export type XSource = Pick<StageCurves, 'samplesPerStep' | 'rowsPerEpoch' | 'times'>;

/** What the x axis of a stage's curves can show. */
export function listXModes({ samplesPerStep, rowsPerEpoch, times }: XSource): XMode[] {
  return xModes.filter((mode) => {
    if (mode === 'samples') return samplesPerStep !== null;
    if (mode === 'epoch') return samplesPerStep !== null && rowsPerEpoch !== null && rowsPerEpoch > 0;
    return mode === 'step' || times.steps.length > 1;
  });
}

/** Steps as what the axis shows: steps, epochs, examples seen, or time since step 0 in `unit`. */
export function convertSteps(steps: readonly number[], mode: XMode, source: XSource, unit: TimeUnit): number[] {
  const { samplesPerStep, rowsPerEpoch, times } = source;
  switch (mode) {
    case 'step':
      return [...steps];
    case 'samples':
      return steps.map((step) => step * (samplesPerStep ?? 1));
    case 'epoch':
      return steps.map((step) => (step * (samplesPerStep ?? 1)) / (rowsPerEpoch ?? 1));
    case 'time': {
      const startMs = findTime(0, times);
      return steps.map((step) => (findTime(step, times) - startMs) / unitMs[unit]);
    }
  }
}

/** The largest unit in which the longest of the stages is at least two long. */
export function chooseTimeUnit(sources: readonly XSource[]): TimeUnit {
  const spans = sources.map(({ times }) => (times.atMs.at(-1) ?? 0) - (times.atMs[0] ?? 0));
  const longestMs = Math.max(0, ...spans);
  if (longestMs >= 2 * unitMs.h) return 'h';
  return longestMs >= 2 * unitMs.min ? 'min' : 's';
}

/** When a step was written: between two known steps by interpolation, outside by going on at the pace of the nearest two. */
function findTime(step: number, { steps, atMs }: StageCurves['times']): number {
  if (steps.length < 2) return atMs[0] ?? 0;
  const after = Math.min(steps.length - 1, Math.max(1, findFirstAtLeast(steps, step)));
  const fromStep = steps[after - 1] ?? 0;
  const toStep = steps[after] ?? fromStep;
  const fromMs = atMs[after - 1] ?? 0;
  const toMs = atMs[after] ?? fromMs;
  return toStep === fromStep ? toMs : fromMs + ((toMs - fromMs) * (step - fromStep)) / (toStep - fromStep);
}
