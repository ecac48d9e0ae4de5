import { describe, expect, it } from 'vitest';
import {
  applyProgress,
  findBefore,
  holdItems,
  moveItems,
  splitQueue,
} from '../../../src/renderer/features/queue/change-queue.ts';
import { describeItem } from '../../../src/renderer/features/queue/describe-item.ts';
import { listFinished } from '../../../src/renderer/features/queue/list-finished.ts';
import type { QueueItem, QueueView } from '../../../src/shared/contract/runs.ts';
import { makeTable } from '../runs/make-table.ts';

function makeQueue(...statuses: QueueItem['status'][]): QueueView {
  return {
    isPaused: false,
    slots: 1,
    remainingMs: null,
    items: statuses.map((status, index) => ({
      runId: `r${index}`,
      experimentId: 'e',
      experimentName: 'Sweep',
      arm: 'Booster',
      varied: {},
      status,
      isHeld: false,
      stages: [],
      remainingMs: null,
    })),
  };
}

const idsOf = (items: readonly QueueItem[]) => items.map(({ runId }) => runId).join(' ');

describe('the queue', () => {
  it('tells what runs, what waits and what stopped', () => {
    const parts = splitQueue(
      makeQueue('running', 'queued', 'interrupted', 'stopping', 'failed', 'queued', 'completed'),
    );
    expect([idsOf(parts.running), idsOf(parts.waiting), idsOf(parts.stopped)]).toEqual(['r0 r3', 'r1 r5', 'r2 r4']);
  });

  it.each([
    [['r3'], 'r1', 'r0 r3 r1 r2'],
    [['r1'], null, 'r0 r2 r3 r1'],
    [['r3', 'r2'], 'r0', 'r3 r2 r0 r1'],
    [['r1'], 'gone', 'r0 r2 r3 r1'],
    [['gone'], 'r1', 'r0 r1 r2 r3'],
  ])('puts %j before %j', (runIds, before, order) => {
    expect(idsOf(moveItems(makeQueue('queued', 'queued', 'queued', 'queued'), runIds, before).items)).toBe(order);
  });

  it.each([
    [0, 1, 'r2'],
    [2, 1, 'r1'],
    [2, 0, 'r0'],
    [0, 3, null],
    [0, 99, null],
    [3, 99, undefined],
    [1, 1, undefined],
    [-1, 0, undefined],
  ])('finds what a run has to stand before to get from place %j to %j', (from, to, before) => {
    const { items } = makeQueue('queued', 'queued', 'queued', 'queued');
    expect(findBefore(items, from, to)).toBe(before);
    // What is shown at once has to be where the lab will put it.
    const moved = items[from];
    if (before === undefined || !moved) return;
    const after = moveItems(makeQueue('queued', 'queued', 'queued', 'queued'), [moved.runId], before);
    expect(after.items.findIndex(({ runId }) => runId === moved.runId)).toBe(Math.min(3, to));
  });

  it('holds chosen runs alone', () => {
    const { items } = holdItems(makeQueue('queued', 'queued'), ['r1'], true);
    expect(items.map(({ isHeld }) => isHeld)).toEqual([false, true]);
  });

  it('puts in the progress of stages and leaves everything else the same object', () => {
    const queue = makeQueue('running', 'queued');
    const stage = { key: 'k', kind: 'align', status: 'running', fraction: 0.1, sharedWith: 0 } as const;
    const items = queue.items.map((item, index) => (index === 0 ? { ...item, stages: [stage] } : item));
    const after = applyProgress({ ...queue, items }, new Map([['k', 0.5]]));
    expect(after.items[0]?.stages[0]?.fraction).toBe(0.5);
    expect(after.items[1]).toBe(items[1]);
    expect(applyProgress(queue, new Map([['other', 0.5]]))).toBe(queue);
  });

  it('names runs by what tells them apart', () => {
    const varied = {
      'alignment.method.lambda': 5,
      'attack.training.learningRate': 1e-5,
      'attack.method': { name: 'sft' },
    };
    expect(describeItem({ arm: 'Booster', varied })).toBe(
      'Booster · λ = 5, Learning rate = 0.00001, Attack method = sft',
    );
  });

  it('lists the runs that were completed last with their scores', () => {
    const table = makeTable([
      { finishedAtMs: 10, settings: { 'attack.p': 0 }, scores: { HS: 4.5, FA: 90 } },
      { finishedAtMs: 30, settings: { 'attack.p': 0.1 }, scores: { HS: 12 } },
      { finishedAtMs: 40, status: 'failed', settings: { 'attack.p': 0.1 } },
      { finishedAtMs: 50, trashedAtMs: 60, settings: { 'attack.p': 0.1 } },
      { finishedAtMs: 20 },
    ]);
    expect(listFinished(table, 2)).toEqual([
      {
        runId: 'r1',
        name: 'Booster · p = 0.1',
        experimentName: 'Sweep',
        finishedAtMs: 30,
        scores: [{ name: 'HS', value: '12.0 %' }],
      },
      { runId: 'r4', name: 'Booster', experimentName: 'Sweep', finishedAtMs: 20, scores: [] },
    ]);
  });
});
