import type { HostContext } from '../context.ts';
import type { RouterBuilder } from '../rpc/begin-router.ts';
import { createEngineReader } from '../system/engine-state.ts';
import { createGpuReader } from '../system/gpus.ts';
import { listFolder } from '../system/list-folder.ts';
import { createLoadMeter, createWorkerList } from '../system/machine-load.ts';
import { openPath } from '../system/open-path.ts';

export function implementSystem(os: RouterBuilder, host: HostContext) {
  const { lab, places, desktop } = host;
  const readGpus = createGpuReader();
  const readEngine = createEngineReader({
    dataFolder: lab.dataFolder,
    readGpus,
    launchWorker: lab.launchWorker,
    signal: host.signal,
  });
  const measureLoad = createLoadMeter({ readGpus, listWorkers: createWorkerList(lab) });
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
    engine: os.system.engine.handler(() => readEngine()),
    load: os.system.load.handler(() => measureLoad()),
    listFolder: os.system.listFolder.handler(({ input }) => listFolder(input.path)),
    openPath: os.system.openPath.handler(({ input }) => openPath(input.path, lab.dataFolder, desktop)),
  };
}
