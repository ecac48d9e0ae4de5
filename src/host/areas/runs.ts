import type { HostContext } from '../context.ts';
import type { RouterBuilder } from '../rpc/begin-router.ts';

/** The table of runs, their marks, and deleting them. */
export function implementRuns(os: RouterBuilder, { lab }: HostContext) {
  return {
    table: os.runs.table.handler(() => lab.getRunsTable()),
    mark: os.runs.mark.handler(({ input }) => lab.markRuns(input.runIds, input.change)),
    planPurge: os.runs.planPurge.handler(({ input }) => lab.planPurge(input.runIds)),
    purge: os.runs.purge.handler(({ input }) => lab.purgeRuns(input.runIds)),
  };
}
