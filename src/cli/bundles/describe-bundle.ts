import { type BundleSummary, spellDigest } from '../../shared/views/bundle.ts';

/** What a bundle is, in lines. */
export function describeBundle(bundle: BundleSummary): string {
  const { contents, experiments, runCount, stageCount } = bundle;
  const inside = [
    `weights ${contents.adapters}`,
    contents.texts ? 'with prompts and answers' : 'without prompts and answers',
    ...(contents.data ? ['with data files'] : []),
  ];
  return [
    ...experiments.map(({ id, name, runCount: count }) => `  ${name} (${id}): runs ${count}`),
    `  runs ${runCount}, stages ${stageCount}, ${inside.join(', ')}, ${(bundle.sizeBytes / 1e6).toFixed(1)} MB`,
    `  made ${new Date(bundle.createdAtMs).toISOString()} by Booster Lab ${bundle.codeVersion}${bundle.gitCommit === null ? '' : ` (${bundle.gitCommit.slice(0, 12)})`}`,
    `  digest, to compare with whoever made it:\n  ${spellDigest(bundle.digest)}`,
  ].join('\n');
}
