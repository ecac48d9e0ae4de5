import type { HostContext } from '../context.ts';
import type { RouterBuilder } from '../rpc/begin-router.ts';
import { notYet } from './not-yet.ts';

export function implementRuns(os: RouterBuilder, _host: HostContext) {
  return {
    table: os.runs.table.handler(() => notYet()),
    mark: os.runs.mark.handler(() => notYet()),
    planPurge: os.runs.planPurge.handler(() => notYet()),
    purge: os.runs.purge.handler(() => notYet()),
  };
}
