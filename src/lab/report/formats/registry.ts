import type { ReportFormatName, ReportFormatView } from '../../../shared/report/format-names.ts';
import { AppError } from '../../../shared/errors.ts';
import { csvFormat } from './csv.ts';
import { markdownFormat } from './markdown.ts';
import { parquetFormat } from './parquet.ts';
import { pdfFormat } from './pdf.ts';
import type { ReportFormat, ReportMachine } from './report-format.ts';
import { encodePage } from './shared-parts.ts';
import { texFormat } from './tex.ts';

/**
 * The formats in the order in which they are offered. To add one, write it as a `ReportFormat` in a file of its own and list
 * it here: command line, window and README have it from this list. Its name stands in src/shared/report/format-names.ts.
 */
export const reportFormats: readonly ReportFormat[] = [
  {
    name: 'html',
    label: 'HTML, one page with charts',
    help: 'For reading: one page that opens without a network, with charts and tables to search.',
    encode: (data) => [
      { name: 'report.html', content: encodePage(data), help: 'The report as one page for a browser.' },
    ],
  },
  pdfFormat,
  markdownFormat,
  texFormat,
  csvFormat,
  {
    name: 'json',
    label: 'JSON, everything',
    help: 'The complete record: every other format can be made of it again.',
    encode: (data) => [
      { name: 'report.json', content: `${JSON.stringify(data)}\n`, help: 'The complete record of the report.' },
    ],
  },
  parquetFormat,
];

/** A format by name. @throws AppError report/no-format where the program has none of that name. */
export function getReportFormat(name: ReportFormatName): ReportFormat {
  const found = reportFormats.find((format) => format.name === name);
  if (!found) throw new AppError('report/no-format', `This version of Booster Lab does not write reports as ${name}.`);
  return found;
}

/** The formats with what this machine lacks for them. */
export function listFormats(machine: ReportMachine): Promise<ReportFormatView[]> {
  return Promise.all(
    reportFormats.map(async (format) => ({
      name: format.name,
      label: format.label,
      help: format.help,
      absence: (await format.explainAbsence?.(machine)) ?? null,
    })),
  );
}
