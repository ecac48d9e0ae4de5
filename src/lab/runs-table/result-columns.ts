import type { RunColumn } from '../../shared/contract/runs.ts';
import { getMethod } from '../../shared/methods/index.ts';
import type { LastScore, LastValue, TableStage } from '../../store/index.ts';
import { compareMetrics, describeMetric } from '../report/metric-info.ts';
import { type Dictionary, finishColumn, takeDictionary } from './dictionary.ts';

/** Keys of a run's three stages; empty where they are not known. */
export type StageKeys = readonly string[];

/** A column for each metric that any run was scored with; where judges share a metric, one for each of them. */
export function buildScoreColumns(
  runs: readonly StageKeys[],
  scores: readonly LastScore[],
  nameScore: (row: number, score: LastScore) => LastScore = (_row, score) => score,
): RunColumn[] {
  const byStage = Map.groupBy(scores, (score) => score.stageKey);
  const identify = ({ metric, judge, judgeVersion }: LastScore) => JSON.stringify([metric, judge, judgeVersion]);
  const sources = new Map<string, LastScore>();
  const columns = new Map<string, Dictionary>();
  for (const [row, keys] of runs.entries()) {
    for (const stored of byStage.get(keys[2] ?? '') ?? []) {
      const score = nameScore(row, stored);
      const id = identify(score);
      sources.set(id, score);
      takeDictionary(columns, id, runs.length).set(row, score.value);
    }
  }
  const described = [...columns].flatMap(([id, dictionary]) => {
    const source = sources.get(id);
    if (!source) return [];
    const isAmbiguous = [...columns.keys()].filter((other) => sources.get(other)?.metric === source.metric).length > 1;
    return [{ dictionary, metric: describeMetric({ ...source, name: source.metric }, isAmbiguous) }];
  });
  return described
    .sort((left, right) => compareMetrics(left.metric, right.metric))
    .map(({ dictionary, metric }) =>
      // A path is the metric's name as long as that says which column is meant.
      finishColumn(dictionary, { path: metric.label, label: metric.label, symbol: null, unit: '%', kind: 'score' }),
    );
}

const trainingStages = [
  { place: 0, path: 'align', words: 'alignment' },
  { place: 1, path: 'attack', words: 'attack' },
] as const;

/** A column for the last value of each curve of the alignment and of the attack. */
export function buildCurveColumns(
  runs: readonly StageKeys[],
  values: readonly LastValue[],
  stages: ReadonlyMap<string, TableStage>,
): RunColumn[] {
  const byStage = Map.groupBy(values, (value) => value.stageKey);
  return trainingStages.flatMap(({ place, path, words }) => {
    const labels = collectLabels(stages, path);
    const columns = new Map<string, Dictionary>();
    for (const [row, keys] of runs.entries()) {
      for (const { name, value } of byStage.get(keys[place] ?? '') ?? [])
        takeDictionary(columns, name, runs.length).set(row, value);
    }
    const rank = (name: string) => (labels.has(name) ? [...labels.keys()].indexOf(name) : labels.size);
    return [...columns]
      .sort(([left], [right]) => rank(left) - rank(right) || (left < right ? -1 : 1))
      .map(([name, dictionary]) =>
        finishColumn(dictionary, {
          path: `${path}.${name}`,
          label: `${labels.get(name) ?? name} (${words}, last)`,
          symbol: null,
          unit: name === 'tokensPerSecond' ? 'tokens/s' : null,
          kind: 'curve',
        }),
      );
  });
}

/** What the methods of a kind of stage call their diagnostics, in their order. */
function collectLabels(stages: ReadonlyMap<string, TableStage>, kind: TableStage['kind']): Map<string, string> {
  const methods = new Set([...stages.values()].flatMap((stage) => (stage.kind === kind ? (stage.method ?? []) : [])));
  const labels = new Map<string, string>();
  for (const method of methods) {
    // The first method that has a diagnostic names it for all.
    for (const [name, label] of Object.entries(getMethod(method).diagnostics))
      if (!labels.has(name)) labels.set(name, label);
  }
  return new Map([
    ...labels,
    ['learningRate', 'Learning rate'],
    ['epoch', 'Epoch'],
    ['tokensPerSecond', 'Tokens per second'],
  ]);
}
