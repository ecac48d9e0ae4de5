import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { type LoraLayers, loraLayersByArchitecture } from '../../shared/settings/lora-layers.ts';
import type { RunSettings } from '../../shared/spec/experiment.ts';
import { makeFault, SpecError } from './spec-error.ts';

/** Finds out what LoRA can adapt in the model of a folder; undefined where the folder or its family is not known. */
export type FindLoraLayers = (folder: string) => LoraLayers | undefined;

/** Reads config.json of each model folder once. */
export function createLoraLayersReader(): FindLoraLayers {
  const known = new Map<string, LoraLayers | undefined>();
  return (folder) => {
    if (!known.has(folder)) known.set(folder, readLoraLayers(folder));
    return known.get(folder);
  };
}

/**
 * The settings with adapters on layers that the model has: where a spec names none, those of its family that make queries, keys and
 * values. @throws SpecError for layers that are named and not there.
 */
export function fitTargets(
  settings: RunSettings,
  options: { readonly namesTargets: boolean; readonly specPath: string; readonly findLayers: FindLoraLayers },
): RunSettings {
  const { trainable } = settings;
  if (trainable.kind !== 'lora') return settings;
  const family = options.findLayers(resolve(dirname(options.specPath), settings.model.path));
  // A model that cannot be read is told about elsewhere.
  if (!family) return settings;
  if (!options.namesTargets) return { ...settings, trainable: { ...trainable, targets: [...family.usual] } };
  const unknown = trainable.targets.filter((target) => !family.layers.includes(target));
  if (unknown.length === 0) return settings;
  const path = 'trainable.targets';
  const sentence = `expected layers of this model, which are ${family.layers.join(', ')}, found ${unknown.join(', ')}; leave the targets out for ${family.usual.join(', ')}`;
  throw new SpecError(options.specPath, [makeFault({ code: 'spec/no-such-target', path, place: path, sentence })]);
}

const configSchema = z.object({ architectures: z.array(z.string()) });

function readLoraLayers(folder: string): LoraLayers | undefined {
  try {
    const { architectures } = configSchema.parse(JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')));
    const known = architectures.find((name) => loraLayersByArchitecture.has(name));
    return known === undefined ? undefined : loraLayersByArchitecture.get(known);
  } catch {
    // Missing, unreadable or no configuration: what is wrong with the folder is said when it is digested or loaded.
    return undefined;
  }
}
