import type { HostContext } from '../context.ts';
import type { RouterBuilder } from '../rpc/begin-router.ts';
import { notYet } from './not-yet.ts';

export function implementQueue(os: RouterBuilder, _host: HostContext) {
  return {
    get: os.queue.get.handler(() => notYet()),
    move: os.queue.move.handler(() => notYet()),
    hold: os.queue.hold.handler(() => notYet()),
    pause: os.queue.pause.handler(() => notYet()),
  };
}
