import type { HostContext } from '../context.ts';
import type { RouterBuilder } from '../rpc/begin-router.ts';
import { notYet } from './not-yet.ts';

export function implementPlayground(os: RouterBuilder, _host: HostContext) {
  return {
    models: os.playground.models.handler(() => notYet()),
    chat: os.playground.chat.handler(() => notYet()),
  };
}
