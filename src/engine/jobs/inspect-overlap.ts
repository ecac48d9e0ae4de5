import { AppError } from '../../shared/errors.ts';
import type { OverlapReport } from '../../shared/spec/inspection.ts';
import type { Job } from '../../shared/spec/job.ts';
import { type NamedExamples, readDataset } from '../data/index.ts';
import { compareSets } from '../data/near-duplicates/compare-sets.ts';
import { writeResult } from './write-result.ts';

type OverlapJob = Extract<Job, { kind: 'inspect-overlap' }>;

/** Writes which prompts the sets share and repeat; a set whose file cannot be read is named and left out. */
export function inspectOverlap({ sets, threshold, out }: OverlapJob): void {
  const problems: { path: string; message: string }[] = [];
  const readable = sets.flatMap(({ role, path, data }): NamedExamples[] => {
    try {
      return [{ role, examples: readDataset(data) }];
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      problems.push({ path, message: error.message });
      return [];
    }
  });
  writeResult(out, { ...compareSets(readable, threshold), problems } satisfies OverlapReport);
}
