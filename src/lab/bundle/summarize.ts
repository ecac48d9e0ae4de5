import type { BundleSummary } from '../../shared/views/bundle.ts';
import type { BundleManifest } from './manifest.ts';

/** What a manifest says in short. */
export function summarizeManifest(
  manifest: BundleManifest,
  { sizeBytes, digest }: { readonly sizeBytes: number; readonly digest: string },
): BundleSummary {
  const { createdAtMs, codeVersion, gitCommit, contents, stages } = manifest;
  const experiments = manifest.experiments.map(({ id, name, runIds }) => ({ id, name, runCount: runIds.length }));
  return {
    createdAtMs,
    codeVersion,
    gitCommit,
    contents,
    experiments,
    runCount: experiments.reduce((sum, { runCount }) => sum + runCount, 0),
    stageCount: stages.length,
    sizeBytes,
    digest,
  };
}
