import type { HostContext } from '../context.ts';
import type { RouterBuilder } from '../rpc/begin-router.ts';
import { notYet } from './not-yet.ts';

export function implementStages(os: RouterBuilder, _host: HostContext) {
  return {
    get: os.stages.get.handler(() => notYet()),
    curves: os.stages.curves.handler(() => notYet()),
    logs: os.stages.logs.handler(() => notYet()),
    samples: os.stages.samples.handler(() => notYet()),
  };
}
