import type { HostContext } from '../context.ts';
import {
  datasetsFolder,
  listImported,
  readImported,
  restoreDataset,
  tidyDatasets,
  trashDataset,
} from '../library/dataset-folders.ts';
import { checkUnused, importDataset, inspectDataset } from '../library/datasets.ts';
import { inspectModel, openModelLibrary } from '../library/models.ts';
import { createSampleDatasets } from '../library/sample-datasets.ts';
import type { RouterBuilder } from '../rpc/begin-router.ts';

export function implementLibrary(os: RouterBuilder, host: HostContext) {
  const { lab, places, hub } = host;
  const { dataFolder } = lab;
  const listSamples = createSampleDatasets(places.resources);
  const { launchWorker } = lab;
  const models = openModelLibrary({ dataFolder, resources: places.resources, launchWorker, signal: host.signal });
  const tellLibrary = () => hub.post({ kind: 'library' });
  /** A worker that ends with the call or with the host. */
  const workerOf = (signal: AbortSignal | undefined) => ({
    launchWorker,
    signal: signal ? AbortSignal.any([signal, host.signal]) : host.signal,
  });
  tidyDatasets(dataFolder, Date.now()).catch(host.reportBug);
  return {
    datasets: os.library.datasets.handler(async () => [...(await listImported(dataFolder)), ...(await listSamples())]),
    inspectDataset: os.library.inspectDataset.handler(({ input, signal }) =>
      inspectDataset({ ...input, ...workerOf(signal) }),
    ),
    importDataset: os.library.importDataset.handler(async ({ input, signal }) => {
      const entry = await importDataset({ ...input, ...workerOf(signal), dataFolder });
      tellLibrary();
      return entry;
    }),
    removeDataset: os.library.removeDataset.handler(async ({ input }) => {
      checkUnused(lab, input.id);
      await trashDataset(dataFolder, input.id);
      tellLibrary();
    }),
    restoreDataset: os.library.restoreDataset.handler(async ({ input }) => {
      await restoreDataset(dataFolder, input.id);
      tellLibrary();
      const entry = readImported(datasetsFolder(dataFolder), input.id);
      if (!entry) throw new Error(`The data set ${input.id} has no dataset.json.`);
      return entry;
    }),
    models: os.library.models.handler(() => models.list()),
    inspectModel: os.library.inspectModel.handler(({ input, signal }) => inspectModel(input.path, workerOf(signal))),
    addModel: os.library.addModel.handler(async ({ input, signal }) => {
      const entry = await models.add(input.path, input.name, workerOf(signal));
      tellLibrary();
      return entry;
    }),
    removeModel: os.library.removeModel.handler(({ input }) => {
      models.remove(input.id);
      tellLibrary();
    }),
  };
}
