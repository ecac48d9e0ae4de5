// How long the full report of 100 runs takes: `node bench/reports/main.ts DATA`.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describePlaces } from '../../src/cli/places.ts';
import { buildReport } from '../../src/host/reports/build-report.ts';
import { openLabReader, rebuildLab } from '../../src/lab/index.ts';
import { findPrinter } from '../../src/lab/print/find-printer.ts';
import { applyLayout, makeLayout } from '../../src/lab/report/apply-layout.ts';
import { writeReport } from '../../src/lab/report/write-report.ts';
import { type ReportFormatName, usualReportFormats } from '../../src/shared/report/format-names.ts';
import { multiplyRuns } from '../bundles/multiply-runs.ts';

/*
 * The runs are those of the finished sample experiment in a data folder (20 runs), five times over with other seeds. Bars: 5 s for the
 * data and the usual formats, 5 MB for the page. The PDF is printed by a browser, whose processor time is not in these figures.
 */
const barSeconds = 5;
const barBytes = 5e6;
const from = resolve(process.argv[2] ?? 'data');
const [experimentId] = readdirSync(join(from, 'experiments'));
if (experimentId === undefined) throw new Error(`There is no experiment in ${from}; "npm run demo" makes one.`);
const folder = mkdtempSync(join(tmpdir(), 'booster-lab-reports-'));
try {
  const dataFolder = join(folder, 'data');
  mkdirSync(dataFolder);
  multiplyRuns(from, experimentId, { to: dataFolder, times: 5 });
  await rebuildLab(dataFolder);
  const reader = openLabReader(dataFolder);
  const places = describePlaces();
  const layout = makeLayout({ template: 'full', includesHarmful: false });
  const build = () => applyLayout(buildReport(reader, places, { experimentId }, { hasVerdicts: true }), layout);
  const measured = [await measure('data', () => Promise.resolve(build()))];
  const data = build();
  const write = (formats: readonly ReportFormatName[], name: string) =>
    measure(name, () => writeReport(data, join(folder, name), { formats, machine: { printPdf: findPrinter() } }));
  for (const format of usualReportFormats) measured.push(await write([format], format));
  const usualSeconds = measured.reduce((sum, { seconds }) => sum + seconds, 0);
  const usualProcessorSeconds = measured.reduce((sum, { processorSeconds }) => sum + processorSeconds, 0);
  measured.push(await write(['tex'], 'tex'), await write(['parquet'], 'parquet'));
  if (findPrinter()) measured.push(await write(['pdf'], 'pdf'));
  reader.close();
  const pageBytes = statSync(join(folder, 'html', 'report.html')).size;
  const figures = { runs: data.runs.total, parts: measured, usualSeconds, usualProcessorSeconds, pageBytes };
  process.stdout.write(`${JSON.stringify({ ...figures, loadAverage: loadavg() }, null, 2)}\n`);
  const isMet = usualSeconds <= barSeconds && pageBytes <= barBytes;
  process.stdout.write(`bar ${barSeconds} s and ${barBytes / 1e6} MB: ${isMet ? 'met' : 'MISSED'}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

interface Measured {
  readonly name: string;
  readonly seconds: number;
  readonly processorSeconds: number;
}

async function measure(name: string, work: () => Promise<unknown>): Promise<Measured> {
  const startedAtMs = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { name, seconds: (performance.now() - startedAtMs) / 1000, processorSeconds: (user + system) / 1e6 };
}
