import type { AppError } from '../../shared/errors.ts';
import { getMethodSettings } from '../../shared/methods/index.ts';
import type { RunSettings } from '../../shared/spec/experiment.ts';

/** Makes the error for a setting, by dotted path. */
type Refuse = (path: string, sentence: string) => AppError;

/** Every rule that concerns more than one setting of a run. @throws what `refuse` makes. */
export function checkSettings(settings: RunSettings, refuse: Refuse): void {
  const { alignment, attack, trainable } = settings;
  const method = getMethodSettings(alignment.method.name);
  if (method.uses.includes('harmful') && alignment.harmful === null) {
    throw refuse(
      'alignment.harmful',
      `${method.label} needs a harmful data set, found none; name one, such as {"path": "harmful.jsonl"}.`,
    );
  }
  if (attack.p > 0 && attack.harmful === null) {
    throw refuse(
      'attack.harmful',
      `a poison ratio of ${attack.p} needs a harmful data set, found none; name one or set attack.p to 0.`,
    );
  }
  checkAccumulation('alignment', alignment, refuse);
  checkAccumulation('attack', attack, refuse);
  if (trainable.kind === 'full' && attack.loraMode === 'double') {
    throw refuse(
      'attack.loraMode',
      'double needs trainable.kind "lora", found "full"; full training has no adapter to merge.',
    );
  }
  const tooLate = attack.checkpointSteps.find(
    (step) => attack.training.maxSteps !== null && step > attack.training.maxSteps,
  );
  if (tooLate !== undefined) {
    throw refuse(
      'attack.checkpointSteps',
      `expected steps up to attack.training.maxSteps (${attack.training.maxSteps}), found ${tooLate}.`,
    );
  }
}

function checkAccumulation(
  group: 'alignment' | 'attack',
  stage: RunSettings['alignment'] | RunSettings['attack'],
  refuse: Refuse,
): void {
  const method = getMethodSettings(stage.method.name);
  if (stage.training.accumulation > 1 && !method.allowsAccumulation) {
    throw refuse(
      `${group}.training.accumulation`,
      `${method.label} allows 1 only, found ${stage.training.accumulation}; raise the batch size instead.`,
    );
  }
}
