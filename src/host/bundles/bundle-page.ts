import { makeBundlePage } from '../../lab/bundle/make-page.ts';
import { withoutFolders } from '../../lab/bundle/neutral-paths.ts';
import { mapStrings } from '../../lab/bundle/neutral-text.ts';
import { applyLayout, makeLayout } from '../../lab/report/apply-layout.ts';
import { encodeHtml } from '../../lab/report/html/document.ts';
import type { PageWishes } from '../../lab/bundle/write-bundle.ts';
import type { LabQueries } from '../../lab/types.ts';
import { reportBlocks } from '../../shared/report/blocks.ts';
import type { ReportData } from '../../shared/views/report.ts';
import type { Places } from '../context.ts';
import { buildReport } from '../reports/build-report.ts';

/** The page that a bundle opens as: the report of its runs without harmful answers and without the folders of this machine. */
export function makeReportPage(
  queries: LabQueries,
  places: Places,
  { runIds, isLarge, texts }: PageWishes & { readonly texts: boolean },
): string {
  const data = buildReport(queries, places, { runIds: [...runIds] });
  const blocks = reportBlocks.filter((block) => texts || block !== 'samples');
  const layout = makeLayout({ template: 'full', blocks, includesHarmful: false });
  const { samples, ...rest } = applyLayout(data, layout);
  // Answers are the models' words, not places of this machine.
  const neutral = mapStrings(rest, withoutFolders) as typeof rest; // texts were replaced by texts
  return makeBundlePage(encodeHtml({ ...neutral, samples } satisfies ReportData), { isLarge });
}
