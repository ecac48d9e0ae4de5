import type { HostContext } from '../context.ts';
import type { RouterBuilder } from '../rpc/begin-router.ts';

/** The order of what waits, and what people do to it. */
export function implementQueue(os: RouterBuilder, { lab }: HostContext) {
  return {
    get: os.queue.get.handler(() => lab.getQueue()),
    move: os.queue.move.handler(({ input }) => lab.moveRuns(input.runIds, input.before)),
    hold: os.queue.hold.handler(({ input }) => lab.holdRuns(input.runIds, input.isHeld)),
    pause: os.queue.pause.handler(({ input }) => lab.pauseQueue(input.isPaused)),
  };
}
