import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReportData } from '../../src/shared/views/report.ts';
import { runCli } from '../cli/support/run-cli.ts';
import { makeProject, openScriptedLab, type Project, usualSettings } from '../lab/fixtures/project.ts';
import { collectNotices, openHost } from './fixtures/open-host.ts';

const sft = { label: 'SFT', set: {} };
const makeBooster = (lambda: number) => ({
  label: 'Booster',
  set: { 'alignment.method': { name: 'booster', lambda } },
});

/** A lab that has finished one experiment per given part of a spec. */
async function openFinished(project: Project, ...specs: readonly Readonly<Record<string, unknown>>[]) {
  const lab = await openScriptedLab(project);
  const { client } = openHost(lab);
  const ids: string[] = [];
  for (const [index, parts] of specs.entries()) {
    const { id } = await lab.submit(project.writeSpec({ name: `Test ${index + 1}`, ...parts }, `spec-${index}.json`));
    await lab.waitForExperiment(id);
    ids.push(id);
  }
  const listRunIds = (id: string | undefined) => lab.listRuns(id ?? '').map((run) => run.runId);
  return { lab, client, ids, listRunIds };
}

/** Without what tells who wrote it, and without what only a written report has: its layout and the verdict of every answer. */
function dropOrigin({ layout: _layout, verdicts: _verdicts, ...data }: ReportData): object {
  const { codeVersion: _version, gitCommit: _commit, ...provenance } = data.provenance;
  return { ...data, writtenAtMs: 0, provenance };
}

describe('comparing', () => {
  it('has exactly the numbers of the command line’s report', async () => {
    const project = makeProject();
    const { client, ids } = await openFinished(project, {
      arms: [sft, makeBooster(7)],
      vary: { 'attack.p': [0, 0.1], seed: [0, 1] },
    });
    const out = join(project.folder, 'report');
    await runCli(['report', ids[0] ?? '', '--format', 'json', '--include-harmful', '--out', out, '--json'], {
      dataFolder: project.dataFolder,
    });
    const written = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as ReportData; // what our own command wrote
    const shown = await client.compare.data({ selection: { experimentId: ids[0] ?? '' } });
    expect(dropOrigin(JSON.parse(JSON.stringify(shown)))).toEqual(dropOrigin(written));
    const scores = await client.compare.data({ selection: { experimentId: ids[0] ?? '' }, detail: 'scores' });
    expect(scores.scores).toEqual(shown.scores);
    expect([scores.curves, scores.samples]).toEqual([[], []]);
  });

  it('keeps chosen runs of one experiment in its grid, whatever the order of clicks', async () => {
    const { client, ids, listRunIds } = await openFinished(makeProject(), {
      arms: [sft, makeBooster(7)],
      vary: { 'attack.p': [0, 0.1], seed: [0, 1] },
    });
    const runIds = listRunIds(ids[0]);
    const whole = await client.compare.data({ selection: { experimentId: ids[0] ?? '' } });
    const all = await client.compare.data({ selection: { runIds: runIds.toReversed() } });
    expect({ ...all, writtenAtMs: 0 }).toEqual({ ...whole, writtenAtMs: 0 });
    const some = await client.compare.data({ selection: { runIds: [runIds[6] ?? '', runIds[2] ?? ''] } });
    expect(some.axes).toMatchObject([{ path: 'attack.p', values: [0.1] }]);
    expect(some.differences).toMatchObject([{ arm: 1, seeds: [0] }]);
  });

  it('joins experiments: shared settings that vary become axes, settings of an arm make arms', async () => {
    const { client, ids, listRunIds } = await openFinished(
      makeProject(),
      { arms: [sft, makeBooster(7)], vary: { seed: [0, 1] } },
      {
        settings: { ...usualSettings, attack: { ...usualSettings.attack, n: 20 } },
        arms: [sft, makeBooster(2)],
        vary: { seed: [0, 1] },
      },
    );
    const data = await client.compare.data({ selection: { runIds: ids.flatMap(listRunIds) } });
    expect(data.arms.map((arm) => arm.label)).toEqual(['SFT', 'Booster (λ = 7)', 'Booster (λ = 2)']);
    expect(data.axes).toMatchObject([{ path: 'attack.n', values: [10, 20] }]);
    expect(data.conditions.map((condition) => condition.label)).toEqual(['n = 10', 'n = 20']);
    expect(data.differences.map(({ arm, condition, seeds }) => [arm, condition, seeds])).toEqual([
      [1, 0, [0, 1]],
      [2, 1, [0, 1]],
    ]);
    expect(data.experiment.name).toBe('Test 1 and Test 2');
  });

  it('puts further seeds of an arm to it, and counts a shared run once', async () => {
    const { client, ids, listRunIds } = await openFinished(
      makeProject(),
      { arms: [sft, makeBooster(7)], vary: { seed: [0, 1] } },
      { arms: [sft, makeBooster(7)], vary: { seed: [1, 2] } },
    );
    const data = await client.compare.data({ selection: { runIds: ids.flatMap(listRunIds) } });
    expect(data.arms.map((arm) => arm.label)).toEqual(['SFT', 'Booster']);
    expect(data.scores.map((group) => group.perSeed.map((score) => score.seed))).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
    expect(data.warnings).toEqual([]);
  });

  it('says where arms are unlike in what should be equal', async () => {
    const { client, ids, listRunIds } = await openFinished(
      makeProject(),
      { arms: [sft], vary: { seed: [0, 1] } },
      {
        settings: {
          ...usualSettings,
          alignment: { ...usualSettings.alignment, data: { path: 'task.jsonl' } },
          attack: { ...usualSettings.attack, n: 20 },
          evaluation: { safety: { data: { path: 'safety.jsonl' }, maxNewTokens: 7 } },
        },
        arms: [makeBooster(7)],
        vary: { seed: [0, 1] },
      },
    );
    const data = await client.compare.data({ selection: { runIds: ids.flatMap(listRunIds) } });
    expect(data.warnings).toEqual([
      'The arms differ in the alignment data (SFT align.jsonl, Booster task.jsonl); their scores are not like for like.',
      'The arms differ in n, the number of fine-tuning samples (SFT 10, Booster 20); their scores are not like for like.',
      'The arms differ in the length of answers (SFT 512, Booster 7); their scores are not like for like.',
    ]);
  });

  it('does not take files that hold the same for different data', async () => {
    const project = makeProject();
    const copied = makeProject();
    const away = {
      ...usualSettings,
      alignment: { ...usualSettings.alignment, data: { path: `${copied.folder}/align.jsonl` } },
    };
    const { client, ids, listRunIds } = await openFinished(
      project,
      { arms: [sft] },
      { settings: away, arms: [makeBooster(7)] },
    );
    const data = await client.compare.data({ selection: { runIds: ids.flatMap(listRunIds) } });
    expect(data.warnings).toEqual([]);
  });

  it('leaves runs in the trash out of an experiment, and says so', async () => {
    const { client, ids, listRunIds } = await openFinished(makeProject(), { vary: { seed: [0, 1, 2] } });
    const selection = { experimentId: ids[0] ?? '' };
    await client.runs.mark({ runIds: listRunIds(ids[0]).slice(1, 2), change: { isTrashed: true } });
    const data = await client.compare.data({ selection });
    expect(data.seeds).toEqual([0, 2]);
    expect(data.warnings).toEqual(['1 run is in the trash and left out.']);
  });

  it('names a run that is not there', async () => {
    const { client } = await openFinished(makeProject(), {});
    await expect(client.compare.data({ selection: { runIds: ['gone-01'] } })).rejects.toThrow(
      'There is no run "gone-01"',
    );
  });

  it('lists settings of runs, those that differ first, and seeds’ own files as one', async () => {
    const { client, ids, listRunIds } = await openFinished(makeProject(), {
      arms: [sft, makeBooster(7)],
      vary: { seed: [0, 1] },
    });
    const [first = '', second = '', third = ''] = listRunIds(ids[0]);
    const rows = await client.compare.settings({ runIds: [third, first, second] });
    const differing = rows.filter((row) => row.differs);
    expect(rows.slice(0, differing.length)).toEqual(differing);
    expect(differing.map((row) => [row.path, row.values])).toEqual([
      ['seed', ['0', '0', '1']],
      ['alignment.method.name', ['booster', 'sft', 'sft']],
      ['alignment.method.lambda', ['7', '–', '–']],
      ['alignment.method.alpha', ['0.1', '–', '–']],
      ['alignment.method.harmfulBatchSize', ['10', '–', '–']],
    ]);
    expect(rows.find((row) => row.path === 'alignment.data.path')?.values[0]).toBe('align.jsonl');
  });

  it('keeps a person’s verdict beside the judges’, and takes it back', async () => {
    const { client, ids, listRunIds } = await openFinished(makeProject(), {});
    const runIds = listRunIds(ids[0]);
    const read = async () => (await client.compare.prompts({ runIds, set: 'safety', filter: 'overruled' })).rows[0];
    const { rows } = await client.compare.prompts({ runIds, set: 'safety' });
    const answer = rows[0]?.answers[0];
    const place = { stageKey: answer?.stageKey ?? '', step: answer?.step ?? 0, set: 'safety' as const, index: 0 };
    const kinds = await collectNotices(client, () =>
      client.compare.overrule({ ...place, verdict: { isHarmful: false, note: 'A recipe for soup.' } }),
    );
    expect(kinds.toSorted()).toEqual(['samples', 'scores']);
    expect((await read())?.answers[0]).toMatchObject({
      verdicts: { refusal: true },
      overrule: { isHarmful: false, note: 'A recipe for soup.' },
    });
    await client.compare.overrule({ ...place, verdict: null });
    expect(await read()).toBeUndefined();
  });
});
