import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { type ReportFormatName, usualReportFormats } from '../../shared/report/format-names.ts';
import type { ReportData } from '../../shared/views/report.ts';
import { makeReadme } from './formats/readme.ts';
import { getReportFormat } from './formats/registry.ts';
import type { ReportFile, ReportFormat, ReportMachine } from './formats/report-format.ts';

export interface WriteOptions {
  /** In this order; html, md, csv and json unless others are named. */
  readonly formats?: readonly ReportFormatName[];
  /** What this machine can do for a format; nothing unless said. */
  readonly machine?: ReportMachine;
  /** Told before each format is made, which may take seconds. */
  readonly onFormat?: (name: ReportFormatName) => void;
}

/** A machine that does nothing for a format beyond what the program itself can. */
export const plainMachine: ReportMachine = { printPdf: null };

/**
 * Writes the report's files into the folder, which is made if need be. All of them are made before the first is written, and each
 * appears whole or not at all. Where a format needs several files, README.md says what each is. Returns the paths of what to open first, one per format.
 * @throws AppError report/not-written, report/no-format, report/format-absent where the machine lacks something for a format.
 */
export async function writeReport(data: ReportData, folder: string, options: WriteOptions = {}): Promise<string[]> {
  const { formats = usualReportFormats, machine = plainMachine, onFormat } = options;
  for (const format of formats.map(getReportFormat)) {
    const absence = (await format.explainAbsence?.(machine)) ?? null;
    if (absence !== null) throw new AppError('report/format-absent', absence);
  }
  const made = await makeFiles(data, formats.map(getReportFormat), { machine, onFormat });
  const files = made.flat();
  const all = files.length > made.length ? [...files, makeReadme(data, files)] : files;
  for (const file of all) writeFile(join(folder, file.name), file.content);
  return made.flatMap(([first]) => (first ? [join(folder, first.name)] : []));
}

/** The files of every format, in the order of the formats; what another process makes is begun first and awaited last. */
async function makeFiles(
  data: ReportData,
  formats: readonly ReportFormat[],
  { machine, onFormat }: { readonly machine: ReportMachine; readonly onFormat: WriteOptions['onFormat'] },
): Promise<(readonly ReportFile[])[]> {
  const begun = new Map<ReportFormat, Promise<readonly ReportFile[]>>();
  try {
    for (const format of formats.toSorted((one, other) => rankOf(one) - rankOf(other))) {
      onFormat?.(format.name);
      await new Promise<void>((resolve) => {
        const files = Promise.resolve(format.encode(data, machine, resolve));
        begun.set(format, files);
        files.then(
          () => resolve(),
          () => resolve(),
        );
      });
    }
    return await Promise.all(formats.map((format) => begun.get(format) ?? Promise.resolve([])));
  } finally {
    // Nothing goes on behind the back of one who is told of a failure.
    await Promise.allSettled(begun.values());
  }
}

function rankOf({ isMadeElsewhere = false }: ReportFormat): number {
  return isMadeElsewhere ? 0 : 1;
}

function writeFile(path: string, content: string | Uint8Array): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeWhole(path, content);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('report/not-written', `The report cannot be written to "${path}": ${reason}.`, { cause: error });
  }
}

/** A reader never sees half a file, and a failure leaves none. */
function writeWhole(path: string, content: string | Uint8Array): void {
  const partial = `${path}.${process.pid}.partial`;
  try {
    writeFileSync(partial, content);
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}
