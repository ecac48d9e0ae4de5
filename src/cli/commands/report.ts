import { type Command, InvalidArgumentError, Option } from 'commander';
import { openLabReader } from '../../lab/index.ts';
import { findPrinter } from '../../lab/print/find-printer.ts';
import { renderSummaryTable } from '../../lab/report/terminal-table.ts';
import { reportFormats } from '../../lab/report/formats/registry.ts';
import { writeReport } from '../../lab/report/write-report.ts';
import { type ReportFormatName, usualReportFormats } from '../../shared/report/format-names.ts';
import { buildExperimentReport, defaultReportFolder } from '../experiment/build-report.ts';
import { findExperiment } from '../experiment/find-experiment.ts';
import { resolveDataFolder } from '../places.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { dataOption, type DataOptions, finishCommand, resolvePath } from './options.ts';

interface ReportCommandOptions extends DataOptions {
  readonly format: readonly ReportFormatName[];
  readonly out?: string;
  readonly baseline?: string;
}

export function addReportCommand(program: Command): void {
  const command = program
    .command('report')
    .description('Writes the report of an experiment as it stands now, and prints its summary table.')
    .argument('<experiment>', 'id, unique beginning of an id, name, or "last"')
    .addOption(
      new Option(
        '--format <list>',
        `kinds of files, comma-separated: ${reportFormats.map(({ name }) => name).join(', ')}`,
      )
        .default([...usualReportFormats], usualReportFormats.join(','))
        .argParser(parseFormats),
    )
    .option('--out <folder>', 'folder of the report (default: <data>/reports/<experiment>)', resolvePath)
    .option('--baseline <arm>', 'arm that the others are compared with (default: the first that aligns with SFT)')
    .addOption(dataOption())
    .action(async (text: string, options: ReportCommandOptions) => {
      const terminal = openTerminal({ isJson: options.json });
      const reader = openLabReader(resolveDataFolder(options.data));
      try {
        const experiment = findExperiment(reader, text);
        const data = buildExperimentReport(reader, experiment, { baseline: options.baseline });
        const files = await writeReport(data, options.out ?? defaultReportFolder(reader, experiment), {
          formats: options.format,
          machine: { printPdf: findPrinter() },
        });
        terminal.emit({ kind: 'reported', experimentId: experiment.id, files });
        terminal.say(renderSummaryTable(data, { width: terminal.width }));
        terminal.say(files.map((file) => `Report  ${file}`).join('\n'));
      } finally {
        reader.close();
      }
    });
  finishCommand(command, ['report', 'last', '--format', 'html,csv']);
}

function parseFormats(text: string): ReportFormatName[] {
  return text.split(',').map((name) => {
    const format = reportFormats.find((known) => known.name === name.trim());
    if (!format) {
      const known = reportFormats.map((it) => it.name).join(', ');
      throw new InvalidArgumentError(`Expected some of ${known}, found ${name}.`);
    }
    return format.name;
  });
}
