import { dirname, resolve } from 'node:path';
import type { RunSettings } from '../../shared/spec/experiment.ts';
import { type InputDigests, UnusableInput } from './digest.ts';
import { makeFault, SpecError, type SpecFault } from './spec-error.ts';

/** The settings with the digest of each moderation model, so that a run says which one was meant. @throws SpecError for one that cannot be used. */
export async function resolveJudges(
  settings: RunSettings,
  { specPath, digests }: { readonly specPath: string; readonly digests: InputDigests },
): Promise<RunSettings> {
  const { evaluation } = settings;
  const { judges } = evaluation.safety;
  if (!judges.some((judge) => typeof judge !== 'string' && judge.name === 'moderation')) return settings;
  const faults: SpecFault[] = [];
  const resolved: typeof judges = [];
  for (const [index, judge] of judges.entries()) {
    if (typeof judge === 'string' || judge.name !== 'moderation') {
      resolved.push(judge);
      continue;
    }
    try {
      const digest = await digests.ofModel(resolve(dirname(specPath), judge.path));
      if (judge.digest !== undefined && judge.digest !== digest)
        throw new UnusableInput('spec/changed-model', 'is another model than the digest beside it says');
      resolved.push({ ...judge, digest });
    } catch (error) {
      if (!(error instanceof UnusableInput)) throw error;
      const path = 'evaluation.safety.judges';
      faults.push(makeFault({ code: error.code, path, place: `${path}[${index}].path`, sentence: error.sentence }));
    }
  }
  if (faults.length > 0) throw new SpecError(specPath, faults);
  return { ...settings, evaluation: { ...evaluation, safety: { ...evaluation.safety, judges: resolved } } };
}
