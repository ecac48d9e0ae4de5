import type { HostContext } from '../context.ts';
import type { RouterBuilder } from '../rpc/begin-router.ts';
import { notYet } from './not-yet.ts';

export function implementPreferences(os: RouterBuilder, _host: HostContext) {
  return {
    get: os.preferences.get.handler(() => notYet()),
    set: os.preferences.set.handler(() => notYet()),
  };
}
