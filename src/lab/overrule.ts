import { AppError } from '../shared/errors.ts';
import { hasSample, listOverruleRows, replaceOverrules } from '../store/index.ts';
import { writeOverrules } from './folder/overrules-file.ts';
import { stageFolder } from './folder/paths.ts';
import { resolveStage } from './queries.ts';
import type { LabContext } from './supervise/move-stage.ts';
import type { Lab, SampleOverrule, SamplePlace } from './types.ts';

/** Writes a person's verdict into the stage folder and then into the store; null takes it back. @throws AppError lab/no-stage, lab/no-sample. */
export function overruleSample(context: LabContext, change: Parameters<Lab['overruleSample']>[0]): void {
  const { store, dataFolder, tell } = context;
  const { step, set, index, verdict } = change;
  const { key } = resolveStage(store, change.stageKey);
  if (!hasSample(store, key, { step, set, index })) {
    throw new AppError(
      'lab/no-sample',
      `Stage ${key.slice(0, 12)} has no answer number ${index} of the ${set} prompts at step ${step}; reload the samples and choose one of them.`,
    );
  }
  const others = listOverruleRows(store, key).filter((other) => !isSamePlace(other, change));
  const overrules = verdict === null ? others : [...others, { step, set, index, ...verdict, atMs: Date.now() }];
  overrules.sort(comparePlaces);
  writeOverrules(stageFolder(dataFolder, key), overrules);
  replaceOverrules(store, key, overrules);
  tell({ kind: 'stage.grew', key, what: ['samples'] });
}

function isSamePlace(left: SamplePlace, right: SamplePlace): boolean {
  return left.step === right.step && left.set === right.set && left.index === right.index;
}

function comparePlaces(left: SampleOverrule, right: SampleOverrule): number {
  return left.step - right.step || left.set.localeCompare(right.set, 'en') || left.index - right.index;
}
