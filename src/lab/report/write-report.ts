import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { encodeHtml } from './html/document.ts';
import type { ReportData } from '../../shared/views/report.ts';
import { encodeCsv } from './write-csv.ts';
import { encodeMarkdown } from './write-markdown.ts';

export const reportFormats = ['html', 'csv', 'md', 'json'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** What each format holds as text. */
export const reportEncoders: Readonly<Record<ReportFormat, (data: ReportData) => string>> = {
  html: encodeHtml,
  csv: encodeCsv,
  md: encodeMarkdown,
  json: (data) => `${JSON.stringify(data)}\n`,
};

/**
 * Writes report.<format> for each format into the folder, which is made if need be; a file appears whole or not at all.
 * Returns the paths in the order of the formats. Throws AppError `report/not-written`.
 */
export function writeReport(
  data: ReportData,
  folder: string,
  formats: readonly ReportFormat[] = reportFormats,
): string[] {
  return formats.map((format) => {
    const path = join(folder, `report.${format}`);
    const text = reportEncoders[format](data);
    try {
      mkdirSync(folder, { recursive: true });
      writeWhole(path, text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new AppError('report/not-written', `The report cannot be written to "${path}": ${reason}.`, {
        cause: error,
      });
    }
    return path;
  });
}

/** A reader never sees half a file, and a failure leaves none. */
function writeWhole(path: string, text: string): void {
  const partial = `${path}.${process.pid}.partial`;
  try {
    writeFileSync(partial, text);
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}
