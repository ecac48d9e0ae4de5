import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openLab } from '../../src/lab/index.ts';

const sample = resolve(import.meta.dirname, '../../resources/sample');
const split = join(sample, 'data', 'split-0');

export interface FinishedLab {
  readonly dataFolder: string;
  readonly experimentId: string;
}

/** Settings over the sample project's model and data, as few rows and steps as tell an arm from another. */
export function makeSmallSettings(p = 0.5): Record<string, unknown> {
  const few = (path: string, count: number) => ({ path, count });
  return {
    model: { path: join(sample, 'model') },
    template: 'plain',
    maxLength: 64,
    trainable: { kind: 'full' },
    alignment: {
      data: few(join(split, 'alignment.jsonl'), 20),
      harmful: few(join(split, 'harmful.jsonl'), 20),
      training: { maxSteps: 2 },
    },
    attack: {
      task: { path: join(sample, 'data', 'reviews-train.jsonl') },
      harmful: { path: join(split, 'attack.jsonl') },
      n: 20,
      p,
      training: { maxSteps: 2 },
    },
    evaluation: { safety: { data: few(join(split, 'test-harmful.jsonl'), 4), maxNewTokens: 8 } },
  };
}

/**
 * Runs a real experiment of two arms, SFT and Booster, with the engine into a data folder below `root`; nobody has it open afterwards.
 * Takes some tens of seconds, for two alignments, two attacks and two evaluations.
 */
export async function makeFinishedLab(root: string, p?: number): Promise<FinishedLab> {
  const dataFolder = join(root, 'data');
  const specPath = join(root, 'small.json');
  const spec = {
    version: 1,
    name: 'Small and finished',
    settings: makeSmallSettings(p),
    arms: [
      { label: 'SFT', set: { 'alignment.method': { name: 'sft' } } },
      { label: 'Booster', set: { 'alignment.method': { name: 'booster', lambda: 2 } } },
    ],
  };
  writeFileSync(specPath, JSON.stringify(spec));
  const lab = await openLab({ dataFolder, slots: 1 });
  try {
    const { id } = await lab.submit(specPath);
    lab.start();
    const { runCounts } = await lab.waitForExperiment(id);
    if (runCounts.completed !== 2) throw new Error(`Expected two completed runs, found ${JSON.stringify(runCounts)}.`);
    return { dataFolder, experimentId: id };
  } finally {
    await lab.stop();
  }
}
