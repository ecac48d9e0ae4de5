import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Preset } from '../../shared/contract/experiments.ts';

/** Presets in the order of the form's list; others follow by name. */
const order = ['sample', 'sample-all-defences', 'sample-attack-search', 'sample-other-attacks', 'paper'];

const presetSchema = z.looseObject({ name: z.string(), notes: z.string().default('') });

/** The specs that come with the product; whether their files exist is the plan's question. */
export function listPresets(resources: string): Preset[] {
  const folder = join(resources, 'presets');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name): Preset => {
      const spec = z.record(z.string(), z.json()).parse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
      const { name: label, notes } = presetSchema.parse(spec);
      return { id: name.slice(0, -'.json'.length), label, help: notes, draft: { spec, baseFolder: folder } };
    })
    .sort((left, right) => rank(left) - rank(right) || left.id.localeCompare(right.id));
}

function rank({ id }: Preset): number {
  const place = order.indexOf(id);
  return place === -1 ? order.length : place;
}
