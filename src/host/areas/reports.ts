import type { ReportData } from '../../shared/views/report.ts';
import { applyLayout, makeLayout, titleReport, type ReportWishes } from '../../lab/report/apply-layout.ts';
import type { Selection } from '../../shared/contract/compare.ts';
import { listFormats } from '../../lab/report/formats/registry.ts';
import type { ReportMachine } from '../../lab/report/formats/report-format.ts';
import { findPrinter } from '../../lab/print/find-printer.ts';
import { encodeHtml } from '../../lab/report/html/document.ts';
import { writeReport } from '../../lab/report/write-report.ts';
import type { HostContext } from '../context.ts';
import { buildReport } from '../reports/build-report.ts';
import { openReportShelf } from '../reports/report-shelf.ts';
import type { RouterBuilder } from '../rpc/begin-router.ts';

export function implementReports(os: RouterBuilder, host: HostContext) {
  const { lab, hub, previews, desktop } = host;
  const shelf = openReportShelf(lab.dataFolder, () => new Map(lab.listExperiments().map(({ id, name }) => [id, name])));
  const machine: ReportMachine = { printPdf: desktop ? (page) => desktop.printPdf(page) : findPrinter() };
  return {
    list: os.reports.list.handler(() => shelf.list()),
    preview: os.reports.preview.handler(({ input }) => ({
      address: previews.add(encodeHtml(compose(host, input, false))),
    })),
    formats: os.reports.formats.handler(() => listFormats(machine)),
    export: os.reports.export.handler(async ({ input }) => {
      const data = compose(host, input, true);
      const report = await shelf.add(titleReport(data), async (folder) => {
        await writeReport(data, folder, { formats: input.formats, machine });
      });
      hub.post({ kind: 'reports' });
      return report;
    }),
    read: os.reports.read.handler(({ input }) => shelf.read(input.path)),
    remove: os.reports.remove.handler(({ input }) => {
      shelf.remove(input.id);
      hub.post({ kind: 'reports' });
    }),
    restore: os.reports.restore.handler(({ input }) => {
      shelf.restore(input.id);
      hub.post({ kind: 'reports' });
    }),
  };
}

type Wishes = ReportWishes & {
  readonly selection: Selection;
  readonly baseline?: string | undefined;
  readonly external?: readonly string[] | undefined;
};

function compose({ lab, places }: HostContext, wishes: Wishes, hasVerdicts: boolean): ReportData {
  const options = { baseline: wishes.baseline, external: wishes.external, hasVerdicts };
  return applyLayout(buildReport(lab, places, wishes.selection, options), makeLayout(wishes));
}
