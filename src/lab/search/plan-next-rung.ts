import { dirname } from 'node:path';
import type { DraftSpec } from '../../shared/contract/experiments.ts';
import { rankTrials } from '../../shared/report/rank-trials.ts';
import { scoresOfRun } from '../judging/headline.ts';
import { listRungSteps, readMaxSteps } from '../plan/trials.ts';
import { readAttackSearch } from './read-attack-search.ts';
import { findSearchFamily, rungOf, type SearchQueries } from './search-family.ts';

/**
 * The next rung of a search by halving as a spec to submit: per arm, the trials that did most harm and count, with more steps. Null where
 * there is none: no halving, runs that are not complete, or the last rung. @throws AppError lab/no-experiment.
 */
export function planNextRung(queries: SearchQueries, experimentId: string): DraftSpec | null {
  const family = findSearchFamily(queries, experimentId);
  const last = family?.rungs.at(-1);
  if (!family || !last || !family.search.halving) return null;
  const root = family.rungs[0] ?? last;
  const maxSteps = readMaxSteps(root.spec.settings);
  const number = rungOf(last) + 1;
  if (maxSteps === null || number > listRungSteps(family.search, maxSteps).length) return null;
  const runs = queries.listRuns(last.id);
  if (runs.some((run) => run.status !== 'completed')) return null;
  // A first judge that is asked afterwards has still to be: without its word the trials cannot be told apart.
  if (runs.some((run) => !scoresOfRun(queries, run).some(({ metric }) => metric === 'HS'))) return null;
  const view = readAttackSearch(queries, experimentId);
  const { factor } = family.search.halving;
  const survivors = Object.fromEntries(
    (view?.arms ?? []).flatMap(({ label, trials }) => {
      const rung = trials.filter((trial) => trial.rung === number - 1);
      const kept = rankTrials(rung).slice(0, Math.max(1, Math.floor(rung.length / factor)));
      return kept.length > 0 ? [[label, kept.map(({ trial }) => trial).sort((left, right) => left - right)]] : [];
    }),
  );
  if (Object.keys(survivors).length === 0) return null;
  const spec: DraftSpec['spec'] = JSON.parse(JSON.stringify(root.spec)); // a parsed spec holds JSON values alone
  return {
    spec: {
      ...spec,
      name: `${root.spec.name}, rung ${number}`.slice(0, 120),
      search: { ...family.search, rung: { of: root.id, number, survivors } },
    },
    baseFolder: dirname(root.specPath),
  };
}
