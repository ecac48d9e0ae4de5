import { findMetric } from '../../../shared/report/find-scores.ts';
import type { ReportData } from '../../../shared/views/report.ts';
import type { ReportFinding } from '../../../shared/views/report-words.ts';
import { seedWords } from './words.ts';

const about = { arm: null, condition: null, metric: null } as const;
/** From here on a t interval over seeds is no longer at the mercy of one of them. */
const comfortableSeeds = 5;

/** What holds for all numbers of the report: runs that are missing, few seeds, many comparisons, unlike settings. */
export function listCautions(data: ReportData): ReportFinding[] {
  const notes = [describeProgress(data), describeSeeds(data), describeComparisons(data)].filter(
    (text) => text !== null,
  );
  return [
    ...notes.map((text): ReportFinding => ({ kind: 'basis', verdict: 'caution', ...about, text })),
    ...data.warnings.map((text): ReportFinding => ({ kind: 'comparability', verdict: 'caution', ...about, text })),
  ];
}

function describeProgress({ runs }: ReportData): string | null {
  const completed = runs.byStatus.completed ?? 0;
  return completed === runs.total ? null : `${completed} of ${runs.total} runs are complete; the numbers may change.`;
}

function describeSeeds(data: ReportData): string | null {
  const counts = data.scores.filter((group) => group.step === data.headlineStep).map((group) => group.summary.n);
  if (counts.length === 0) return null;
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  if (most === 1)
    return 'Every number rests on 1 seed: how far another seed would differ is unknown, and no interval can be given.';
  if (fewest >= comfortableSeeds) return null;
  const range = fewest === most ? seedWords(most) : `${fewest} to ${most} seeds`;
  return `The numbers rest on ${range}: intervals from so few are wide and suppose that seeds scatter like a normal distribution, which so few cannot show.`;
}

function describeComparisons(data: ReportData): string | null {
  const metric = findMetric(data, 'HS') ?? 0;
  const tested = data.differences.filter((it) => it.step === data.headlineStep && it.metric === metric);
  const count = tested.filter((it) => it.interval !== null && it.sd !== 0).length;
  if (count < 2) return null;
  return `${count} differences per metric are judged at once: p values are corrected for it after Holm, intervals are not.`;
}
