import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Lab, openLab } from '../../src/lab/index.ts';
import { probeFilePath } from '../../src/lab/probe/probe-files.ts';
import type { LabClient } from '../../src/shared/contract/index.ts';
import { makeTemporaryFolder } from '../store/fixtures/temporary-folder.ts';
import { makeFinishedLab, makeSmallSettings } from '../support/finished-lab.ts';
import { openHost } from './fixtures/open-host.ts';

const kind = 'harmful-direction';

const shared = mkdtempSync(join(tmpdir(), 'booster-lab-probes-'));
let experimentId = '';

beforeAll(async () => {
  ({ experimentId } = await makeFinishedLab(shared, 0));
}, 300_000);

afterAll(() => rmSync(shared, { recursive: true, force: true }));

/** Opens a copy of the finished experiment. */
async function openFinished() {
  const root = makeTemporaryFolder();
  const dataFolder = join(root, 'data');
  cpSync(join(shared, 'data'), dataFolder, { recursive: true });
  const lab = await openLab({ dataFolder, slots: 1 });
  onTestFinished(() => lab.stop({ deadlineMs: 1000 }));
  const { client, bugs } = openHost(lab);
  const attacks = lab.listRuns(experimentId).map((run) => run.stages.attack);
  return { root, lab, client, bugs, attacks };
}

/** Measures to the end; returns the readings. */
async function measure(client: LabClient, id: string): Promise<number[]> {
  const fractions: number[] = [];
  for await (const { fraction } of await client.compare.measureProbes({ experimentId: id, kind }))
    fractions.push(fraction);
  return fractions;
}

/** When each attack's file of measurements was written; null where there is none. */
function listTimes(lab: Lab, attacks: readonly string[]): (number | null)[] {
  return attacks.map(
    (key) => statSync(probeFilePath(lab.dataFolder, key, kind), { throwIfNoEntry: false })?.mtimeMs ?? null,
  );
}

/** Changes an attack's file of measurements as text. */
function changeFile(lab: Lab, key: string, change: (file: Record<string, unknown>) => Record<string, unknown>): void {
  const path = probeFilePath(lab.dataFolder, key, kind);
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')))));
}

describe('probes in the window', { timeout: 400_000 }, () => {
  it('are measured with progress, stopped and gone on with; what was measured is not measured again', async () => {
    const { root, lab, client, bugs, attacks } = await openFinished();
    expect(await client.compare.probes({ experimentId, kind })).toMatchObject({
      runs: 2,
      measuredRuns: 0,
      withoutModels: 0,
      warning: null,
      groups: [],
    });

    // Stopped while the second of the runs is measured: the first is kept, and nothing of the second.
    const stopped = new AbortController();
    const begin = await client.compare.measureProbes({ experimentId, kind }, { signal: stopped.signal });
    for await (const { fraction } of begin) if (fraction > 0.5) break;
    stopped.abort();
    expect(await client.compare.probes({ experimentId, kind })).toMatchObject({ measuredRuns: 1 });
    const [first, second] = listTimes(lab, attacks);
    expect([typeof first, second]).toEqual(['number', null]);

    const fractions = await measure(client, experimentId);
    expect(fractions).toEqual(fractions.toSorted((left, right) => left - right));
    expect(fractions.at(-1)).toBe(1);
    const times = listTimes(lab, attacks);
    expect(times[0]).toBe(first);
    const view = await client.compare.probes({ experimentId, kind });
    expect(view).toMatchObject({ measuredRuns: 2, warning: null });
    expect(view.groups.map(({ arm, step }) => [arm, step])).toEqual([
      ['SFT', 0],
      ['SFT', 2],
      ['Booster', 0],
      ['Booster', 2],
    ]);
    expect(view.groups[0]?.data).toEqual([expect.objectContaining({ name: 'harmful.jsonl', start: 0, count: 20 })]);
    expect(view.groups[0]?.points.filter(({ name }) => name === 'loss').map(({ at }) => at)).toContain(0.1);
    expect(await measure(client, experimentId)).toEqual([]);

    // As the program wrote it before it noted which rows: both runs can only have meant the same ones.
    for (const key of attacks) changeFile(lab, key, ({ data: _data, ...old }) => old);
    const old = listTimes(lab, attacks);
    expect(await measure(client, experimentId)).toEqual([]);
    expect(listTimes(lab, attacks)).toEqual(old);

    // Another experiment shares the attack of SFT, which uses no harmful rows at all, and means other rows of the same file.
    const settings = makeSmallSettings(0);
    const alignment = settings['alignment'] as { harmful: object }; // written above as such
    const specPath = join(root, 'other.json');
    const other = {
      ...settings,
      alignment: { ...alignment, method: { name: 'sft' }, harmful: { ...alignment.harmful, start: 30 } },
    };
    writeFileSync(specPath, JSON.stringify({ version: 1, name: 'Other rows', settings: other }));
    const { id } = await lab.submit(specPath);
    expect(lab.listRuns(id).map((run) => [run.status, run.stages.attack])).toEqual([['completed', attacks[0]]]);
    await measure(client, id);
    const changed = listTimes(lab, attacks);
    expect([changed[0] === old[0], changed[1]]).toEqual([false, old[1]]);
    expect((await client.compare.probes({ experimentId: id, kind })).groups[0]?.data[0]?.start).toBe(30);
    const unlike = await client.compare.probes({ experimentId, kind });
    expect(unlike.warning).toMatch(
      /different harmful sets.*SFT: harmful\.jsonl \(.*rows 30 to 49\); Booster: .*rows 0 to 19/,
    );
    expect(bugs).toEqual([]);
  });

  it('tell how a worker failed, keep what was measured before, and go on once its models are whole', async () => {
    const { lab, client, bugs, attacks } = await openFinished();
    const [, second = ''] = attacks;
    const checkpoints = join(lab.getStage(second).folder, 'checkpoints');
    const [step = ''] = readdirSync(checkpoints);
    const [file = ''] = readdirSync(join(checkpoints, step)).filter((name) => name.endsWith('.safetensors'));
    const weights = join(checkpoints, step, file);
    const bytes = readFileSync(weights);
    writeFileSync(weights, bytes.subarray(0, 100));
    await expect(measure(client, experimentId)).rejects.toMatchObject({ message: expect.stringContaining(file) });
    expect(await client.compare.probes({ experimentId, kind })).toMatchObject({ measuredRuns: 1 });
    expect(bugs).toEqual([]);
    writeFileSync(weights, bytes);
    await measure(client, experimentId);
    expect(await client.compare.probes({ experimentId, kind })).toMatchObject({ measuredRuns: 2 });

    // Without its models a run is told apart, and asks for no measurement.
    rmSync(join(lab.getStage(second).folder, 'probes'), { recursive: true });
    rmSync(checkpoints, { recursive: true });
    expect(await measure(client, experimentId)).toEqual([]);
    expect(await client.compare.probes({ experimentId, kind })).toMatchObject({ measuredRuns: 1, withoutModels: 1 });
    await expect(client.compare.probes({ experimentId: 'nothing', kind })).rejects.toThrow(/nothing/);
  });
});
