import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { stageFolder } from '../folder/paths.ts';
import { hasStageFile } from '../folder/restore-stage.ts';
import { checkEntries, type CheckOptions, refuseBundle } from './check-entries.ts';
import { classifyStageFile, parseStageEntry } from './entry-names.ts';
import type { BundleEntry } from './manifest.ts';
import { openFileSink, syncFiles } from './file-sink.ts';
import type { OpenBundle } from './open-bundle.ts';

const spareBytes = 50 << 20;

/**
 * Checks a bundle and unpacks into `staging` what the data folder lacks, in one reading. Nothing of a bundle that is not whole is used.
 * @throws AppError bundle/damaged, bundle/no-room.
 */
export async function unpackChecked(
  bundle: OpenBundle,
  { dataFolder, staging }: { readonly dataFolder: string; readonly staging: string },
  options: Pick<CheckOptions, 'signal' | 'onProgress'>,
): Promise<void> {
  const lacks = (entry: BundleEntry) => isLacking(bundle, dataFolder, entry.path);
  const kept: string[] = [];
  await requireRoom(bundle, dataFolder, lacks);
  const problems = await checkEntries(bundle, {
    ...options,
    openSink: (entry) => {
      if (!lacks(entry)) return null;
      const path = join(staging, entry.path);
      if (!isWrittenAnew(entry.path)) kept.push(path);
      return openFileSink(path);
    },
  });
  if (problems.length > 0) throw refuseBundle(bundle.path, problems);
  // What is moved in has to be whole after a loss of power too.
  await syncFiles(kept, options.signal);
}

/** Specs get the paths of this machine, experiments are joined with those that are here; both reach the disk then. */
function isWrittenAnew(path: string): boolean {
  return path.startsWith('experiments/') || parseStageEntry(path)?.file === 'spec.json';
}

/** Experiments are always read; of a stage that is there only weights and later judges that it lacks, of data what is not there yet. */
function isLacking({ manifest }: OpenBundle, dataFolder: string, path: string): boolean {
  if (path.startsWith('experiments/')) return true;
  const stage = parseStageEntry(path);
  if (!stage) return !existsSync(join(dataFolder, 'inputs', path.slice('data/'.length)));
  if (!hasStageFile(dataFolder, stage.key)) return true;
  // The specs of all stages say where inputs are used.
  if (stage.file === 'spec.json') return true;
  // Without texts a later judge's lines are about no answer that is here.
  if (stage.file.startsWith('judgements/'))
    return manifest.contents.texts && !existsSync(join(stageFolder(dataFolder, stage.key), stage.file));
  const isWeights = classifyStageFile(stage.file)?.kind === 'weights';
  return isWeights && !existsSync(join(stageFolder(dataFolder, stage.key), dirname(stage.file)));
}

async function requireRoom(
  bundle: OpenBundle,
  dataFolder: string,
  lacks: (entry: BundleEntry) => boolean,
): Promise<void> {
  const needed = bundle.manifest.entries.filter(lacks).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const disk = await statfs(dataFolder);
  const free = disk.bavail * disk.bsize;
  if (needed + spareBytes <= free) return;
  const words = (bytes: number) => `${Math.ceil(bytes / 1e6).toLocaleString('en-US')} MB`;
  throw new AppError(
    'bundle/no-room',
    `The bundle ${bundle.path} needs ${words(needed)} in ${dataFolder}, found ${words(free)} free; make room and import it again.`,
  );
}
