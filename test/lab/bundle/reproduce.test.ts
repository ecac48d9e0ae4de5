import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareReproduction } from '../../../src/lab/bundle/reproduce/compare.ts';
import { type PreparedReproduction, prepareReproduction } from '../../../src/lab/bundle/reproduce/prepare.ts';
import { writeBundle } from '../../../src/lab/bundle/write-bundle.ts';
import { openLab } from '../../../src/lab/index.ts';
import type { StageKind } from '../../../src/shared/spec/stage.ts';
import { usualTolerance } from '../../../src/shared/views/reproduction.ts';
import { makeTemporaryFolder } from '../../store/fixtures/temporary-folder.ts';
import { bundle, makeFinished, usualOptions } from './fixtures.ts';
import { writeTinyExperiment } from './tiny-experiment.ts';

const root = resolve(import.meta.dirname, '../../..');

async function runToEnd(dataFolder: string, submit: string | null): Promise<void> {
  const lab = await openLab({ dataFolder, slots: 1 });
  try {
    lab.start();
    const id = submit === null ? lab.getExperiment('last').id : (await lab.submit(submit)).id;
    await lab.waitForExperiment(id);
  } finally {
    await lab.stop();
  }
}

async function bundleAll(dataFolder: string, path: string): Promise<void> {
  const lab = await openLab({ dataFolder, slots: 1 });
  try {
    const contents = { adapters: 'final' as const, texts: true, data: false };
    await writeBundle(lab, [{ experimentId: 'last' }], path, { ...usualOptions, contents });
  } finally {
    await lab.stop();
  }
}

/** Changes the file of a stage of a kind that was run again. */
function change(prepared: PreparedReproduction, kind: StageKind, file: string, edit: (bytes: Buffer) => Buffer): void {
  const key = prepared.stages.find(({ stage }) => stage.kind === kind)?.key ?? '';
  const path = join(prepared.dataFolder, 'stages', key, file);
  writeFileSync(path, edit(readFileSync(path)));
}

const asText = (edit: (text: string) => string) => (bytes: Buffer) => Buffer.from(edit(bytes.toString('utf8')));

describe('reproducing a bundle', () => {
  it('gives the same bits on the same machine, and measures what is not the same', { timeout: 240_000 }, async () => {
    const folder = makeTemporaryFolder();
    const path = join(folder, 'tiny.booster.html');
    await runToEnd(join(folder, 'data'), writeTinyExperiment(folder));
    await bundleAll(join(folder, 'data'), path);
    const options = {
      folder: join(folder, 'again'),
      runIds: [],
      inputFolders: [folder, join(root, 'resources/sample')],
    };
    const prepared = await prepareReproduction(path, options);
    const before = await compareReproduction(prepared, usualTolerance);
    expect(before).toMatchObject({ isWithin: false, counts: { missing: 3 } });
    await runToEnd(prepared.dataFolder, null);
    const same = await compareReproduction(prepared, usualTolerance);
    expect(same).toMatchObject({ isWithin: true, counts: { identical: 3, within: 0, different: 0, missing: 0 } });
    expect(same.stages.map((stage) => stage.isExactExpected)).toEqual([true, true, true]);
    expect(same.stages.find((stage) => stage.kind === 'evaluate')?.answers?.count).toBeGreaterThan(0);

    const [checkpoint = ''] = readdirSync(
      join(prepared.dataFolder, 'stages', same.stages[0]?.key ?? '', 'checkpoints'),
    );
    change(prepared, 'align', `checkpoints/${checkpoint}/weights.safetensors`, (bytes) => {
      bytes.writeFloatLE(bytes.readFloatLE(bytes.length - 4) + 0.001, bytes.length - 4);
      return bytes;
    });
    change(
      prepared,
      'attack',
      'events.jsonl',
      asText((text) => text.replace(/("f":\[\d\.\d\d\d)\d/, (_all, start: string) => `${start}9`)),
    );
    const near = await compareReproduction(prepared, usualTolerance);
    expect(near).toMatchObject({ isWithin: true, counts: { identical: 1, within: 2 } });
    const align = near.stages.find((stage) => stage.kind === 'align');
    expect(align?.weights?.difference).toBeGreaterThan(0);
    expect(align?.weights?.difference).toBeLessThan(0.01);

    change(
      prepared,
      'evaluate',
      'events.jsonl',
      asText((text) => text.replaceAll(/("metric":"HS","judge":"refusal".*?"value":)[\d.]+/g, '$133.3')),
    );
    const far = await compareReproduction(prepared, usualTolerance);
    expect(far).toMatchObject({ isWithin: false, counts: { different: 1 } });
    const reasons = far.stages.find((stage) => stage.outcome === 'different')?.reasons ?? [];
    expect(reasons[0]).toMatch(/^HS \(refusal\) at step \d+: \d+\.\d % in the bundle, 33\.3 % here$/);
  });

  it('names what is not on this machine, and where it looked', { timeout: 60_000 }, async () => {
    const folder = makeTemporaryFolder();
    const finished = await makeFinished();
    const written = await bundle(finished);
    const options = { folder: join(folder, 'again'), runIds: [], inputFolders: [folder] };
    await expect(prepareReproduction(written.path, options)).rejects.toThrow(
      /What the runs read is not on this machine: model model \(.*data align\.jsonl .*name the folder that has it with --inputs/,
    );
    await expect(
      prepareReproduction(written.path, { ...options, runIds: ['nobody'], inputFolders: [finished.project.folder] }),
    ).rejects.toThrow(/has no run "nobody"/);
  });
});
