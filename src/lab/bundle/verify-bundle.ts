import type { BundleProblem, BundleSummary } from '../../shared/views/bundle.ts';
import { type CheckOptions, checkEntries } from './check-entries.ts';
import { openBundle } from './open-bundle.ts';
import { summarizeManifest } from './summarize.ts';

export interface VerifiedBundle extends BundleSummary {
  readonly entryCount: number;
  /** None: every byte is as it was written. */
  readonly problems: readonly BundleProblem[];
}

/** Reads every byte of a bundle and says what is not as it was written. @throws AppError bundle/... where it cannot be read as one. */
export async function verifyBundle(
  path: string,
  options: Pick<CheckOptions, 'signal' | 'onProgress'> = {},
): Promise<VerifiedBundle> {
  const bundle = await openBundle(path);
  try {
    const problems = await checkEntries(bundle, options);
    const { manifest, digest, archive } = bundle;
    const summary = summarizeManifest(manifest, { sizeBytes: archive.sizeBytes, digest });
    return { ...summary, entryCount: manifest.entries.length, problems };
  } finally {
    await bundle.close();
  }
}
