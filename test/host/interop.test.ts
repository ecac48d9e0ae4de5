import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImportInput } from '../../src/shared/contract/interop.ts';
import type { WorkStep } from '../../src/shared/views/work.ts';
import { makeProject, openScriptedLab } from '../lab/fixtures/project.ts';
import { makeTemporaryFolder } from '../store/fixtures/temporary-folder.ts';
import { collectNotices, openHost } from './fixtures/open-host.ts';

// Written by the programs themselves: test/reference/interop/make_fixtures.py.
const fixtures = join(import.meta.dirname, '../lab/interop/fixtures');

async function openEmpty() {
  const lab = await openScriptedLab(makeProject());
  return { lab, ...openHost(lab) };
}

async function openFinished() {
  const project = makeProject();
  const lab = await openScriptedLab(project);
  const opened = openHost(lab);
  const { id } = await lab.submit(project.writeSpec({ vary: { seed: [0, 1] } }));
  await lab.waitForExperiment(id);
  return { lab, ...opened, selection: { experimentId: id } };
}

async function collect<Step>(steps: Promise<AsyncIterable<Step>>): Promise<Step[]> {
  const all: Step[] = [];
  for await (const step of await steps) all.push(step);
  return all;
}

async function finish<Result>(steps: Promise<AsyncIterable<WorkStep<Result>>>): Promise<Result> {
  const last = (await collect(steps)).at(-1);
  if (last?.kind === 'done') return last.result;
  throw new Error('The work ended without a result.');
}

/** The files of a folder as a browser sends them. */
function drop(folder: string): ImportInput {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return {
    files: files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return {
        path: relative(join(folder, '..'), path).split(sep).join('/'),
        base64: readFileSync(path).toString('base64'),
      };
    }),
  };
}

describe('results of other programs', () => {
  it('are looked at, imported, listed, put aside and brought back', async () => {
    const { client, bugs } = await openEmpty();
    const source = { path: join(fixtures, 'reference') };
    const preview = await client.interop.preview({ source });
    expect(preview).toMatchObject({ form: 'reference', resultCount: 3, curveCount: 0, knownTitle: null });
    expect(await client.interop.list()).toEqual([]);

    const kinds = await collectNotices(client, () => finish(client.interop.import({ source, title: 'Theirs' })));
    expect(kinds).toEqual(['external']);
    const [table] = await client.interop.list();
    expect(table).toMatchObject({ title: 'Theirs', formLabel: 'The Booster authors’ score files', resultCount: 3 });
    const shown = (await client.compare.external()).find(({ id }) => id === table?.id);
    expect(shown?.source).toMatchObject({ title: 'Theirs', trust: 'imported' });
    expect(shown?.results.map(({ metric, value }) => [metric, value])).toEqual([
      ['HS', 25],
      ['HS+', 33.33],
      ['FA', 87.5],
    ]);

    const again = await finish(client.interop.import({ source }));
    expect(again).toMatchObject({ id: table?.id, isKnown: true, title: 'Theirs' });
    const id = table?.id ?? '';
    await client.interop.remove({ id });
    expect(await client.interop.list()).toEqual([]);
    await client.interop.restore({ id });
    expect(await client.interop.list()).toEqual([table]);
    await expect(client.interop.remove({ id: '../marks' })).rejects.toThrow('There is no imported table "../marks"');
    expect(bugs).toEqual([]);
  });

  it('come from every form, also as files that a browser sends, which have no path', async () => {
    const { client } = await openEmpty();
    for (const name of ['tamperbench', 'mlruns', 'tensorboard', 'reference']) {
      const fromPath = await finish(client.interop.import({ source: { path: join(fixtures, name) } }));
      const dropped = await finish(client.interop.import({ source: drop(join(fixtures, name)) }));
      expect(dropped).toMatchObject({ id: fromPath.id, isKnown: true });
    }
    expect(await client.interop.list()).toHaveLength(4);
  });

  it('of TensorBoard are curves that can be drawn, thinned', async () => {
    const { client } = await openEmpty();
    const { id } = await finish(client.interop.import({ source: { path: join(fixtures, 'tensorboard') } }));
    const names = await client.interop.curveNames({ tables: [id, 'booster-curves'] });
    expect(names.map(({ run, name }) => [run, name])).toEqual([
      ['new', 'square'],
      ['old', 'train/loss'],
      ['old', 'train/broken'],
    ]);
    const loss = names.find(({ name }) => name === 'train/loss');
    const [curve] = await client.interop.curves({ curves: [{ tableId: id, id: loss?.id ?? '' }], maxPoints: 4 });
    expect(curve?.steps).toEqual([0, 10, 30, 40]);
    expect(curve?.source.trust).toBe('imported');
  });

  it('are refused in one sentence where a file is broken, and nothing of it is kept', async () => {
    const { client, lab } = await openEmpty();
    const folder = join(makeTemporaryFolder(), 'results');
    cpSync(join(fixtures, 'tamperbench'), folder, { recursive: true });
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const file = names.find((name) => name.endsWith('evaluation.json')) ?? '';
    writeFileSync(join(folder, file), '[{"metric_name": "strong_reject_score", "metric_value": "high"}]');
    const message = `${join(folder, file)} cannot be imported: 0.metric_value: Invalid input: expected number, received string; nothing was imported.`;
    await expect(client.interop.preview({ source: { path: folder } })).rejects.toThrow(message);
    await expect(finish(client.interop.import({ source: { path: folder } }))).rejects.toThrow(message);
    // What was dropped is named as it was dropped, and not by where it lay meanwhile.
    await expect(finish(client.interop.import({ source: drop(folder) }))).rejects.toThrow(
      /^results.*evaluation\.json cannot be imported: 0\.metric_value/,
    );
    expect(existsSync(join(lab.dataFolder, 'external'))).toBe(false);
    await expect(client.interop.preview({ source: { path: join(folder, 'none') } })).rejects.toThrow(
      /There is no file or folder/,
    );
    const outside = { files: [{ path: '../evil.json', base64: 'W10=' }] };
    await expect(client.interop.preview({ source: outside })).rejects.toThrow('Input validation failed');
  });
});

describe('exports for other programs', () => {
  it('are written in every form to a new folder of the data folder, with progress', async () => {
    const { client, lab, selection, bugs } = await openFinished();
    const { exports: forms } = await client.interop.forms();
    expect(forms.map(({ name }) => name)).toEqual(['mlflow', 'tensorboard', 'wandb', 'model-card']);
    for (const { name: form } of forms) {
      const plan = await client.interop.planExport({ selection, form });
      expect(plan).toMatchObject({ runCount: 2, leftOutCount: 0 });
      expect(relative(lab.dataFolder, plan.folder)).toMatch(new RegExp(`^exports.\\d{4}-\\d\\d-\\d\\d-${form}$`));
      const steps = await collect(client.interop.export({ selection, form, folder: plan.folder }));
      const files = readdirSync(plan.folder, { recursive: true, withFileTypes: true }).filter((entry) =>
        entry.isFile(),
      );
      expect(steps.slice(0, -1).map(({ kind }) => kind)).toContain('progress');
      expect(steps.at(-1)).toMatchObject({ kind: 'done', result: { form, runCount: 2, fileCount: files.length } });
      expect((await client.interop.planExport({ selection, form })).folder).toBe(`${plan.folder}-2`);
    }
    // What was written for MLflow and TensorBoard can be read again.
    for (const form of ['mlflow', 'tensorboard']) {
      const [name = ''] = readdirSync(join(lab.dataFolder, 'exports')).filter((folder) => folder.endsWith(form));
      const preview = await client.interop.preview({ source: { path: join(lab.dataFolder, 'exports', name) } });
      expect(preview).toMatchObject({ form, runCount: 2 });
    }
    expect(bugs).toEqual([]);
  });

  it('leave nothing where the window goes away, and no other folder is touched', async () => {
    const { client, lab, selection } = await openFinished();
    const folder = join(lab.dataFolder, 'exports', 'mine');
    const ended = new AbortController();
    const steps = await client.interop.export({ selection, form: 'mlflow', folder }, { signal: ended.signal });
    ended.abort();
    await expect(finish(Promise.resolve(steps))).rejects.toThrow(/was cancelled; nothing was written/);
    expect(existsSync(folder)).toBe(false);
    expect(readdirSync(join(lab.dataFolder, 'exports'))).toEqual([]);

    mkdirSync(folder);
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    const tried = finish(client.interop.export({ selection, form: 'mlflow', folder }));
    await expect(tried).rejects.toThrow(/holds something already/);
    expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
    await expect(finish(client.interop.export({ selection, form: 'mlflow', folder: 'out' }))).rejects.toThrow(
      /expected a whole path/,
    );
  });
});
