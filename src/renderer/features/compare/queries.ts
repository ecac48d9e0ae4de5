import type { Selection } from '../../../shared/contract/compare.ts';
import { useLab } from '../../rpc/lab-context.tsx';
import { labQuery } from '../../rpc/lab-query.ts';

/** Scores, settings and warnings of a selection; curves and answers are read where they are shown. */
export function useCompareQuery(selection: Selection, baseline: string | undefined) {
  const lab = useLab();
  return labQuery(
    ['compare', 'data', selection, baseline ?? null],
    (signal) =>
      lab.compare.data({ selection, detail: 'scores', ...(baseline === undefined ? {} : { baseline }) }, { signal }),
    ({ kind }) => kind === 'scores' || kind === 'run' || kind === 'runs',
  );
}

/** Settings of runs side by side, at most 200. */
export function useSettingsQuery(runIds: readonly string[]) {
  const lab = useLab();
  return labQuery(['compare', 'settings', runIds], (signal) =>
    lab.compare.settings({ runIds: [...runIds] }, { signal }),
  );
}

/** Curves of stages; `names` null asks what curves there are, with a handful of points each. */
export function useCurvesQuery(keys: readonly string[], names: readonly string[] | null, maxPoints: number) {
  const lab = useLab();
  const wanted = new Set(keys);
  return labQuery(
    ['compare', 'curves', keys, names, maxPoints],
    (signal) =>
      lab.stages.curves({ keys: [...keys], maxPoints, ...(names === null ? {} : { names: [...names] }) }, { signal }),
    (notice) => notice.kind === 'curves' && wanted.has(notice.key),
  );
}

/** What the attacker's search of an experiment has found; null where it has none. */
export function useAttackSearchQuery(experimentId: string) {
  const lab = useLab();
  return labQuery(
    ['compare', 'attack-search', experimentId],
    (signal) => lab.compare.attackSearch({ experimentId }, { signal }),
    ({ kind }) => kind === 'scores' || kind === 'run' || kind === 'runs',
  );
}
