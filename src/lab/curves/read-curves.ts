import type { StageCurves } from '../../shared/contract/stages.ts';
import type { StageSpec } from '../../shared/spec/stage.ts';
import { findStageRow, listMetrics, listMetricTimes, type ReadableStore } from '../../store/index.ts';
import { countRows } from '../report/count-rows.ts';
import type { CurveQuery } from '../types.ts';

type Scale = Pick<StageCurves, 'samplesPerStep' | 'rowsPerEpoch'>;

const unknownScale: Scale = { samplesPerStep: null, rowsPerEpoch: null };

/** Reads the curves of many stages; what a stage's key decides is worked out once for as long as the reader lives. */
export function createCurveReader(store: ReadableStore): (keys: readonly string[], query: CurveQuery) => StageCurves[] {
  const scales = new Map<string, Scale>();
  const findScale = (key: string): Scale => {
    const known = scales.get(key);
    if (known) return known;
    const stage = findStageRow(store, key);
    if (!stage) return unknownScale;
    const scale = readScale(stage.file.stage);
    scales.set(key, scale);
    return scale;
  };
  return (keys, { names, maxPoints, afterStep }) => {
    const filter = { names: names ?? null, maxPoints: maxPoints ?? null, afterStep: afterStep ?? -1 };
    // A stage that was deleted in the meantime has no curves; those of the others are still wanted.
    return keys.map((key) => ({
      key,
      series: listMetrics(store, key, filter),
      times: listMetricTimes(store, key, filter),
      ...findScale(key),
    }));
  };
}

/** What turns steps into examples and epochs. */
function readScale(stage: StageSpec): Scale {
  switch (stage.kind) {
    case 'align':
      return { samplesPerStep: countPerStep(stage.training), rowsPerEpoch: countRows(stage.data) };
    case 'attack':
      return { samplesPerStep: countPerStep(stage.training), rowsPerEpoch: stage.n };
    case 'evaluate':
      return unknownScale;
  }
}

function countPerStep({ batchSize, accumulation }: { batchSize: number; accumulation: number }): number {
  return batchSize * accumulation;
}
