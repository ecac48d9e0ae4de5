import type { ExperimentDetail } from '../../../shared/contract/experiments.ts';
import type { Notice } from '../../../shared/contract/notices.ts';
import type { StageView } from '../../../shared/views/lab.ts';

export interface PatchedDetail {
  readonly detail: ExperimentDetail;
  /** Something moved of which the notices do not say everything, such as device and times: read again. */
  readonly isStale: boolean;
}

/** The experiment after a batch of notices; the same object where none of them is about it. */
export function patchDetail(before: ExperimentDetail, notices: readonly Notice[]): PatchedDetail {
  const stages = new Map<string, StageView>();
  const runs = new Map<string, (typeof before.runs)[number]>();
  let isStale = false;
  for (const notice of notices) {
    if (notice.kind === 'run') {
      const run = before.runs.find((it) => it.runId === notice.runId);
      if (!run) continue;
      runs.set(run.runId, { ...run, status: notice.status });
      isStale = true;
    }
    if (notice.kind !== 'stage' && notice.kind !== 'progress') continue;
    const stage = stages.get(notice.key) ?? before.stages.find((it) => it.key === notice.key);
    if (!stage) continue;
    if (notice.kind === 'progress') {
      stages.set(stage.key, { ...stage, progress: notice.progress });
    } else {
      stages.set(stage.key, { ...stage, status: notice.status, error: notice.error });
      isStale = true;
    }
  }
  if (stages.size === 0 && runs.size === 0) return { detail: before, isStale };
  const detail = {
    ...before,
    stages: before.stages.map((stage) => stages.get(stage.key) ?? stage),
    runs: before.runs.map((run) => runs.get(run.runId) ?? run),
  };
  return { detail, isStale };
}
