import type { Selection } from '../../../shared/contract/compare.ts';
import type { ReportRun } from '../../../shared/views/report.ts';
import { useLab } from '../../rpc/lab-context.tsx';
import { labQuery } from '../../rpc/lab-query.ts';

/** What every judge said about the answers of some runs, and how they agree. */
export function useJudgesQuery(runs: readonly ReportRun[], step: number | null) {
  const lab = useLab();
  const keys = new Set(runs.map((run) => run.stages.evaluate));
  const selection: Selection = { runIds: runs.map((run) => run.runId) };
  return labQuery(
    ['judges', 'view', selection, step],
    (signal) => lab.judges.view({ selection, step }, { signal }),
    (notice) => (notice.kind === 'samples' || notice.kind === 'scores') && keys.has(notice.key),
  );
}

/** How far the judge pass is. */
export function useJudgingQuery() {
  const lab = useLab();
  return labQuery(
    ['judges', 'state'],
    (signal) => lab.judges.state(undefined, { signal }),
    ({ kind }) => kind === 'judging',
  );
}

/** What an experiment's judges have still to be asked about. */
export function useWaitingQuery(experimentId: string) {
  const lab = useLab();
  return labQuery(
    ['judges', 'waiting', experimentId],
    (signal) => lab.judges.waiting({ experimentId }, { signal }),
    ({ kind }) => kind === 'judging' || kind === 'runs',
  );
}

/** Whether there is a token for an address; null asks nothing. */
export function useTokenQuery(baseUrl: string | null) {
  const lab = useLab();
  return {
    ...labQuery(['judges', 'token', baseUrl], (signal) =>
      lab.judges.tokenState({ baseUrl: baseUrl ?? '' }, { signal }),
    ),
    enabled: baseUrl !== null,
  };
}
