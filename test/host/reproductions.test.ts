import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeBundle } from '../../src/lab/bundle/write-bundle.ts';
import { type Lab, openLab } from '../../src/lab/index.ts';
import type { LabClient } from '../../src/shared/contract/index.ts';
import { type ReproductionView, usualTolerance } from '../../src/shared/views/reproduction.ts';
import { usualOptions } from '../lab/bundle/fixtures.ts';
import { makeTemporaryFolder } from '../store/fixtures/temporary-folder.ts';
import { openHost } from './fixtures/open-host.ts';
import { writeTinyExperiment } from '../lab/bundle/tiny-experiment.ts';

async function openOwn(dataFolder: string): Promise<Lab> {
  const lab = await openLab({ dataFolder, slots: 1 });
  onTestFinished(() => lab.stop());
  return lab;
}

/** A bundle of a finished run, and the lab that made it: its inputs are known there. */
async function makeBundle(folder: string): Promise<{ lab: Lab; path: string }> {
  const lab = await openOwn(join(folder, 'data'));
  lab.start();
  const { id } = await lab.submit(writeTinyExperiment(folder));
  await lab.waitForExperiment(id);
  const path = join(folder, 'tiny.booster.html');
  await writeBundle(lab, [{ experimentId: id }], path, usualOptions);
  return { lab, path };
}

async function waitFor(client: LabClient, id: string, isReached: (view: ReproductionView) => boolean) {
  const seen: ReproductionView[] = [];
  for (;;) {
    const { view } = await client.bundles.reproduction({ id });
    seen.push(view);
    if (isReached(view)) return seen;
    await new Promise((done) => setTimeout(done, 20));
  }
}

const isOver = ({ status }: ReproductionView) => ['completed', 'failed', 'stopped'].includes(status);

describe('reproducing a bundle in the window', () => {
  it('runs it again beside the queue, bit for bit on the same machine, and keeps the report alone', {
    timeout: 240_000,
  }, async () => {
    const folder = makeTemporaryFolder();
    const { lab, path } = await makeBundle(folder);
    const { client, bugs } = openHost(lab);
    const stagesBefore = lab.listStages('last');
    const { id } = await client.bundles.reproduce({ path, tolerance: usualTolerance });
    const seen = await waitFor(client, id, isOver);
    expect(seen.at(-1)).toMatchObject({
      status: 'completed',
      result: { isWithin: true, counts: { identical: 3, within: 0, different: 0, missing: 0 } },
    });
    expect(new Set(seen.map(({ status }) => status))).toContain('running');
    expect(seen.some(({ progress }) => progress?.stageCount === 3)).toBe(true);
    const { report } = await client.bundles.reproduction({ id });
    expect(report?.stages.map(({ outcome }) => outcome)).toEqual(['identical', 'identical', 'identical']);
    expect(readdirSync(join(lab.dataFolder, 'reproductions', id)).sort()).toEqual(['attempt.json', 'report.json']);
    expect(lab.listStages('last')).toEqual(stagesBefore);
    await client.bundles.removeReproduction({ id });
    expect(await client.bundles.reproductions()).toEqual([]);
    expect(bugs).toEqual([]);
  });

  it('stops, and goes on where it was, also in another process of the lab', { timeout: 240_000 }, async () => {
    const folder = makeTemporaryFolder();
    const { lab, path } = await makeBundle(folder);
    const { client } = openHost(lab);
    const { id } = await client.bundles.reproduce({ path, tolerance: usualTolerance });
    const next = await client.bundles.reproduce({ path, tolerance: usualTolerance });
    await waitFor(client, id, ({ progress }) => (progress?.doneStages ?? 0) > 0);
    expect((await client.bundles.reproduction(next)).view.status).toBe('waiting');
    await client.bundles.stopReproduction(next);
    await client.bundles.stopReproduction({ id });
    expect((await client.bundles.reproductions()).map(({ status }) => status)).toEqual(['stopped', 'stopped']);
    const work = join(lab.dataFolder, 'reproductions', id, 'work');
    expect(existsSync(work)).toBe(true);

    const again = openHost(lab).client;
    await again.bundles.continueReproduction({ id });
    const seen = await waitFor(again, id, isOver);
    // What was done before is not done again.
    expect(seen.filter(({ progress }) => (progress?.stageCount ?? 0) > 0)[0]?.progress?.doneStages).toBeGreaterThan(0);
    expect(seen.at(-1)).toMatchObject({ status: 'completed', result: { counts: { identical: 3 } } });
    expect(existsSync(work)).toBe(false);
  });

  it('says what is wrong with a bundle that cannot be run again, and in which file', { timeout: 60_000 }, async () => {
    const folder = makeTemporaryFolder();
    const { client, bugs } = openHost(await openOwn(join(folder, 'data')));
    const path = join(folder, 'none.booster.html');
    const { id } = await client.bundles.reproduce({ path, tolerance: usualTolerance });
    const [end] = (await waitFor(client, id, isOver)).slice(-1);
    expect(end).toMatchObject({ status: 'failed', result: null });
    expect(end?.error).toContain(path);
    await expect(client.bundles.reproduction({ id: 'another' })).rejects.toThrow('no longer there');
    expect(bugs).toEqual([]);
  });
});
