import type { HostContext } from '../context.ts';
import type { RouterBuilder } from '../rpc/begin-router.ts';
import { notYet } from './not-yet.ts';

export function implementSystem(os: RouterBuilder, host: HostContext) {
  const { lab, places, desktop } = host;
  return {
    hello: os.system.hello.handler(() => ({
      version: places.version,
      host: desktop ? ('desktop' as const) : ('browser' as const),
      platform: process.platform,
      dataFolder: lab.dataFolder,
      slots: lab.slots,
      warnings: lab.warnings,
    })),
    notices: os.system.notices.handler(async function* ({ signal }) {
      yield* host.hub.subscribe(signal ? AbortSignal.any([signal, host.signal]) : host.signal);
    }),
    engine: os.system.engine.handler(() => notYet()),
    load: os.system.load.handler(() => notYet()),
    listFolder: os.system.listFolder.handler(() => notYet()),
    openPath: os.system.openPath.handler(() => notYet()),
  };
}
