import { AppError } from '../../shared/errors.ts';
import type { Trainable } from '../../shared/settings/model.ts';
import type { DecoderConfig } from './config.ts';
import { listLayerModules, type Parameter } from './parameters.ts';

export type LoraSettings = Extract<Trainable, { kind: 'lora' }>;

/** Names of the two adapter matrices of a module, as PEFT writes them without its prefix. */
export function loraNames(module: string): { a: string; b: string } {
  return { a: `${module}.lora_A.weight`, b: `${module}.lora_B.weight` };
}

export function loraScale(settings: LoraSettings): number {
  return settings.loraAlpha / settings.rank;
}

/** The names by which the linear layers of a model's layers can be targeted. */
export function listLoraTargets(config: DecoderConfig): string[] {
  return [...new Set(listLayerModules(config, 0).map(({ name }) => targetOf(name)))];
}

/**
 * A [rank, in] and B [out, rank] of every target of every layer; a target means every linear layer of that name, as in PEFT.
 * @throws AppError `model/no-such-target`.
 */
export function listLoraParameters(
  config: DecoderConfig,
  settings: LoraSettings,
): (Parameter & { module: string; which: 'A' | 'B' })[] {
  const known = listLoraTargets(config);
  const unknown = settings.targets.find((target) => !known.includes(target));
  if (unknown !== undefined) {
    throw new AppError(
      'model/no-such-target',
      `The LoRA target "${unknown}" is no layer of a ${config.family} model; choose "targets" out of ${known.join(', ')}.`,
    );
  }
  return Array.from({ length: config.layerCount }, (_, layer) => {
    const modules = listLayerModules(config, layer);
    return settings.targets.flatMap((target) =>
      modules
        .filter(({ name }) => targetOf(name) === target)
        .flatMap(({ name: module, outSize, inSize }) => {
          const { a, b } = loraNames(module);
          return [
            { name: a, shape: [settings.rank, inSize], module, which: 'A' as const },
            { name: b, shape: [outSize, settings.rank], module, which: 'B' as const },
          ];
        }),
    );
  }).flat();
}

function targetOf(module: string): string {
  return module.slice(module.lastIndexOf('.') + 1);
}
