import { getMethod } from '../../shared/methods/index.ts';
import { getPostMethod } from '../../shared/methods/post/index.ts';
import type { RunSettings } from '../../shared/spec/experiment.ts';

/** A rule that a setting, named by dotted path, breaks; the sentence has no full stop. */
export interface BrokenRule {
  readonly path: string;
  readonly sentence: string;
}

/** Every rule that concerns more than one setting of a run; empty when all are kept. */
export function checkSettings(settings: RunSettings): BrokenRule[] {
  const { alignment, attack, post, trainable } = settings;
  const method = getMethod(alignment.method.name);
  const broken: BrokenRule[] = [];
  if (method.uses.includes('harmful') && alignment.harmful === null) {
    broken.push({
      path: 'alignment.harmful',
      sentence: `${method.label} needs a harmful data set, found none; name one, such as {"path": "harmful.jsonl"}`,
    });
  }
  if (attack.p > 0 && attack.harmful === null) {
    broken.push({
      path: 'attack.harmful',
      sentence: `a poison ratio of ${attack.p} needs a harmful data set, found none; name one or set attack.p to 0`,
    });
  }
  const afterwards = getPostMethod(post.method.name);
  if (afterwards.needsInputs(post.method) && post.harmful === null && alignment.harmful === null) {
    broken.push({
      path: 'post.harmful',
      sentence: `${afterwards.label} needs harmful rows, found none here nor in alignment.harmful; name a file, such as {"path": "harmful.jsonl"}`,
    });
  }
  if (getMethod(attack.method.name).needsSingleLora && attack.loraMode === 'double') {
    broken.push({
      path: 'attack.loraMode',
      sentence: `${getMethod(attack.method.name).label} goes on from the aligned adapter, so it needs "single", found "double"`,
    });
  }
  broken.push(...checkAccumulation('alignment', alignment), ...checkAccumulation('attack', attack));
  if (trainable.kind === 'full' && attack.loraMode === 'double') {
    broken.push({
      path: 'attack.loraMode',
      sentence: 'double needs trainable.kind "lora", found "full"; full training has no adapter to merge',
    });
  }
  const { maxSteps } = attack.training;
  const tooLate = attack.checkpointSteps.find((step) => maxSteps !== null && step > maxSteps);
  if (tooLate !== undefined) {
    broken.push({
      path: 'attack.checkpointSteps',
      sentence: `expected steps up to attack.training.maxSteps (${maxSteps}), found ${tooLate}`,
    });
  }
  return broken;
}

function checkAccumulation(
  group: 'alignment' | 'attack',
  stage: RunSettings['alignment'] | RunSettings['attack'],
): BrokenRule[] {
  const { label, allowsAccumulation } = getMethod(stage.method.name);
  const { accumulation } = stage.training;
  if (accumulation === 1 || allowsAccumulation) return [];
  return [
    {
      path: `${group}.training.accumulation`,
      sentence: `${label} allows 1 only, found ${accumulation}; raise the batch size instead`,
    },
  ];
}
