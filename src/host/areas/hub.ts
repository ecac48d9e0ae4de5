import { beginDownload, describeRepo, parseRepoName, searchHub } from '../../lab/hub/index.ts';
import type { RepoKind } from '../../shared/contract/hub.ts';
import { AppError } from '../../shared/errors.ts';
import type { HostContext } from '../context.ts';
import { openDownloads } from '../hub/downloads.ts';
import { openHubSettings } from '../hub/hub-settings.ts';
import { openModelLibrary } from '../library/models.ts';
import type { RouterBuilder } from '../rpc/begin-router.ts';

/** The only part of the host that uses the network, and only when a person asks for it. */
export function implementHub(os: RouterBuilder, host: HostContext) {
  const { lab, hub, places, desktop } = host;
  const { dataFolder, launchWorker } = lab;
  const settings = openHubSettings(dataFolder, desktop?.secrets ?? null);
  const inspection = { launchWorker, signal: host.signal };
  const models = openModelLibrary({ dataFolder, resources: places.resources, ...inspection });
  const downloads = openDownloads({
    dataFolder,
    // An older download may be of another hub than the one that is chosen now.
    reach: (url) => settings.readFor(url),
    signal: host.signal,
    onChange: () => hub.post({ kind: 'downloads' }),
    reportBug: host.reportBug,
    async onFinished(folder, { kind, id }) {
      if (kind !== 'model') return;
      await models.add(folder, id.slice(0, 80), inspection).catch(acceptKnown);
      hub.post({ kind: 'library' });
    },
  });
  const reach = (signal: AbortSignal | undefined) => ({
    ...settings.read(),
    signal: signal ? AbortSignal.any([signal, host.signal]) : host.signal,
  });
  const look = ({ kind, id, revision }: { kind: RepoKind; id: string; revision: string }, signal?: AbortSignal) =>
    describeRepo(reach(signal), parseRepoName(kind, id), { revision, dataFolder });
  return {
    settings: os.hub.settings.handler(() => settings.view()),
    setSettings: os.hub.setSettings.handler(({ input }) => {
      settings.change(input);
      return settings.view();
    }),
    search: os.hub.search.handler(({ input, signal }) => searchHub(reach(signal), input)),
    describe: os.hub.describe.handler(async ({ input, signal }) => (await look(input, signal)).view),
    download: os.hub.download.handler(async ({ input, signal }) => {
      const repo = await look(input, signal);
      beginDownload(repo, settings.read().url, input.paths);
      return downloads.start(repo.view.folder);
    }),
    downloads: os.hub.downloads.handler(() => downloads.list()),
    files: os.hub.files.handler(({ input }) => downloads.files(input.id)),
    stop: os.hub.stop.handler(({ input }) => downloads.stop(input.id)),
    resume: os.hub.resume.handler(({ input }) => downloads.start(downloads.find(input.id).folder)),
    discard: os.hub.discard.handler(({ input }) => downloads.discard(input.id)),
  };
}

/** A model may be in the list from an earlier download of the same files. */
function acceptKnown(error: unknown): void {
  if (!(error instanceof AppError) || error.code !== 'library/known-model') throw error;
}
