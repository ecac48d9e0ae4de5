import type { Selection } from '../../../shared/contract/compare.ts';
import type { ProbeKind } from '../../../shared/spec/probe.ts';
import { useLab } from '../../rpc/lab-context.tsx';
import { labQuery } from '../../rpc/lab-query.ts';

/** A pivot as the window asks for it: what is held fixed are texts and numbers. */
export interface PivotWish {
  readonly rows: string;
  readonly columns: string | null;
  readonly metric: string;
  readonly step?: number;
  readonly where?: Record<string, string>;
}

/** What a person wants to see a selection beside. */
export interface CompareWishes {
  readonly baseline: string | undefined;
  /** Id of a run; the paper's recipe without it. */
  readonly recipe: string | undefined;
  /** Ids of tables of external results. */
  readonly external: readonly string[];
}

const plainWishes: CompareWishes = { baseline: undefined, recipe: undefined, external: [] };

/** Scores, settings and warnings of a selection; curves and answers are read where they are shown. */
export function useCompareQuery(selection: Selection, wishes: CompareWishes = plainWishes) {
  const lab = useLab();
  const { baseline, recipe, external } = wishes;
  return labQuery(
    ['compare', 'data', selection, wishes],
    (signal) =>
      lab.compare.data(
        {
          selection,
          detail: 'scores',
          ...(baseline === undefined ? {} : { baseline }),
          ...(recipe === undefined ? {} : { recipe }),
          ...(external.length === 0 ? {} : { external: [...external] }),
        },
        { signal },
      ),
    ({ kind }) => kind === 'scores' || kind === 'run' || kind === 'runs',
  );
}

/** The tables of results that this lab did not measure. */
export function useExternalTablesQuery() {
  const lab = useLab();
  return labQuery(
    ['compare', 'external'],
    (signal) => lab.compare.external(undefined, { signal }),
    ({ kind }) => kind === 'external',
  );
}

/** What is counted answer by answer at a step, against an arm. */
export function useAnswersQuery(selection: Selection, baseline: string | undefined, step: number) {
  const lab = useLab();
  return labQuery(
    ['compare', 'answers', selection, baseline, step],
    (signal) => lab.compare.answers({ selection, step, ...(baseline === undefined ? {} : { baseline }) }, { signal }),
    ({ kind }) => kind === 'scores' || kind === 'run' || kind === 'runs',
  );
}

/** Two groups of runs against each other, by the same prompts at one step. */
export function useGroupsQuery(first: readonly string[], second: readonly string[], step: number) {
  const lab = useLab();
  return labQuery(
    ['compare', 'groups', first, second, step],
    (signal) => lab.compare.groups({ first: [...first], second: [...second], step }, { signal }),
    ({ kind }) => kind === 'scores' || kind === 'run' || kind === 'runs',
  );
}

export function usePivotQuery(selection: Selection, choice: PivotWish) {
  const lab = useLab();
  return labQuery(
    ['compare', 'pivot', selection, choice],
    (signal) => lab.compare.pivot({ selection, choice }, { signal }),
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

/** What was measured of the kept models of an experiment's completed runs. */
export function useProbesQuery(experimentId: string, kind: ProbeKind) {
  const lab = useLab();
  return labQuery(
    ['compare', 'probes', experimentId, kind],
    (signal) => lab.compare.probes({ experimentId, kind }, { signal }),
    ({ kind: notice }) => notice === 'run' || notice === 'runs',
  );
}
