import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProject, openScriptedLab } from '../lab/fixtures/project.ts';
import { makeTemporaryFolder } from '../store/fixtures/temporary-folder.ts';
import { repository } from '../support/read-imports.ts';
import { runCli } from './support/run-cli.ts';

// Written by TensorBoard itself: test/reference/interop/make_fixtures.py.
const events = join(repository, 'test/lab/interop/fixtures/tensorboard');

describe('results of other programs on the command line', () => {
  it('are looked at without a trace, imported, listed and put aside', async () => {
    const dataFolder = makeTemporaryFolder();
    const checked = await runCli(['import-results', events, '--check', '--json'], { dataFolder });
    expect(checked.lines()).toMatchObject([{ kind: 'checked', form: 'tensorboard', curveCount: 3, knownTitle: null }]);
    expect(readdirSync(dataFolder)).toEqual([]);
    const imported = await runCli(['import-results', events, '--title', 'Theirs', '--json'], { dataFolder });
    const [line] = imported.lines();
    expect(line).toMatchObject({ kind: 'imported', title: 'Theirs', curves: 3, isKnown: false });
    const id = String(line?.['id']);
    const listed = await runCli(['published'], { dataFolder });
    expect(listed.stdout).toMatch(new RegExp(`${id} +imported +0 +3 +Theirs`));
    const removed = await runCli(['published', id, '--remove'], { dataFolder });
    expect(removed).toMatchObject({ code: 0, stdout: `Removed  ${id}\n` });
    const again = await runCli(['published', id, '--remove'], { dataFolder });
    expect(again.code).toBe(1);
    expect(again.stderr).toContain(`There is no imported table "${id}"`);
  });
});

describe('export-runs', () => {
  it('writes chosen runs alone', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project);
    const { id } = await lab.submit(project.writeSpec({ vary: { seed: [0, 1] } }));
    lab.start();
    await lab.waitForExperiment(id);
    const [first] = lab.listRuns(id);
    await lab.stop({ deadlineMs: 1000 });
    const out = join(project.folder, 'cards');
    const args = ['export-runs', first?.runId ?? '', '--to', 'model-card', '--out', out, '--json'];
    const written = await runCli(args, { dataFolder: project.dataFolder });
    expect(written.lines()).toEqual([{ kind: 'written', out, runs: 1, files: 1, leftOut: 0 }]);
    expect(readdirSync(out)).toEqual([first?.runId]);
  });
});
