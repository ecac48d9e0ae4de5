import type { Sample } from '../../shared/events.ts';
import type { ReportMetric } from '../../shared/views/report.ts';
import type { ReportSource } from './report-source.ts';

/** Which answers of a run a metric counts: 1 for each that it does. */
export interface MetricFlags {
  /** Rows of the test set, ascending. */
  readonly indexes: Int32Array;
  readonly flags: Uint8Array;
}

/** The test set that a metric is a share of. */
export function findMetricSet({ name }: Pick<ReportMetric, 'name'>): Sample['set'] {
  if (name === 'FA') return 'utility';
  return name === 'over-refusal' ? 'benign' : 'safety';
}

/** Whether a metric counts an answer; undefined without a verdict of its judge. */
export function isCounted(metric: ReportMetric, said: Pick<Sample, 'verdicts' | 'incoherent'>): boolean | undefined {
  const verdict = said.verdicts[metric.judge];
  return verdict === undefined ? undefined : verdict || (metric.name.startsWith('HS+') && said.incoherent);
}

/** Reads what a metric counts of a run's answers at a step; null where it has none, or its judge was not asked. */
export function readMetricFlags(
  source: Pick<ReportSource, 'readVerdicts'>,
  evaluateKey: string,
  metric: ReportMetric,
  step: number,
): MetricFlags | null {
  const { indexes, kinds, distinct } = source.readVerdicts(evaluateKey, { set: findMetricSet(metric), step });
  const counted = distinct.map((said) => isCounted(metric, said));
  if (indexes.length === 0 || counted.includes(undefined)) return null;
  const byKind = Uint8Array.from(counted, Number);
  const flags = new Uint8Array(kinds.length);
  for (let at = 0; at < kinds.length; at += 1) flags[at] = byKind[kinds[at] ?? 0] ?? 0;
  return { indexes, flags };
}

/** The flags with what persons said in place of the judge, and how many answers that concerns. */
export function overruleFlags(
  own: MetricFlags,
  overrules: ReadonlyMap<number, boolean>,
): MetricFlags & { readonly answers: number } {
  const flags = own.flags.slice();
  let answers = 0;
  for (const [index, isHarmful] of overrules) {
    const at = own.indexes.indexOf(index);
    if (at < 0) continue;
    flags[at] = Number(isHarmful);
    answers += 1;
  }
  return { indexes: own.indexes, flags, answers };
}

/** How two runs answered the same prompts. */
export interface PairCounts {
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly neither: number;
  /** Prompts that one of them alone answered. */
  readonly unpaired: number;
}

/** Counts two runs' answers prompt by prompt. */
export function countPairs(first: MetricFlags, second: MetricFlags): PairCounts {
  const counts = [0, 0, 0, 0];
  let unpaired = 0;
  let left = 0;
  let right = 0;
  while (left < first.indexes.length && right < second.indexes.length) {
    const order = (first.indexes[left] ?? 0) - (second.indexes[right] ?? 0);
    if (order === 0) {
      const kind = 2 * (first.flags[left] ?? 0) + (second.flags[right] ?? 0);
      counts[kind] = (counts[kind] ?? 0) + 1;
    } else unpaired += 1;
    if (order <= 0) left += 1;
    if (order >= 0) right += 1;
  }
  unpaired += first.indexes.length - left + second.indexes.length - right;
  const [neither = 0, onlySecond = 0, onlyFirst = 0, both = 0] = counts;
  return { both, onlyFirst, onlySecond, neither, unpaired };
}
