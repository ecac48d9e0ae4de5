import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LabClient } from '../../src/shared/contract/index.ts';
import type { WorkReading, WorkStep } from '../../src/shared/views/work.ts';
import { makeFinished, openEmpty, pack, readEntries, readTree } from '../lab/bundle/fixtures.ts';
import { collectNotices, openHost } from './fixtures/open-host.ts';

const contents = { adapters: 'none' as const, texts: true, data: false };

async function openFinished() {
  const finished = await makeFinished();
  const { client, bugs } = openHost(finished.lab);
  const path = join(finished.project.folder, 'out', 'results.booster.html');
  return { ...finished, client, bugs, path };
}

/** Follows a piece of work to its end. */
async function finish<Result>(
  steps: AsyncIterable<WorkStep<Result>>,
): Promise<{ readings: WorkReading[]; result: Result }> {
  const readings: WorkReading[] = [];
  const results: Result[] = [];
  for await (const step of steps) {
    if (step.kind === 'progress') readings.push(step.progress);
    else results.push(step.result);
  }
  const [result] = results;
  if (result === undefined) throw new Error('The work ended without a result.');
  return { readings, result };
}

async function importFile(client: LabClient, path: string) {
  return finish(await client.bundles.import({ path }));
}

describe('bundles in the window', () => {
  it('are made of an experiment or of single runs, with progress, and import elsewhere as runs that say where they come from', async () => {
    const { client, bugs, path, experimentId, lab, project } = await openFinished();
    const made = await finish(await client.bundles.export({ targets: [{ experimentId }], path, contents }));
    expect(made.result).toMatchObject({ path, runCount: 2, stageCount: 5, remarks: [] });
    expect(made.readings.every(({ text, fraction }) => text !== '' && fraction >= 0 && fraction <= 1)).toBe(true);
    expect(made.readings.length).toBeGreaterThan(0);
    const [run] = lab.listRuns(experimentId);
    const single = join(project.folder, 'single.booster.html');
    const part = await finish(
      await client.bundles.export({ targets: [{ runId: run?.runId ?? '' }], path: single, contents }),
    );
    expect(part.result).toMatchObject({ runCount: 1, stageCount: 3 });

    const other = await openEmpty(project);
    const there = openHost(other);
    const notices = await collectNotices(there.client, () => importFile(there.client, single));
    expect(notices).toContain('runs');
    const { rows } = await there.client.runs.table();
    expect(rows.map(({ runId, origin }) => [runId, origin?.fileName])).toEqual([[run?.runId, 'single.booster.html']]);
    expect((await importFile(there.client, path)).result).toMatchObject({ addedRuns: 1, equalStages: 3 });
    const [experiment] = await there.client.experiments.list();
    expect(experiment?.origins.map(({ fileName }) => fileName)).toEqual([
      'single.booster.html',
      'results.booster.html',
    ]);
    expect((await client.experiments.list())[0]?.origins).toEqual([]);
    expect([...bugs, ...there.bugs]).toEqual([]);
  });

  it('change nothing when they are imported twice', async () => {
    const { client, path, experimentId, project } = await openFinished();
    await finish(await client.bundles.export({ targets: [{ experimentId }], path, contents }));
    const other = await openEmpty(project);
    const there = openHost(other);
    await importFile(there.client, path);
    const once = readTree(other.dataFolder);
    const again = await importFile(there.client, path);
    expect(again.result).toMatchObject({ addedRuns: 0, addedStages: 0, equalStages: 5, differing: [] });
    expect(readTree(other.dataFolder)).toEqual(once);
  });

  it('leave nothing when their making or their import is left in the middle', async () => {
    const { client, path, experimentId, project, lab, bugs } = await openFinished();
    const [evaluation] = lab.listStages(experimentId).filter(({ kind }) => kind === 'evaluate');
    // Large enough for several readings.
    const line = `${JSON.stringify({ kind: 'logged', atMs: 1, level: 'info', message: 'x'.repeat(1000) })}\n`;
    writeFileSync(join(evaluation?.folder ?? '', 'events.jsonl'), line.repeat(20_000), { flag: 'a' });
    for await (const step of await client.bundles.export({ targets: [{ experimentId }], path, contents })) {
      expect(step.kind).toBe('progress');
      break;
    }
    expect(readdirSync(join(project.folder, 'out'))).toEqual([]);
    const stopped = new AbortController();
    const making = await client.bundles.export(
      { targets: [{ experimentId }], path, contents },
      { signal: stopped.signal },
    );
    await expect(
      (async () => {
        for await (const _ of making) stopped.abort();
      })(),
    ).rejects.toThrow(/cancelled|aborted/i);
    expect(readdirSync(join(project.folder, 'out'))).toEqual([]);

    await finish(await client.bundles.export({ targets: [{ experimentId }], path, contents }));
    const other = await openEmpty(project);
    const there = openHost(other);
    for await (const step of await there.client.bundles.import({ path })) {
      expect(step.kind).toBe('progress');
      break;
    }
    expect(readTree(other.dataFolder)).toEqual({});
    expect(await there.client.experiments.list()).toEqual([]);
    expect([...bugs, ...there.bugs]).toEqual([]);
  });

  it('are refused with one sentence that names what is wrong, and nothing is imported', async () => {
    const { client, path, experimentId, project, bugs } = await openFinished();
    await finish(await client.bundles.export({ targets: [{ experimentId }], path, contents }));
    const bytes = readFileSync(path);
    const entries = await readEntries(path);
    const tampered = [...entries.keys()].find((name) => name.endsWith('samples.jsonl')) ?? '';
    const write = (name: string, content: Uint8Array): string => {
      const file = join(project.folder, name);
      writeFileSync(file, content);
      return file;
    };
    const changed = join(project.folder, 'changed.booster.html');
    await pack(changed, new Map([...entries, [tampered, Buffer.from('{"step":4}\n')]]));
    const device = join(project.folder, 'device.booster.html');
    await pack(device, new Map([...entries, [`data/${'0'.repeat(64)}/NUL.jsonl`, Buffer.from('{}')]]));
    const foreign = join(project.folder, 'foreign.booster.html');
    await pack(foreign, new Map([['notes.txt', Buffer.from('hello')]]));
    const other = await openEmpty(project);
    const there = openHost(other);
    const cases: readonly (readonly [file: string, code: string, sentence: RegExp])[] = [
      [changed, 'bundle/damaged', new RegExp(`refused: ${tampered}: `)],
      [device, 'bundle/damaged', /NUL\.jsonl: has the name of a device of Windows/],
      [foreign, 'bundle/not-a-bundle', /expected an entry manifest\.json, found none among 1/],
      [write('cut.html', bytes.subarray(0, bytes.length - 300)), 'bundle/not-a-bundle', /its end is missing/],
      [write('empty.html', new Uint8Array(0)), 'bundle/not-a-bundle', /no bundle/],
      [write('page.html', Buffer.from('<title>A page</title>')), 'bundle/not-a-bundle', /no bundle/],
      [write('noise.html', Buffer.alloc(5000, 'PK\u0003\u0004')), 'bundle/not-a-bundle', /no bundle/],
      [join(project.folder, 'gone.html'), 'bundle/no-file', /cannot be read: ENOENT/],
      [project.folder, 'bundle/no-file', /found a folder/],
    ];
    for (const [file, code, sentence] of cases) {
      await expect(importFile(there.client, file), file).rejects.toMatchObject({
        data: expect.objectContaining({ code }),
        message: expect.stringMatching(sentence),
      });
    }
    expect(readTree(other.dataFolder)).toEqual({});
    expect([...bugs, ...there.bugs]).toEqual([]);
  });

  it('are written into new pages with whole paths alone, and the file system’s own refusal is told', async () => {
    const { client, path, experimentId, project, bugs } = await openFinished();
    const attempt = async (to: string) =>
      finish(await client.bundles.export({ targets: [{ experimentId }], path: to, contents }));
    await expect(attempt('results.html')).rejects.toThrow(/expected a whole path that ends with \.html/);
    await expect(attempt(join(project.folder, 'results.zip'))).rejects.toThrow(/ends with \.html/);
    await attempt(path);
    await expect(attempt(path)).rejects.toThrow(/exists already; choose another name/);
    writeFileSync(join(project.folder, 'file'), '');
    await expect(attempt(join(project.folder, 'file', 'results.html'))).rejects.toThrow(/cannot be written/);
    mkdirSync(join(project.folder, 'long'));
    await expect(attempt(join(project.folder, 'long', `${'x'.repeat(300)}.html`))).rejects.toThrow(/cannot be written/);
    expect(readdirSync(join(project.folder, 'long'))).toEqual([]);
    expect(existsSync(path)).toBe(true);
    await expect(
      (async () =>
        finish(await client.bundles.export({ targets: [{ runId: 'gone-1' }], path: `${path}.html`, contents })))(),
    ).rejects.toThrow(/no run "gone-1"/);
    expect(bugs).toEqual([]);
  });
});
