import { type Command, Option } from 'commander';
import { buildReport } from '../../host/reports/build-report.ts';
import { openLabReader } from '../../lab/index.ts';
import { buildPivot } from '../../lab/report/pivot/build-pivot.ts';
import { AppError } from '../../shared/errors.ts';
import { encodePivot, pivotFormats, type PivotFormat } from '../../lab/report/pivot/encode-pivot.ts';
import { findSelection } from '../experiment/find-selection.ts';
import { describePlaces, resolveDataFolder } from '../places.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { dataOption, type DataOptions, finishCommand, parseCount } from './options.ts';

interface PivotOptions extends DataOptions {
  readonly rows: string;
  readonly columns?: string;
  readonly metric: string;
  readonly step?: number;
  readonly where: Readonly<Record<string, string>>;
  readonly format: PivotFormat;
}

export function addPivotCommand(program: Command): void {
  const command = program
    .command('pivot')
    .description(
      'Prints a table of one metric by two dimensions, such as arms and the poison ratio, for a paper or a spreadsheet.',
    )
    .argument('<selection...>', 'experiments (id, beginning of it, name, or "last") and runs (id or beginning)')
    .option('--rows <name>', '"arm", "method", "step", or the path of a setting that varies, such as attack.p', 'arm')
    .option('--columns <name>', 'the same; without it there is one column')
    .option('--metric <name>', 'a metric such as HS, or a measure such as align.seconds', 'HS')
    .option('--step <n>', 'attack steps after which the metric was scored (default: the last)', parseStep)
    .option(
      '--where <name=value>',
      'hold a dimension at a value, such as attack.p=0.1 or arm=Booster; repeat it for several',
      addCondition,
      {} as Readonly<Record<string, string>>,
    )
    .addOption(new Option('--format <name>', 'how the table is written').choices([...pivotFormats]).default('md'))
    .addOption(dataOption())
    .action((words: readonly string[], options: PivotOptions) => {
      const terminal = openTerminal({ isJson: options.json });
      const reader = openLabReader(resolveDataFolder(options.data));
      try {
        const data = buildReport(reader, describePlaces(), findSelection(reader, words), { isScoresOnly: true });
        const { rows, columns = null, metric, step, where } = options;
        const pivot = buildPivot(data, { rows, columns, metric, where, ...(step === undefined ? {} : { step }) });
        terminal.emit({ kind: 'pivot', pivot });
        terminal.say(encodePivot(pivot, options.format).trimEnd());
      } finally {
        reader.close();
      }
    });
  finishCommand(command, ['pivot', 'last', '--rows', 'arm', '--columns', 'attack.p', '--metric', 'HS']);
}

function parseStep(text: string): number {
  return text === '0' ? 0 : parseCount(text);
}

function addCondition(text: string, before: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const at = text.indexOf('=');
  if (at < 1)
    throw new AppError('usage/bad-where', `--where must be NAME=VALUE, such as attack.p=0.1; found "${text}".`);
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}
