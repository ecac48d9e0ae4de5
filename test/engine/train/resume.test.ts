import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listCheckpoints, readCheckpoint } from '../../../src/engine/train/checkpoints.ts';
import type { StageEvent } from '../../../src/shared/events.ts';
import type { Method } from '../../../src/shared/methods/index.ts';
import { collectMetrics, eventsOf } from '../../support/tiny-training.ts';
import { runTiny, type TinyRun, type TinyRunOptions } from './tiny-run.ts';

// Fifteen rows a role: five batches an epoch for one, four for the other, so that 12 steps pass through several epochs of both.
const method: Method = { name: 'booster', lambda: 5, alpha: 0.1, harmfulBatchSize: 4 };
const settings: TinyRunOptions = { method, keepSteps: [5, 9] };

const root = mkdtempSync(path.join(tmpdir(), 'booster-lab-resume-'));
const whole = path.join(root, 'whole');
let uninterrupted: TinyRun;

beforeAll(async () => {
  uninterrupted = await runTiny(whole, settings);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a training that was stopped', () => {
  it.each([
    ['after a resume point', 8],
    ['between two resume points', 6],
    ['before the first resume point', 1],
    ['after the last resume point', 11],
  ])('%s goes on as if it had not been', async (_, stopAfter) => {
    const folder = path.join(root, `stopped-${stopAfter}`);
    const first = await runTiny(folder, { ...settings, onStep: (step, abort) => step === stopAfter && abort() });
    expect(first.outcome).toBe('cancelled');
    expect(readdirSync(path.join(folder, 'resume'))).toEqual([`step-${String(stopAfter).padStart(6, '0')}`]);
    const second = await runTiny(folder, settings);
    expectSame(folder, [...first.events, ...second.events]);
    expect(eventsOf(second.events, 'metrics')[0].steps[0]).toBe(stopAfter + 1);
  });

  it.each([10, 6])('by kill -9 after step %i goes on as if it had not been', async (step) => {
    const folder = path.join(root, `killed-${step}`);
    const program = path.join(import.meta.dirname, 'killed-run.ts');
    const child = spawnSync(process.execPath, [program, folder, String(step), JSON.stringify(method)], {
      encoding: 'utf8',
    });
    expect(child.signal, child.stderr).toBe('SIGKILL');
    expect(listCheckpoints(folder)).toEqual([5, 9].filter((kept) => kept < step));
    const { outcome, events } = await runTiny(folder, settings);
    expect(outcome).toBe('completed');
    expect(eventsOf(events, 'metrics')[0].steps[0]).toBe(4 * Math.floor(step / 4) + 1);
    expectSame(folder, events);
  });

  const keepers: Method[] = [
    // Phases of two and three steps: at step 6 both anchors hold something else than the weights.
    { name: 'lisa', rho: 20, alignmentSteps: 2, userSteps: 3, freeFraction: 0 },
    // What was measured before the first step must not be measured again at the weights of the sixth.
    { name: 'ewc', lambda: 100 },
  ];

  it.each(keepers)('goes on with what $name keeps between steps', async (keeper) => {
    const options: TinyRunOptions = { method: keeper };
    const folder = path.join(root, keeper.name);
    const other = path.join(root, `${keeper.name}-whole`);
    const all = await runTiny(other, options);
    const first = await runTiny(folder, { ...options, onStep: (step, abort) => step === 6 && abort() });
    const second = await runTiny(folder, options);
    expect(readCheckpoint(folder, 12)).toEqual(readCheckpoint(other, 12));
    const drifts = (events: readonly StageEvent[]) =>
      [...collectMetrics(events)].map(([step, metrics]) => [step, metrics['drift']]);
    expect(drifts([...first.events, ...second.events])).toEqual(drifts(all.events));
    expect(drifts(all.events).filter(([, drift]) => drift !== 0).length).toBeGreaterThan(6);
  });

  it('by kill -9 while it wrote leaves kept models complete or absent', async () => {
    const folder = path.join(root, 'torn');
    cpSync(whole, folder, { recursive: true });
    // What a death in the middle of a write leaves: a folder under its temporary name.
    const kept = path.join(folder, 'checkpoints', 'step-000012');
    cpSync(kept, `${kept}.tmp-1-0`, { recursive: true });
    truncateSync(path.join(`${kept}.tmp-1-0`, 'weights.safetensors'), 100);
    rmSync(kept, { recursive: true });
    expect(listCheckpoints(folder)).toEqual([5, 9]);
    await runTiny(folder, settings);
    expectSame(folder, uninterrupted.events);
  });
});

describe('a damaged resume point', () => {
  const damages: [string, (folder: string) => void][] = [
    ['with cut weights', (folder) => truncateSync(path.join(folder, 'weights.safetensors'), 3000)],
    ['without weights', (folder) => rmSync(path.join(folder, 'weights.safetensors'))],
    ['without its state', (folder) => rmSync(path.join(folder, 'state.json'))],
    ['with a torn state', (folder) => truncateSync(path.join(folder, 'state.json'), 10)],
    ['without the position in the harmful set', (folder) => editPositions(folder, { harmful: undefined })],
    ['with a position outside the data', (folder) => editPositions(folder, { train: { epoch: 0, offset: 99 } })],
  ];

  it.each(damages)('%s is refused by its name, and nothing is trained', async (label, damage) => {
    const stage = path.join(root, `damaged ${label}`);
    const folder = await stopEarly(stage);
    damage(folder);
    const events: StageEvent[] = [];
    await expect(runTiny(stage, settings, events)).rejects.toMatchObject({
      name: 'AppError',
      code: 'checkpoint/damaged-resume',
      message: expect.stringContaining(folder),
    });
    expect(events).toEqual([]);
    expect(existsSync(path.join(stage, 'checkpoints'))).toBe(false);
  });

  it('of another adapter is refused by its name', async () => {
    const stage = path.join(root, 'other-rank');
    const folder = await stopEarly(stage);
    const run = runTiny(stage, {
      ...settings,
      trainable: { kind: 'lora', rank: 2, loraAlpha: 4, targets: ['q_proj'], dropout: 0 },
    });
    await expect(run).rejects.toMatchObject({
      code: 'checkpoint/damaged-resume',
      message: expect.stringContaining(folder),
    });
  });
});

/** Stops after two steps and gives the folder of the resume point. */
async function stopEarly(stage: string): Promise<string> {
  await runTiny(stage, { ...settings, keepSteps: [], onStep: (step, abort) => step === 1 && abort() });
  return path.join(stage, 'resume', 'step-000001');
}

function editPositions(folder: string, changes: object): void {
  const file = path.join(folder, 'state.json');
  const state = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...state, positions: { ...state.positions, ...changes } }));
}

/** Kept models and metrics are those of the uninterrupted run, to the bit; nothing is left of the stop. */
function expectSame(folder: string, events: readonly StageEvent[]): void {
  expect(existsSync(path.join(folder, 'resume'))).toBe(false);
  expect(listCheckpoints(folder)).toEqual([5, 9, 12]);
  for (const step of [5, 9, 12]) expect(readCheckpoint(folder, step)).toEqual(readCheckpoint(whole, step));
  const expected = collectMetrics(uninterrupted.events);
  expect([...expected.keys()]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  for (const [step, point] of collectMetrics(events)) {
    expect({ ...point, tokensPerSecond: 0 }).toEqual({ ...expected.get(step), tokensPerSecond: 0 });
  }
}
