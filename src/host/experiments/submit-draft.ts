import { join } from 'node:path';
import type { DraftSpec } from '../../shared/contract/experiments.ts';
import { AppError } from '../../shared/errors.ts';
import { type Lab, writeJsonFile } from '../../lab/index.ts';
import { checkDraft } from './plan-draft.ts';

/**
 * Writes a draft as the spec file of its experiment, with absolute paths, and submits it. Returns the experiment's id.
 * @throws AppError spec/draft-problems naming the first of them, lab/cannot-write.
 */
export async function submitDraft(lab: Lab, draft: DraftSpec): Promise<string> {
  const { spec, plan, problems } = await checkDraft(lab, draft);
  if (!plan) {
    const [first] = problems;
    const place = [first?.arm, first?.path].filter(Boolean).join(', ');
    const more = problems.length > 1 ? ` ${problems.length - 1} more such problems follow.` : '';
    throw new AppError(
      'spec/draft-problems',
      `The experiment cannot run yet. ${place ? `${place}: ` : ''}${first?.message ?? ''}${more}`,
    );
  }
  const path = join(lab.dataFolder, 'specs', `${plan.id}.json`);
  writeJsonFile(path, spec);
  return (await lab.submit(path)).id;
}
