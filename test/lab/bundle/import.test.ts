import { appendFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rebuildLab } from '../../../src/lab/index.ts';
import {
  bundle,
  dump,
  makeFinished,
  openEmpty,
  pack,
  readEntries,
  readTree,
  report,
  usualOptions,
} from './fixtures.ts';
import { writeBundle } from '../../../src/lab/bundle/write-bundle.ts';
import { makeProject, openScriptedLab, waitForStage } from '../fixtures/project.ts';

describe('a bundle', () => {
  it('imports into an empty data folder with the same report, and the same rows after a rebuild', async () => {
    const finished = await makeFinished();
    const { project, lab, experimentId } = finished;
    const { path } = await bundle(finished);
    const other = await openEmpty(project);
    const imported = await other.importBundle(path, { inputFolders: [project.folder] });
    expect(imported).toMatchObject({ addedRuns: 2, addedStages: 5, differing: [], missingInputs: [] });
    expect(report(other, experimentId)).toEqual(report(lab, experimentId));
    expect(other.listRuns(experimentId).map((run) => run.origin?.digest)).toEqual([imported.digest, imported.digest]);
    expect(lab.listRuns(experimentId).map((run) => run.origin)).toEqual([null, null]);
    const [row] = other.getRunsTable().rows;
    expect(row).toMatchObject({ tags: ['good'], notes: 'Look here.', origin: { digest: imported.digest } });
    expect(other.getQueue()).toMatchObject({ items: [] });
    await other.stop();
    const before = dump(other.dataFolder);
    for (const table of ['scores', 'samples', 'overrules', 'metric_chunks']) expect(before[table]).not.toEqual([]);
    await rebuildLab(other.dataFolder);
    expect(dump(other.dataFolder)).toEqual(before);
    expect(readdirSync(join(other.dataFolder, 'importing'))).toEqual([]);
  });

  it('changes nothing when it is imported again, and nothing where it comes from', async () => {
    const finished = await makeFinished();
    const { project, lab } = finished;
    const { path } = await bundle(finished, { adapters: 'all' });
    const own = readTree(project.dataFolder);
    expect(await lab.importBundle(path)).toMatchObject({ addedRuns: 0, addedStages: 0, equalStages: 5, differing: [] });
    expect(readTree(project.dataFolder)).toEqual(own);
    const other = await openEmpty(project);
    await other.importBundle(path);
    const once = readTree(other.dataFolder);
    const again = await other.importBundle(path, { inputFolders: [project.folder] });
    expect(again).toMatchObject({ addedRuns: 0, addedStages: 0, addedWeights: 0, equalStages: 5, differing: [] });
    expect(readTree(other.dataFolder)).toEqual(once);
  });

  it('names no folder and no machine', async () => {
    const finished = await makeFinished();
    const { project } = finished;
    const stage = finished.lab.listStages(finished.experimentId)[0];
    const line = { kind: 'logged', atMs: 1, level: 'warning', message: `Read ${project.folder}/align.jsonl twice.` };
    appendFileSync(join(stage?.folder ?? '', 'events.jsonl'), `${JSON.stringify(line)}\n`);
    const entries = await readEntries((await bundle(finished)).path);
    for (const [name, bytes] of entries) {
      expect(bytes.includes(project.folder), name).toBe(false);
      expect(bytes.includes(`"host":"${hostname()}"`), name).toBe(false);
    }
    const log = entries.get(`stages/${stage?.key}/events.jsonl`)?.toString('utf8') ?? '';
    expect(log).toContain('Read …/align.jsonl twice.');
  });

  it('without weights is no ground for a further attack, which is said when that is planned', async () => {
    const finished = await makeFinished();
    const { project } = finished;
    const bare = await openEmpty(project);
    const { path } = await bundle(finished);
    await bare.importBundle(path, { inputFolders: [project.folder] });
    const writeMore = () => project.writeSpec({ name: 'More', vary: { 'attack.p': [0.5] } });
    const more = writeMore();
    const fileName = path.split('/').at(-1);
    await expect(bare.plan(more)).rejects.toThrow(
      `the alignment ${bare.listRuns(finished.experimentId)[0]?.stages.align.slice(0, 8)}, which the attack goes on from, was imported from ${fileName} without weights; import a bundle of it that has all weights, or delete the imported runs for good`,
    );
    await expect(bare.submit(more)).rejects.toThrow('without weights');
    const { plan, faults } = await bare.tryPlan(JSON.parse(readFileSync(more, 'utf8')), project.folder);
    expect(plan).toBeNull();
    expect(faults.map(({ code }) => code)).toEqual(['spec/no-weights']);
    // What is complete as a whole needs no weights.
    expect(
      (await bare.plan(project.writeSpec({ name: 'Handed on', vary: { 'attack.p': [0, 0.1] } }))).runs,
    ).toHaveLength(2);
    await bare.importBundle((await bundle(finished, { adapters: 'final' })).path);
    expect((await bare.plan(writeMore())).runs).toHaveLength(1);
  });

  it('can be read without its inputs, which it then names', async () => {
    const finished = await makeFinished();
    const { path } = await bundle(finished);
    const other = await openEmpty(finished.project);
    const { missingInputs } = await other.importBundle(path);
    expect(missingInputs.map(({ name }) => name).sort()).toEqual([
      'align.jsonl',
      'attack-harmful.jsonl',
      'harmful.jsonl',
      'model',
      'safety.jsonl',
      'task.jsonl',
    ]);
    const [stage] = other.listStages(finished.experimentId);
    expect(stage?.file.stage.model.path).toMatch(/^\/bundle\/[0-9a-f]{12}\/model$/);
    expect(other.getScores(other.listRuns(finished.experimentId)[0]?.stages.evaluate ?? '')).toHaveLength(1);
  });

  it('brings data files along when asked', async () => {
    const finished = await makeFinished();
    const { path } = await bundle(finished, { data: true });
    const other = await openEmpty(finished.project);
    const { missingInputs } = await other.importBundle(path);
    expect(missingInputs.map(({ name }) => name)).toEqual(['model']);
    const stage = other.listStages(finished.experimentId).find(({ kind }) => kind === 'align')?.file.stage;
    const data = stage?.kind === 'align' ? stage.data.path : '';
    expect(data.startsWith(join(other.dataFolder, 'inputs'))).toBe(true);
    expect(readFileSync(data, 'utf8')).toBe('{"instruction": "align"}\n');
  });

  it('leaves texts out when asked, and keeps verdicts and scores', async () => {
    const finished = await makeFinished();
    const { path } = await bundle(finished, { texts: false });
    for (const bytes of (await readEntries(path)).values()) expect(bytes.includes('lumipo')).toBe(false);
    const other = await openEmpty(finished.project);
    await other.importBundle(path);
    const key = other.listRuns(finished.experimentId)[0]?.stages.evaluate ?? '';
    expect(other.listSamples(key)).toMatchObject([{ prompt: '', response: '', verdicts: { refusal: true } }]);
    expect(await finished.lab.importBundle(path)).toMatchObject({ equalStages: 5, differing: [] });
  });

  it('takes the weights that are wanted, and gives them to stages that were imported without', async () => {
    const finished = await makeFinished();
    const { project, experimentId } = finished;
    const other = await openEmpty(project);
    await other.importBundle((await bundle(finished)).path);
    const [stage] = other.listStages(experimentId);
    const weights = join(stage?.folder ?? '', 'checkpoints', 'step-000004', 'weights.safetensors');
    expect(existsSync(weights)).toBe(false);
    // Its log names a model, which is not here.
    const ownSize = other.getStage(stage?.key ?? '').sizeBytes;
    expect([other.listCheckpoints(stage?.key ?? ''), ownSize]).toEqual([[], 0]);
    const { path } = await bundle(finished, { adapters: 'final' });
    expect(await other.importBundle(path)).toMatchObject({ addedWeights: 3, addedStages: 0 });
    expect(readFileSync(weights, 'utf8')).toBe(`weights of ${stage?.key}`);
    expect(other.listCheckpoints(stage?.key ?? '')).toMatchObject([{ step: 4 }]);
    expect(other.getStage(stage?.key ?? '').sizeBytes).toBe(100);
  });

  it('keeps a stage that has another result here, and names it', async () => {
    const finished = await makeFinished();
    const { project, experimentId } = finished;
    const { path } = await bundle(finished);
    const other = await openEmpty(project);
    await other.importBundle(path);
    const changed = other.listStages(experimentId).find(({ kind }) => kind === 'attack');
    const log = join(changed?.folder ?? '', 'events.jsonl');
    writeFileSync(log, readFileSync(log, 'utf8').replace('"f":[0.1', '"f":[0.9'));
    const before = readFileSync(log, 'utf8');
    expect(await other.importBundle(path)).toMatchObject({
      differing: [{ key: changed?.key, kind: 'attack', files: ['events.jsonl'] }],
    });
    expect(readFileSync(log, 'utf8')).toBe(before);
  });

  it('adds the runs that an experiment lacks, in their order', async () => {
    const finished = await makeFinished();
    const { project, lab, experimentId } = finished;
    const [first, second] = lab.listRuns(experimentId).map((run) => run.runId);
    const part = (runId = '', name = '') =>
      writeBundle(lab, [{ runId }], join(project.folder, `${name}.booster.html`), usualOptions);
    const other = await openEmpty(project);
    expect(await other.importBundle((await part(second, 'second')).path)).toMatchObject({ addedRuns: 1 });
    expect(await other.importBundle((await part(first, 'first')).path)).toMatchObject({ addedRuns: 1, addedStages: 2 });
    expect(other.listRuns(experimentId).map((run) => run.runId)).toEqual([first, second]);
    expect(other.listRuns(experimentId).map((run) => run.origin?.fileName)).toEqual([
      'first.booster.html',
      'second.booster.html',
    ]);
  });

  it('holds runs that failed, and nothing of it starts by itself', async () => {
    const finished = await makeFinished({ attack: 'fail' });
    const { project, experimentId } = finished;
    const { path } = await bundle(finished);
    const other = await openEmpty(project);
    await other.importBundle(path, { inputFolders: [project.folder] });
    other.start();
    expect(other.listRuns(experimentId).map((run) => run.status)).toEqual(['failed', 'failed']);
    await other.stop();
    const before = dump(other.dataFolder);
    await rebuildLab(other.dataFolder);
    expect(dump(other.dataFolder)).toEqual(before);
  });

  it('holds runs that were cancelled, which wait here until somebody resumes them', async () => {
    const finished = await makeFinished();
    const { project, lab } = finished;
    const waiting = await openScriptedLab(
      { ...project, dataFolder: join(project.folder, 'second') },
      { attack: 'wait' },
    );
    waiting.start();
    const { id } = await waiting.submit(project.writeSpec({ name: 'Stopped', vary: { seed: [5] } }));
    await waitForStage(waiting, 'attack', 'running');
    await waiting.cancel({ experimentId: id });
    const path = join(project.folder, 'stopped.booster.html');
    await writeBundle(waiting, [{ experimentId: id }], path, usualOptions);
    await lab.importBundle(path, { inputFolders: [project.folder] });
    expect(lab.listRuns(id).map((run) => run.status)).toEqual(['cancelled']);
    const bare = await openEmpty(project, 'bare');
    await bare.importBundle(path);
    expect(() => bare.resume({ experimentId: id })).toThrow(
      /cannot go on: what it reads is not on this machine \(model model/,
    );
    lab.resume({ experimentId: id });
    expect(await lab.waitForExperiment(id)).toMatchObject({ runCounts: { completed: 1 } });
  });

  it('leaves runs out that are not over, and refuses when none is', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project);
    const { id } = await lab.submit(project.writeSpec());
    const path = join(project.folder, 'none.booster.html');
    await expect(writeBundle(lab, [{ experimentId: id }], path, usualOptions)).rejects.toThrow(
      /no run to put into a bundle.*1 run is of .* not over yet/,
    );
    expect(readdirSync(project.folder).filter((name) => name.includes('booster.html'))).toEqual([]);
  });

  it('is not there at all when it was cancelled, and neither is anything of an import', async () => {
    const finished = await makeFinished();
    const { project, lab, experimentId } = finished;
    const stopped = AbortSignal.abort();
    const path = join(project.folder, 'stopped.booster.html');
    await expect(writeBundle(lab, [{ experimentId }], path, { ...usualOptions, signal: stopped })).rejects.toThrow(
      /nothing was written/,
    );
    expect(readdirSync(project.folder).filter((name) => name.includes('stopped'))).toEqual([]);
    const whole = await bundle(finished);
    const other = await openEmpty(project);
    await expect(other.importBundle(whole.path, { signal: stopped })).rejects.toThrow(/nothing was imported/);
    expect(other.listExperiments()).toEqual([]);
    expect(existsSync(join(other.dataFolder, 'stages'))).toBe(false);
    expect(readdirSync(join(other.dataFolder, 'importing'))).toEqual([]);
  });

  it('imports nothing at all when one entry is not as it was', async () => {
    const finished = await makeFinished();
    const { project } = finished;
    const entries = await readEntries((await bundle(finished)).path);
    const name = [...entries.keys()].findLast((one) => one.endsWith('samples.jsonl')) ?? '';
    entries.set(
      name,
      Buffer.from((entries.get(name)?.toString('utf8') ?? '').replace('"refusal":true', '"refusal":null')),
    );
    const path = join(project.folder, 'forged.booster.html');
    await pack(path, entries);
    const other = await openEmpty(project);
    await expect(other.importBundle(path)).rejects.toThrow(name);
    expect(readTree(other.dataFolder)).toEqual({});
    expect(statSync(path).size).toBeGreaterThan(0);
  });
});
