import type { HostContext } from '../context.ts';
import type { RouterBuilder } from '../rpc/begin-router.ts';
import { notYet } from './not-yet.ts';

export function implementCompare(os: RouterBuilder, _host: HostContext) {
  return {
    data: os.compare.data.handler(() => notYet()),
    settings: os.compare.settings.handler(() => notYet()),
    prompts: os.compare.prompts.handler(() => notYet()),
    overrule: os.compare.overrule.handler(() => notYet()),
  };
}
