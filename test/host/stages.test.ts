import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProject, openScriptedLab } from '../lab/fixtures/project.ts';
import { openHost } from './fixtures/open-host.ts';

async function openFinished() {
  const project = makeProject();
  writeFileSync(join(project.folder, 'align.jsonl'), '{"instruction": "a"}\n'.repeat(30));
  const lab = await openScriptedLab(project);
  const { client } = openHost(lab);
  const { id } = await lab.submit(project.writeSpec());
  await lab.waitForExperiment(id);
  const [run] = lab.listRuns(id);
  if (!run) throw new Error('The experiment has no run.');
  return { lab, client, run };
}

describe('stages', () => {
  it('are described with their runs, checkpoints and scores', async () => {
    const { client, run } = await openFinished();
    const detail = await client.stages.get({ key: run.stages.evaluate });
    expect(detail.stage).toMatchObject({ key: run.stages.evaluate, kind: 'evaluate', status: 'completed' });
    expect(detail.runs).toEqual([{ runId: run.runId, experimentId: run.experimentId, arm: run.arm }]);
    expect(detail.scores).toMatchObject([{ metric: 'HS', value: 100 }]);
    await expect(client.stages.get({ key: 'ffff' })).rejects.toThrow(/is no stage key/);
  });

  it('give curves with examples per step, rows per epoch and times, whole or after a step', async () => {
    const { client, run } = await openFinished();
    const { align, attack, evaluate } = run.stages;
    const curves = await client.stages.curves({ keys: [align, attack, evaluate, 'gone'.repeat(16)] });
    expect(curves.map(({ samplesPerStep, rowsPerEpoch }) => [samplesPerStep, rowsPerEpoch])).toEqual([
      [10, 30],
      [10, 10],
      [null, null],
      [null, null],
    ]);
    expect(curves[0]?.series).toEqual([
      { name: 'f', steps: [1, 2, 3, 4], values: [0.1, 0.2, 0.3, 0.4] },
      { name: 'h', steps: [1, 2, 3, 4], values: [1, 2, null, 4] },
    ]);
    expect(curves[0]?.times).toEqual({ steps: [4], atMs: [expect.any(Number)] });
    expect(curves[3]?.series).toEqual([]);
    const [later] = await client.stages.curves({ keys: [align], names: ['f'], afterStep: 3 });
    expect(later?.series).toEqual([{ name: 'f', steps: [4], values: [0.4] }]);
  });

  it('have their log searched, the newest lines kept', async () => {
    const { client, run } = await openFinished();
    const key = run.stages.align;
    expect(await client.stages.logs({ key, search: 'FOUR' })).toMatchObject({
      lines: [{ level: 'info', message: 'Four steps.' }],
      total: 1,
    });
    expect(await client.stages.logs({ key, search: '%' })).toEqual({ lines: [], total: 0 });
    expect((await client.stages.logs({ key, limit: 1 })).lines).toHaveLength(1);
  });

  it('give their samples in pages', async () => {
    const { client, run } = await openFinished();
    const key = run.stages.evaluate;
    expect(await client.stages.samples({ key, set: 'safety' })).toMatchObject({
      samples: [{ response: 'mix' }],
      total: 1,
    });
    expect(await client.stages.samples({ key, set: 'utility' })).toEqual({ samples: [], total: 0 });
    expect(await client.stages.samples({ key, offset: 1 })).toMatchObject({ samples: [], total: 1 });
  });
});
