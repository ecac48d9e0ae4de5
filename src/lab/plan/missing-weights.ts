import type { StageFile } from '../../shared/spec/stage.ts';
import { asSentence, type SpecFault } from './spec-error.ts';

/** What is known of a stage's kept models: the bundle that it was imported from without them, or undefined where they are there. */
export type FindBareImport = (stageKey: string, needs: 'last' | 'all') => { readonly fileName: string } | undefined;

interface RunStages {
  readonly align: StageFile;
  readonly attack: StageFile;
  readonly evaluate: StageFile;
}

/** Stages of a run that are complete, were imported without weights, and would be built on. */
export function findMissingWeights(
  { align, attack, evaluate }: RunStages,
  options: { readonly isComplete: (stageKey: string) => boolean; readonly findBareImport: FindBareImport },
): SpecFault[] {
  const { isComplete, findBareImport } = options;
  if (isComplete(evaluate.key)) return [];
  const isAttacked = isComplete(attack.key);
  const next = isAttacked ? 'evaluation' : 'attack';
  const alignment = isComplete(align.key) ? findBareImport(align.key, 'last') : undefined;
  const attacked = isAttacked ? findBareImport(attack.key, 'all') : undefined;
  return [
    ...(alignment ? [describe(`alignment ${align.key.slice(0, 8)}`, next, alignment.fileName)] : []),
    ...(attacked ? [describe(`attack ${attack.key.slice(0, 8)}`, next, attacked.fileName)] : []),
  ];
}

function describe(stage: string, next: string, fileName: string): SpecFault {
  const line = `the ${stage}, which the ${next} goes on from, was imported from ${fileName} without weights; import a bundle of it that has all weights, or delete the imported runs for good so that it is run again here`;
  return { code: 'spec/no-weights', path: '', arm: null, line, message: asSentence(line) };
}
