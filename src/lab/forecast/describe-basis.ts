import type { Estimate } from './stage-time.ts';

/** In words: what the numbers of a forecast rest on. */
export function describeBasis(times: readonly (Estimate | null)[], memories: readonly (Estimate | null)[]): string {
  if (times.length === 0) return 'Everything is complete already.';
  return `${describeTimes(times)} ${describeMemories(memories)}`;
}

function describeTimes(times: readonly (Estimate | null)[]): string {
  if (times.some((time) => time === null)) {
    return 'The time is not known yet: nothing comparable has run on this machine. It appears as soon as the first stages of each kind run.';
  }
  if (times.some((time) => time?.ground === 'estimated')) {
    return 'The time is a rough estimate from other models or methods that ran on this machine; it gets better as runs go.';
  }
  return 'The time is measured: stages with the same model and method ran on this machine.';
}

function describeMemories(memories: readonly (Estimate | null)[]): string {
  if (memories.some((memory) => memory === null)) return 'The memory is not known.';
  return memories.some((memory) => memory?.ground === 'estimated')
    ? 'The memory is an estimate from the size of the model.'
    : 'The memory is what such stages took at most.';
}
