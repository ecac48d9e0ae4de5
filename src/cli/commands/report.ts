import { type Command, InvalidArgumentError, Option } from 'commander';
import { openLabReader } from '../../lab/index.ts';
import { startPrinter } from '../../lab/print/find-printer.ts';
import { applyLayout, makeLayout } from '../../lab/report/apply-layout.ts';
import { reportFormats } from '../../lab/report/formats/registry.ts';
import type { ReportMachine } from '../../lab/report/formats/report-format.ts';
import { readTexts } from '../../lab/report/read-texts.ts';
import { readRecord } from '../../lab/report/record/read-record.ts';
import { renderSummaryTable } from '../../lab/report/terminal-table.ts';
import { writeReport } from '../../lab/report/write-report.ts';
import { AppError } from '../../shared/errors.ts';
import { type ReportFormatName, usualReportFormats } from '../../shared/report/format-names.ts';
import { type ReportTemplateName, reportTemplateNames, reportTemplates } from '../../shared/report/templates.ts';
import type { ReportData } from '../../shared/views/report.ts';
import { buildSelectionReport, defaultReportFolder } from '../experiment/build-report.ts';
import { findRecipe, findSelection } from '../experiment/find-selection.ts';
import { resolveDataFolder } from '../places.ts';
import { openTerminalProgress } from '../terminal/progress.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import { dataOption, type DataOptions, finishCommand, resolvePath } from './options.ts';

interface ReportCommandOptions extends DataOptions {
  readonly format: readonly ReportFormatName[];
  readonly template: ReportTemplateName;
  readonly text?: string;
  readonly includeHarmful: boolean;
  readonly out?: string;
  readonly baseline?: string;
  readonly recipe?: string;
  readonly published: readonly string[];
  readonly from?: string;
}

export function addReportCommand(program: Command): void {
  const templates = reportTemplateNames.map((name) => `${name} (${reportTemplates[name].label.toLowerCase()})`);
  const command = program
    .command('report')
    .description('Writes the report of an experiment or of runs as they stand now, and prints its summary table.')
    .argument(
      '[names...]',
      'one experiment, or runs and experiments that are compared: id, unique beginning of an id, name, or "last"',
    )
    .addOption(
      new Option('--template <name>', `what it begins with: ${templates.join(', ')}`)
        .choices(reportTemplateNames)
        .default('full'),
    )
    .addOption(
      new Option(
        '--format <list>',
        `kinds of files, comma-separated: ${reportFormats.map(({ name }) => name).join(', ')}`,
      )
        .default([...usualReportFormats], usualReportFormats.join(','))
        .argParser(parseFormats),
    )
    .option('--out <folder>', 'folder of the report (default: <data>/reports/<experiment>)', resolvePath)
    .option('--text <file>', 'your own words by part, as Markdown or JSON', resolvePath)
    .option('--include-harmful', 'keep harmful answers, which are otherwise left out of every file', false)
    .option('--baseline <arm>', 'arm that the others are compared with (default: the first that aligns with SFT)')
    .option('--recipe <name>', '"paper" or a run: what the arms are held against (default: paper)')
    .option(
      '--published <table>',
      'show a published table beside the numbers; "published" lists them; repeat it for several',
      (text: string, previous: readonly string[]) => [...previous, text],
      [] as readonly string[],
    )
    .addOption(
      new Option('--from <report.json>', 'make files again from a report as it was frozen; needs --out')
        .argParser(resolvePath)
        .conflicts(['text', 'baseline', 'recipe', 'includeHarmful']),
    )
    .addOption(dataOption())
    .action(async (names: readonly string[], options: ReportCommandOptions) => {
      const terminal = openTerminal({ isJson: options.json });
      // The browser starts while the report is computed.
      const printer = options.format.includes('pdf') ? startPrinter() : null;
      const machine: ReportMachine = {
        printPdf: printer && ((page, onHandedOver) => printer.print(page, onHandedOver)),
      };
      try {
        if (options.from === undefined) await writeNew(names, options, { terminal, machine });
        else await writeAgain(names, options, { terminal, machine });
      } finally {
        await printer?.close();
      }
    });
  finishCommand(command, ['report', 'last', '--template', 'summary', '--format', 'html,csv']);
}

interface Surroundings {
  readonly terminal: Terminal;
  readonly machine: ReportMachine;
}

async function writeNew(
  names: readonly string[],
  options: ReportCommandOptions,
  surroundings: Surroundings,
): Promise<void> {
  if (names.length === 0) {
    throw new AppError('usage/no-name', 'Name the experiment or the runs that the report is about, such as "last".');
  }
  const reader = openLabReader(resolveDataFolder(options.data));
  try {
    const selection = findSelection(reader, names);
    const words = options.text === undefined ? undefined : readTexts(options.text);
    const whole = buildSelectionReport(reader, selection, {
      baseline: options.baseline,
      recipe: findRecipe(reader, options.recipe),
      external: options.published,
      hasVerdicts: true,
    });
    const data = applyLayout(
      whole,
      makeLayout({ template: options.template, includesHarmful: options.includeHarmful, ...words }),
    );
    await write(data, options.out ?? defaultReportFolder(reader, selection), options, surroundings);
  } finally {
    reader.close();
  }
}

async function writeAgain(
  names: readonly string[],
  options: ReportCommandOptions,
  surroundings: Surroundings,
): Promise<void> {
  const { from = '', out } = options;
  if (names.length > 0 || out === undefined) {
    throw new AppError(
      'usage/from-record',
      '--from makes files of one frozen report: name no experiment beside it, and give the folder with --out.',
    );
  }
  await write(readRecord(from), out, options, surroundings);
}

async function write(
  data: ReportData,
  folder: string,
  options: ReportCommandOptions,
  { terminal, machine }: Surroundings,
): Promise<void> {
  const progress = openTerminalProgress(terminal);
  let done = 0;
  try {
    const files = await writeReport(data, folder, {
      formats: options.format,
      machine,
      onFormat: (name) => {
        const fraction = done++ / options.format.length;
        progress.update({ fraction, remainingMs: null, text: `making ${name}` });
      },
    });
    progress.close();
    terminal.emit({ kind: 'reported', experimentId: data.experiment.id, files });
    terminal.say(renderSummaryTable(data, { width: terminal.width }));
    terminal.say(files.map((file) => `Report  ${file}`).join('\n'));
  } finally {
    progress.close();
  }
}

function parseFormats(text: string): ReportFormatName[] {
  const names = text.split(',').map((name) => {
    const format = reportFormats.find((known) => known.name === name.trim());
    if (!format) {
      const known = reportFormats.map((it) => it.name).join(', ');
      throw new InvalidArgumentError(`Expected some of ${known}, found ${name}.`);
    }
    return format.name;
  });
  return [...new Set(names)];
}
