import { describe, expect, it } from 'vitest';
import {
  experimentIdOf,
  findRemaining,
  fractionOfRun,
  summarizeExperiment,
} from '../../../src/renderer/features/experiment/overview.ts';
import { patchDetail } from '../../../src/renderer/features/experiment/patch-detail.ts';
import { layOutStages } from '../../../src/renderer/features/experiment/stage-graph-layout.ts';
import { pickRunRows } from '../../../src/renderer/features/experiment/use-run-rows.ts';
import type { ExperimentDetail } from '../../../src/shared/contract/experiments.ts';
import type { QueueView, RunsTable } from '../../../src/shared/contract/runs.ts';
import type { Status } from '../../../src/shared/events.ts';
import type { StageKind } from '../../../src/shared/spec/stage.ts';
import type { RunView, StageProgress, StageView } from '../../../src/shared/views/lab.ts';

function makeRun(number: number, align: string, status: Status): RunView {
  const partial: Partial<RunView> = {
    runId: `e-${number}`,
    experimentId: 'e',
    arm: align,
    status,
    stages: { align, attack: `attack-${number}`, evaluate: `evaluate-${number}` },
  };
  return partial as RunView; // what the functions under test read of a run
}

function makeStage(key: string, status: Status, fraction?: number): StageView {
  const progress: StageProgress | null =
    fraction === undefined ? null : { phase: 'training', done: 1, total: 2, fraction, remainingMs: 1000 };
  const [kind = ''] = key.split('-');
  const partial: Partial<StageView> = { key, kind: kind as StageKind, status, progress, error: null }; // keys begin with their kind
  return partial as StageView; // what the functions under test read of a stage
}

/** Three runs, of which the first two share an alignment. */
function makeDetail(): ExperimentDetail {
  const partial: Partial<ExperimentDetail> = {
    runs: [makeRun(1, 'align-a', 'completed'), makeRun(2, 'align-b', 'running'), makeRun(3, 'align-a', 'failed')],
    stages: [
      makeStage('align-a', 'completed'),
      makeStage('align-b', 'running', 0.5),
      makeStage('attack-1', 'completed'),
      makeStage('attack-2', 'queued'),
      makeStage('attack-3', 'failed', 0.25),
      makeStage('evaluate-1', 'completed'),
      makeStage('evaluate-2', 'queued'),
      makeStage('evaluate-3', 'queued'),
    ],
  };
  return partial as ExperimentDetail; // what the functions under test read of an experiment
}

describe('an experiment in numbers', () => {
  it('counts runs by status and stages once, however many runs share them', () => {
    const overview = summarizeExperiment(makeDetail());
    expect(overview).toMatchObject({
      runCount: 3,
      counts: { completed: 1, running: 1, failed: 1 },
      isActive: true,
      isComplete: false,
      retryable: 1,
      resumable: 0,
      cancellable: 1,
    });
    expect(overview.fraction).toBeCloseTo((3 + 0.5 + 0.25) / 8);
  });

  it('is complete only when every run is', () => {
    const detail = makeDetail();
    const completed = { ...detail, runs: detail.runs.map((run) => ({ ...run, status: 'completed' as const })) };
    expect(summarizeExperiment(completed)).toMatchObject({ isComplete: true, isActive: false });
    expect(summarizeExperiment({ runs: [], stages: [] })).toMatchObject({ isComplete: false, fraction: 0 });
  });

  it('takes the share of a run from its three stages', () => {
    const { runs, stages } = makeDetail();
    const byKey = new Map(stages.map((stage) => [stage.key, stage]));
    expect(runs.map((run) => fractionOfRun(run, byKey))).toEqual([1, 0.5 / 3, 1.25 / 3]);
  });

  it('knows the experiment of a run by its id', () => {
    expect(experimentIdOf('sample-8de305d4-07')).toBe('sample-8de305d4');
  });

  it('tells the time left as an upper bound while other experiments wait too', () => {
    const item = (experimentId: string) => ({ experimentId }) as QueueView['items'][number]; // what is read of an item
    const queue = (...ids: string[]): QueueView => ({
      isPaused: false,
      slots: 1,
      remainingMs: 5,
      items: ids.map(item),
    });
    expect(findRemaining(queue('e', 'e'), 'e')).toEqual({ ms: 5, isUpperBound: false });
    expect(findRemaining(queue('e', 'other'), 'e')).toEqual({ ms: 5, isUpperBound: true });
    expect(findRemaining(queue('other'), 'e')).toBeNull();
    expect(findRemaining(undefined, 'e')).toBeNull();
  });
});

describe('notices about an experiment', () => {
  const progress = { phase: 'training', done: 5, total: 10, fraction: 0.75, remainingMs: 9 };

  it('bring progress without a new read', () => {
    const before = makeDetail();
    const { detail, isStale } = patchDetail(before, [{ kind: 'progress', key: 'align-b', progress }]);
    expect(detail.stages[1]?.progress).toEqual(progress);
    expect(detail.runs).toEqual(before.runs);
    expect(isStale).toBe(false);
  });

  it('bring moves at once and ask for the rest', () => {
    const { detail, isStale } = patchDetail(makeDetail(), [
      { kind: 'progress', key: 'align-b', progress },
      { kind: 'stage', key: 'align-b', stageKind: 'align', status: 'completed', error: null },
      { kind: 'run', runId: 'e-2', experimentId: 'e', status: 'failed' },
    ]);
    expect(detail.stages[1]).toMatchObject({ status: 'completed', progress });
    expect(detail.runs[1]?.status).toBe('failed');
    expect(isStale).toBe(true);
  });

  it('of other experiments change nothing', () => {
    const before = makeDetail();
    const { detail, isStale } = patchDetail(before, [
      { kind: 'progress', key: 'elsewhere', progress },
      { kind: 'run', runId: 'x-1', experimentId: 'x', status: 'failed' },
      { kind: 'queue' },
    ]);
    expect(detail).toBe(before);
    expect(isStale).toBe(false);
  });
});

describe('graph of stages', () => {
  it('shows each stage once with all runs through it, beside what it starts from', () => {
    const { runs, stages } = makeDetail();
    const { columns, edges, rowCount } = layOutStages(runs, stages);
    expect(columns.map(({ nodes }) => nodes.map(({ stage, runIds }) => [stage.key, runIds]))).toEqual([
      [
        ['align-a', ['e-1', 'e-3']],
        ['align-b', ['e-2']],
      ],
      [
        ['attack-1', ['e-1']],
        ['attack-3', ['e-3']],
        ['attack-2', ['e-2']],
      ],
      [
        ['evaluate-1', ['e-1']],
        ['evaluate-3', ['e-3']],
        ['evaluate-2', ['e-2']],
      ],
    ]);
    expect(edges.filter((edge) => edge.column === 0).map(({ from, to }) => [from, to])).toContainEqual([
      'align-a',
      'attack-3',
    ]);
    expect(rowCount).toBe(3);
  });
});

describe('scores of runs', () => {
  it('come from the columns of the runs table, by the first judge where there are several', () => {
    const column = (label: string, distinct: unknown[], indices: number[]) => ({
      path: label,
      label,
      symbol: null,
      unit: '%',
      kind: 'score' as const,
      distinct,
      indices,
    });
    const rows = ['e-1', 'e-2', 'x-1'].map((runId) => ({ runId })) as unknown as RunsTable['rows']; // only ids are read
    const table: RunsTable = {
      rows,
      columns: [
        column('HS (refusal 1)', [12.5, null], [0, 1, 0]),
        column('HS (other 1)', [99], [0, 0, 0]),
        column('FA', [90], [0, 0, 0]),
      ],
      totalBytes: 0,
    };
    const found = pickRunRows(table, new Set(['e-1', 'e-2']));
    expect([...found].map(([id, { harmfulScore, accuracy }]) => [id, harmfulScore, accuracy])).toEqual([
      ['e-1', 12.5, 90],
      ['e-2', null, 90],
    ]);
  });
});
