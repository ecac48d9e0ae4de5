// How long the full report of 100 runs takes: `node bench/reports/main.ts DATA [--json]`.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describePlaces } from '../../src/cli/places.ts';
import { buildReport } from '../../src/host/reports/build-report.ts';
import { openLabReader, rebuildLab } from '../../src/lab/index.ts';
import { startPrinter } from '../../src/lab/print/find-printer.ts';
import { applyLayout, makeLayout } from '../../src/lab/report/apply-layout.ts';
import { reportFormats } from '../../src/lab/report/formats/registry.ts';
import { writeReport } from '../../src/lab/report/write-report.ts';
import type { ReportFormatName } from '../../src/shared/report/format-names.ts';
import { measure, type Measured, printFigures } from '../bars.ts';
import { multiplyRuns } from '../bundles/multiply-runs.ts';

/*
 * The runs are those of the finished sample experiment in a data folder (20 runs), five times over with other seeds. Bars: 5 s for all
 * formats together as the command writes them (the PDF where there is a browser to print it), 5 MB for the page.
 */
const from = resolve(process.argv.slice(2).find((word) => !word.startsWith('--')) ?? 'data');
const [experimentId] = readdirSync(join(from, 'experiments'));
if (experimentId === undefined) throw new Error(`There is no experiment in ${from}; "npm run demo" makes one.`);
const folder = mkdtempSync(join(tmpdir(), 'booster-lab-reports-'));
try {
  const dataFolder = join(folder, 'data');
  mkdirSync(dataFolder);
  multiplyRuns(from, experimentId, { to: dataFolder, times: 5 });
  await rebuildLab(dataFolder);
  const reader = openLabReader(dataFolder);
  const layout = makeLayout({ template: 'full', includesHarmful: false });
  const build = () =>
    applyLayout(buildReport(reader, describePlaces(), { experimentId }, { hasVerdicts: true }), layout);
  /** As the command does it: the browser starts, the report is computed, and all files are written. */
  const writeAll = async (formats: readonly ReportFormatName[], name: string) => {
    const printer = formats.includes('pdf') ? startPrinter() : null;
    const printPdf = printer && ((page: string, onHandedOver?: () => void) => printer.print(page, onHandedOver));
    await writeReport(build(), join(folder, name), { formats, machine: { printPdf } });
    await printer?.close();
  };
  const names = reportFormats.map(({ name }) => name);
  const browser = startPrinter();
  await browser?.close();
  const possible = browser ? names : names.filter((name) => name !== 'pdf');
  const [all] = await measure(() => writeAll(possible, 'all'));
  const [withoutPdf] = await measure(() =>
    writeAll(
      names.filter((name) => name !== 'pdf'),
      'without-pdf',
    ),
  );
  const [alone, data] = await measure(() => Promise.resolve(build()));
  const parts: Record<string, Measured> = { data: alone };
  for (const name of names.filter((one) => one !== 'pdf')) {
    // A report that was not seen before: what formats share is counted for each.
    const fresh = { ...data };
    [parts[name]] = await measure(() => writeReport(fresh, join(folder, name), { formats: [name] }));
  }
  reader.close();
  const pageMegabytes = statSync(join(folder, 'all', 'report.html')).size / 1e6;
  printFigures({ runs: data.runs.total, formats: possible, all, withoutPdf, parts }, [
    {
      what: `full report of ${data.runs.total} runs as ${possible.join(', ')}`,
      value: all.seconds,
      most: 5,
      unit: 's',
    },
    { what: 'its page', value: pageMegabytes, most: 5, unit: 'MB' },
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
