import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { MarksChange, RunRowView, RunsTable } from '../../../../shared/contract/runs.ts';
import { showDone, showError, showUndo } from '../../../components/toasts.tsx';
import { useLab } from '../../../rpc/lab-context.tsx';
import { text } from '../../../text/index.ts';
import { runsTableKey } from '../queries.ts';
import { applyMarks } from './apply-marks.ts';

export interface RunActions {
  mark(runs: readonly RunRowView[], change: MarksChange): Promise<void>;
  archive(runs: readonly RunRowView[], isArchived: boolean): void;
  trash(runs: readonly RunRowView[]): void;
  restore(runs: readonly RunRowView[]): void;
  cancel(runs: readonly RunRowView[]): void;
  resume(runs: readonly RunRowView[]): void;
  retry(runs: readonly RunRowView[]): void;
  readonly open: (run: RunRowView) => void;
  clone(run: RunRowView): void;
  compare(runs: readonly RunRowView[]): void;
  samples(runs: readonly RunRowView[]): void;
}

/** What can be done to runs. Marks show at once and go back if the lab refuses them. */
export function useRunActions(): RunActions {
  const lab = useLab();
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMemo(() => {
    const targets = (runs: readonly RunRowView[]) => ({ targets: runs.map(({ runId }) => ({ runId })) });
    const report = (work: Promise<unknown>, message: (result: unknown) => string) =>
      void work.then((result) => showDone(message(result)), showError);

    const mark: RunActions['mark'] = async (runs, change) => {
      const runIds = runs.map(({ runId }) => runId);
      if (runIds.length === 0) return;
      // A refresh under way would bring the old marks back for a moment.
      await queries.cancelQueries({ queryKey: runsTableKey });
      const before = queries.getQueryData<RunsTable>(runsTableKey);
      queries.setQueryData<RunsTable>(runsTableKey, (table) => table && applyMarks(table, runIds, change, Date.now()));
      try {
        await lab.runs.mark({ runIds, change });
      } catch (error) {
        queries.setQueryData(runsTableKey, before);
        showError(error);
      }
    };

    return {
      mark,
      archive(runs, isArchived) {
        void mark(runs, { isArchived });
        const message = isArchived ? text.runs.done.archived : text.runs.done.unarchived;
        showUndo(message(runs.length), () => void mark(runs, { isArchived: !isArchived }));
      },
      trash(runs) {
        void mark(runs, { isTrashed: true });
        showUndo(text.runs.done.trashed(runs.length), () => void mark(runs, { isTrashed: false }));
      },
      restore(runs) {
        void mark(runs, { isTrashed: false });
        showUndo(text.runs.done.restored(runs.length), () => void mark(runs, { isTrashed: true }));
      },
      cancel: (runs) => report(lab.experiments.cancel(targets(runs)), () => text.runs.done.cancelled(runs.length)),
      resume: (runs) => report(lab.experiments.resume(targets(runs)), (count) => text.runs.done.queued(Number(count))),
      retry: (runs) => report(lab.experiments.retry(targets(runs)), (count) => text.runs.done.queued(Number(count))),
      open: ({ runId }) => void navigate({ to: '/runs/$runId', params: { runId } }),
      clone: ({ experimentId, runId }) => void navigate({ to: '/new', search: { clone: experimentId, run: runId } }),
      compare: (runs) => void navigate({ to: '/compare', search: { runs: joinIds(runs) } }),
      samples: (runs) => void navigate({ to: '/samples', search: { runs: joinIds(runs) } }),
    };
  }, [lab, navigate, queries]);
}

function joinIds(runs: readonly RunRowView[]): string {
  return runs.map(({ runId }) => runId).join(',');
}
