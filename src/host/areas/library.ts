import type { HostContext } from '../context.ts';
import type { RouterBuilder } from '../rpc/begin-router.ts';
import { notYet } from './not-yet.ts';

export function implementLibrary(os: RouterBuilder, _host: HostContext) {
  return {
    datasets: os.library.datasets.handler(() => notYet()),
    inspectDataset: os.library.inspectDataset.handler(() => notYet()),
    importDataset: os.library.importDataset.handler(() => notYet()),
    removeDataset: os.library.removeDataset.handler(() => notYet()),
    models: os.library.models.handler(() => notYet()),
    inspectModel: os.library.inspectModel.handler(() => notYet()),
    addModel: os.library.addModel.handler(() => notYet()),
    removeModel: os.library.removeModel.handler(() => notYet()),
  };
}
