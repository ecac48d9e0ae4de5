import { getMethod } from '../../shared/methods/index.ts';
import type { StageSpec } from '../../shared/spec/stage.ts';
import type { LabQueries, StageView } from '../types.ts';
import type { SourceMeasure, SourceRun } from './report-source.ts';

const stageWords = { align: 'alignment', attack: 'attack', evaluate: 'evaluation' } as const;
const otherLabels: Readonly<Record<string, string>> = {
  learningRate: 'Learning rate',
  epoch: 'Epoch',
  tokensPerSecond: 'Tokens per second',
};

/** What stages measured beside scores: how long they took, their peak memory, and the last value of each curve. */
export function createMeasureReader(
  queries: Pick<LabQueries, 'listLastValues'>,
  stages: readonly StageView[],
): (keys: SourceRun['stages']) => SourceMeasure[] {
  const byKey = new Map(stages.map((stage) => [stage.key, stage]));
  const kept = new Map<string, SourceMeasure[]>();
  const readStage = (key: string): SourceMeasure[] => {
    const known = kept.get(key);
    if (known) return known;
    const stage = byKey.get(key);
    const measures = stage ? [...measureStage(stage), ...listEnds(queries, stage)] : [];
    kept.set(key, measures);
    return measures;
  };
  return ({ align, attack, evaluate }) => [align, attack, evaluate].flatMap(readStage);
}

/** Only of a complete stage: what another one took so far says nothing. */
function measureStage({ kind, status, startedAtMs, finishedAtMs, totals }: StageView): SourceMeasure[] {
  if (status !== 'completed') return [];
  const of = stageWords[kind];
  const memory = totals['peakMemoryBytes'];
  return [
    ...(startedAtMs === null || finishedAtMs === null
      ? []
      : [
          {
            name: `${kind}.seconds`,
            label: `Time of the ${of}`,
            unit: 's',
            value: (finishedAtMs - startedAtMs) / 1000,
          },
        ]),
    ...(memory === undefined
      ? []
      : [{ name: `${kind}.peakMemory`, label: `Peak memory of the ${of}`, unit: 'MiB', value: memory / 2 ** 20 }]),
  ];
}

function listEnds(queries: Pick<LabQueries, 'listLastValues'>, { key, kind, file }: StageView): SourceMeasure[] {
  const labels = { ...labelDiagnostics(file.stage), ...otherLabels };
  return queries.listLastValues(key).flatMap(({ name, value }) =>
    value === null
      ? []
      : [
          {
            name: `${kind}.${name}`,
            label: `${labels[name] ?? name} (${stageWords[kind]}, last)`,
            unit: name === 'tokensPerSecond' ? 'tokens/s' : null,
            value,
          },
        ],
  );
}

function labelDiagnostics(stage: StageSpec): Readonly<Record<string, string>> {
  return stage.kind === 'evaluate' ? {} : getMethod(stage.method.name).diagnostics;
}
