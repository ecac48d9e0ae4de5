import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { exporters, exportRuns, selectExportRuns } from '../../../src/lab/interop/export/index.ts';
import { readResults } from '../../../src/lab/interop/import/index.ts';
import { CancelledError } from '../../../src/shared/errors.ts';
import { makeTemporaryFolder } from '../../store/fixtures/temporary-folder.ts';
import { makeProject, openScriptedLab } from '../fixtures/project.ts';

async function runTwo() {
  const project = makeProject();
  const lab = await openScriptedLab(project);
  const { id } = await lab.submit(project.writeSpec({ name: 'Tags: a/b #1?', vary: { seed: [0, 1] } }));
  lab.start();
  await lab.waitForExperiment(id);
  const selected = selectExportRuns(lab, { experimentId: id });
  const write = async (form: string): Promise<string> => {
    const folder = join(makeTemporaryFolder(), form);
    await exportRuns(lab, selected, { form, folder });
    return folder;
  };
  return { lab, selected, runs: selected.runs, write };
}

describe('runs for other programs', () => {
  // That the programs themselves read them is checked by test/reference/interop/check_exports.py.
  it('keep every point of every curve, as MLflow and TensorBoard files', async () => {
    const { lab, runs, write } = await runTwo();
    const [first] = runs;
    const expected = lab.getMetrics(first?.run.stages.align ?? '').find(({ name }) => name === 'h');
    for (const form of ['mlflow', 'tensorboard']) {
      const folder = await write(form);
      const { curves } = await readResults(folder);
      const curve = curves.find(({ run, name }) => run === first?.run.runId && name === 'align/h');
      const finite = expected?.steps.filter((_, index) => expected.values[index] !== null);
      expect(curve?.steps).toEqual(finite);
      expect(curve?.values).toEqual(expected?.values.filter((value) => value !== null));
      expect(new Set(curves.map(({ run }) => run)).size).toBe(2);
    }
  });

  it('never hold the text of an answer', async () => {
    const { write } = await runTwo();
    for (const { name } of exporters) {
      const folder = await write(name);
      const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
      for (const file of files)
        expect(readFileSync(join(file.parentPath, file.name), 'latin1')).not.toContain('lumipo');
    }
  });

  it('are model cards whose scores a hub can read', async () => {
    const { runs, write } = await runTwo();
    const folder = await write('model-card');
    const text = readFileSync(join(folder, runs[0]?.run.runId ?? '', 'README.md'), 'utf8');
    const metadata = parse(text.split('---\n')[1] ?? '');
    expect(metadata['model-index'][0].results[0]).toMatchObject({
      task: { type: 'text-generation' },
      metrics: [{ type: 'HS (refusal)', value: 100 }],
    });
    expect(text).toContain('it is for research on defences and not for use');
  });

  it('have project names that W&B takes, and steps that only rise', async () => {
    const { runs, write } = await runTwo();
    const folder = join(await write('wandb'), runs[0]?.run.runId ?? '');
    expect(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')).project).toBe('Tags a b 1');
    const rows = readFileSync(join(folder, 'history.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map((row) => row['_step'])).toEqual(rows.map((_, index) => index));
  });

  it('do not overwrite a folder that holds something', async () => {
    const { lab, selected } = await runTwo();
    const folder = join(makeTemporaryFolder(), 'out');
    await exportRuns(lab, selected, { form: 'mlflow', folder });
    await expect(exportRuns(lab, selected, { form: 'mlflow', folder })).rejects.toThrow(/holds something already/);
  });

  it('are written whole or, when the export is cancelled, not at all', async () => {
    const { lab, selected } = await runTwo();
    const parent = makeTemporaryFolder();
    const readings: number[] = [];
    const cancelled = new AbortController();
    const writing = exportRuns(lab, selected, {
      form: 'mlflow',
      folder: join(parent, 'out'),
      signal: cancelled.signal,
      onProgress: ({ fraction }) => {
        readings.push(fraction);
        cancelled.abort();
      },
    });
    await expect(writing).rejects.toThrow(CancelledError);
    expect(readings).toEqual([0.5]);
    expect(readdirSync(parent)).toEqual([]);
  });

  it('are the completed ones, and a selection without any is refused', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project);
    const { id } = await lab.submit(project.writeSpec());
    expect(() => selectExportRuns(lab, { experimentId: id })).toThrow(
      'expected at least one completed run, found 1 that are not',
    );
  });
});
