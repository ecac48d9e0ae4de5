import type { RunRowView } from '../../../../shared/contract/runs.ts';

/** The runs of a selection that an action makes sense for; none means that its button is off. */
export interface Allowed {
  readonly cancel: readonly RunRowView[];
  readonly resume: readonly RunRowView[];
  readonly retry: readonly RunRowView[];
}

/** Splits a selection by what can be done to each run's status. */
export function listAllowed(runs: readonly RunRowView[]): Allowed {
  const having = (...statuses: RunRowView['status'][]) => runs.filter(({ status }) => statuses.includes(status));
  return {
    cancel: having('queued', 'starting', 'running', 'interrupted'),
    resume: having('interrupted', 'cancelled'),
    retry: having('failed'),
  };
}
