import { describe, expect, it } from 'vitest';
import type { RunsTable } from '../../src/shared/contract/runs.ts';
import { makeProject, openScriptedLab } from '../lab/fixtures/project.ts';
import { collectNotices, openHost } from './fixtures/open-host.ts';

/** The values of a column, one per row. */
function readColumn(table: RunsTable, path: string): unknown[] {
  const column = table.columns.find((candidate) => candidate.path === path);
  return column ? column.indices.map((index) => column.distinct[index]) : [];
}

const twoMethods = {
  arms: [
    { label: 'SFT', set: {} },
    { label: 'Booster', set: { 'alignment.method': { name: 'booster', lambda: 7 } } },
  ],
};

async function openFinished() {
  const project = makeProject();
  const lab = await openScriptedLab(project);
  const { client } = openHost(lab);
  const { id } = await lab.submit(project.writeSpec({ ...twoMethods, vary: { 'attack.p': [0, 0.1] } }));
  await lab.waitForExperiment(id);
  return { lab, client, id };
}

describe('runs', () => {
  it('are a table of settings, last scores and last values of curves', async () => {
    const { client, lab, id } = await openFinished();
    const table = await client.runs.table();
    expect(table.rows.map((row) => row.runId)).toEqual(lab.listRuns(id).map((run) => run.runId));
    expect(table.rows[0]).toMatchObject({
      experimentName: 'Small test',
      arm: 'SFT',
      status: 'completed',
      fraction: 1,
      tags: [],
      trashedAtMs: null,
    });
    expect(readColumn(table, 'attack.p')).toEqual([0, 0.1, 0, 0.1]);
    expect(readColumn(table, 'alignment.method.name')).toEqual(['sft', 'sft', 'booster', 'booster']);
    expect(readColumn(table, 'alignment.method.lambda')).toEqual([null, null, 7, 7]);
    expect(readColumn(table, 'attack.checkpointSteps')).toEqual(['none', 'none', 'none', 'none']);
    expect(readColumn(table, 'HS')).toEqual([100, 100, 100, 100]);
    expect(readColumn(table, 'attack.f')).toEqual([0.4, 0.4, 0.4, 0.4]);
    expect(table.columns.find(({ path }) => path === 'alignment.method.lambda')).toMatchObject({
      label: 'Regulariser intensity',
      symbol: 'λ',
      kind: 'setting',
    });
    const labels = table.columns.map((column) => column.label);
    expect(new Set(labels).size).toBe(labels.length);
  });

  it('have no score while their evaluation is under way', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, { evaluate: 'half-scored' });
    const { client } = openHost(lab);
    const scored = new Promise<void>((resolve) => {
      lab.subscribe((event) => event.kind === 'stage.scored' && resolve());
    });
    const { id } = await lab.submit(project.writeSpec());
    await scored;
    const table = await client.runs.table();
    expect(table.rows).toMatchObject([{ status: 'running', runId: lab.listRuns(id)[0]?.runId }]);
    expect(table.columns.filter((column) => column.kind === 'score')).toEqual([]);
    await lab.cancel({ experimentId: id });
  });

  it('have a size on disk, of which stages of several runs are shared, and the time that their stages took', async () => {
    const { client, lab } = await openFinished();
    const { rows, totalBytes } = await client.runs.table();
    const [first] = rows;
    const { checkpoints } = await client.stages.get({ key: first?.stages.align ?? '' });
    expect(checkpoints).toMatchObject([{ sizeBytes: 100 }]);
    expect(first?.sizeBytes).toBeGreaterThan(first?.sharedBytes ?? Infinity);
    expect(first?.sharedBytes).toBeGreaterThan(100);
    // Its stages' time alone: not what it waited for a worker.
    const times = await Promise.all(Object.values(first?.stages ?? {}).map((key) => client.stages.get({ key })));
    const took = times.map(({ stage }) => (stage.finishedAtMs ?? Number.NaN) - (stage.startedAtMs ?? Number.NaN));
    expect(first?.workedMs).toBe(took.reduce((sum, ms) => sum + ms, 0));
    // Two alignments that two runs each share.
    const apart = rows.reduce((sum, row) => sum + row.sizeBytes - row.sharedBytes / 2, 0);
    expect(totalBytes).toBe(apart);
    expect(lab.warnings).toEqual([]);
  });

  it('are marked and deleted for good, with notices', async () => {
    const { client } = await openFinished();
    const [gone, twin] = (await client.runs.table()).rows;
    const runIds = [gone?.runId ?? ''];
    const kinds = await collectNotices(client, () => client.runs.mark({ runIds, change: { isTrashed: true } }));
    expect(kinds).toEqual(expect.arrayContaining(['runs', 'queue']));
    const plan = await client.runs.planPurge({ runIds });
    expect(plan).toMatchObject({ keptStageCount: 1, keptFor: [{ runId: twin?.runId, arm: 'SFT' }] });
    expect(plan.freedBytes).toBe((gone?.sizeBytes ?? 0) - (gone?.sharedBytes ?? 0));
    const { freedBytes } = await client.runs.purge({ runIds });
    expect(freedBytes).toBeGreaterThan(0);
    expect((await client.runs.table()).rows).toHaveLength(3);
    await expect(client.runs.purge({ runIds: [twin?.runId ?? ''] })).rejects.toThrow(/is not in the trash/);
  });
});
