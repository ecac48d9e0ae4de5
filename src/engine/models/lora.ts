import type { Trainable } from '../../shared/settings/model.ts';
import type { DecoderConfig } from './config.ts';
import { moduleName, type Parameter, projectionShape } from './parameters.ts';

export type LoraSettings = Extract<Trainable, { kind: 'lora' }>;

/** Names of the two adapter matrices of a module, as PEFT writes them without its prefix. */
export function loraNames(module: string): { a: string; b: string } {
  return { a: `${module}.lora_A.weight`, b: `${module}.lora_B.weight` };
}

export function loraScale(settings: LoraSettings): number {
  return settings.loraAlpha / settings.rank;
}

/** A [rank, in] and B [out, rank] of every target of every layer. */
export function listLoraParameters(
  config: DecoderConfig,
  settings: LoraSettings,
): (Parameter & { module: string; which: 'A' | 'B' })[] {
  return Array.from({ length: config.layerCount }, (_, layer) =>
    settings.targets.flatMap((target) => {
      const [outSize, inSize] = projectionShape(config, target);
      const module = moduleName(layer, target);
      const { a, b } = loraNames(module);
      return [
        { name: a, shape: [settings.rank, inSize], module, which: 'A' as const },
        { name: b, shape: [outSize, settings.rank], module, which: 'B' as const },
      ];
    }),
  ).flat();
}
