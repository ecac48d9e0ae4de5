import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');

/** The example of the docs with a few steps and rows, on the sample model: one run, three stages. */
export function writeTinyExperiment(folder: string): string {
  for (const name of ['pairs.jsonl', 'task.jsonl']) cpSync(join(root, 'docs/example', name), join(folder, name));
  const spec = JSON.parse(readFileSync(join(root, 'docs/example/experiment.json'), 'utf8'));
  const { settings } = spec;
  settings.model.path = join(root, 'resources/sample/model');
  settings.alignment.training.maxSteps = 3;
  Object.assign(settings.attack, {
    n: 10,
    checkpointSteps: [],
    training: { ...settings.attack.training, maxSteps: 3 },
  });
  settings.evaluation.safety.data.count = 3;
  settings.evaluation.utility.data.count = 3;
  const path = join(folder, 'tiny.json');
  writeFileSync(path, JSON.stringify({ ...spec, name: 'Tiny', arms: spec.arms.slice(1), vary: { seed: [0] } }));
  return path;
}
