import { existsSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { writeBundle } from '../../lab/bundle/write-bundle.ts';
import { AppError } from '../../shared/errors.ts';
import { makeReportPage } from '../bundles/bundle-page.ts';
import { listInputFolders } from '../bundles/input-folders.ts';
import type { HostContext } from '../context.ts';
import type { RouterBuilder } from '../rpc/begin-router.ts';
import { findBundle, rememberBundle } from '../bundles/known-bundles.ts';
import { Reproductions } from '../bundles/reproductions.ts';
import { followSteps } from '../rpc/follow-steps.ts';

/** Handing runs on as one file, and taking them in. */
export function implementBundles(os: RouterBuilder, host: HostContext) {
  const { lab, places } = host;
  const reproductions = new Reproductions(host);
  const endOf = (signal: AbortSignal | undefined) => (signal ? AbortSignal.any([signal, host.signal]) : host.signal);
  return {
    export: os.bundles.export.handler(async function* ({ input, signal }) {
      const { targets, path, contents } = input;
      requireNewPage(path);
      yield* followSteps(endOf(signal), (watch) =>
        writeBundle(lab, targets, path, {
          contents,
          codeVersion: places.version,
          gitCommit: places.gitCommit,
          makePage: (wishes) => makeReportPage(lab, places, { ...wishes, texts: contents.texts }),
          ...watch,
        }),
      );
    }),
    import: os.bundles.import.handler(async function* ({ input, signal }) {
      const inputFolders = listInputFolders(lab.dataFolder, places, []);
      yield* followSteps(endOf(signal), async (watch) => {
        const imported = await lab.importBundle(input.path, { inputFolders, ...watch });
        rememberBundle(lab.dataFolder, imported.digest, resolve(input.path));
        return imported;
      });
    }),
    find: os.bundles.find.handler(({ input }) => ({ path: findBundle(lab.dataFolder, input.digest) })),
    reproductions: os.bundles.reproductions.handler(() => reproductions.list()),
    reproduce: os.bundles.reproduce.handler(({ input }) => ({
      id: reproductions.start({ ...input, path: resolve(input.path) }),
    })),
    reproduction: os.bundles.reproduction.handler(({ input }) => reproductions.get(input.id)),
    stopReproduction: os.bundles.stopReproduction.handler(({ input }) => reproductions.stop(input.id)),
    continueReproduction: os.bundles.continueReproduction.handler(({ input }) => reproductions.continue(input.id)),
    removeReproduction: os.bundles.removeReproduction.handler(({ input }) => reproductions.remove(input.id)),
  };
}

/** A window writes no other file than a new page. */
function requireNewPage(path: string): void {
  if (!isAbsolute(path) || !/\.html$/i.test(path)) {
    throw new AppError(
      'bundle/bad-path',
      `"${path}": expected a whole path that ends with .html, such as /home/me/results.booster.html.`,
    );
  }
  if (existsSync(path)) throw new AppError('bundle/exists', `${path} exists already; choose another name.`);
}
