import { type Command, Option } from 'commander';
import { basename } from 'node:path';
import { importDataset, inspectDataset } from '../../host/library/datasets.ts';
import { CancelledError, exitCodes } from '../../shared/errors.ts';
import { type DatasetRole, datasetRoles, layouts, rowPresets } from '../../shared/layouts/index.ts';
import { datasetSchema } from '../../shared/settings/dataset.ts';
import type { DatasetReport } from '../../shared/spec/inspection.ts';
import { ownColumns } from '../../shared/spec/recipe.ts';
import { listProblems, renderReport } from '../data/describe-import.ts';
import { readRecipe, type RecipeOptions } from '../data/read-recipe.ts';
import { parseColumns } from '../jobs/job-options.ts';
import { settingOption } from '../jobs/setting-option.ts';
import { resolveDataFolder } from '../places.ts';
import { listenForInterrupts } from '../terminal/interrupts.ts';
import { renderPairs } from '../terminal/table.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import { dataOption, type DataOptions, finishCommand, resolvePath } from './options.ts';

interface ImportOptions extends DataOptions, RecipeOptions {
  readonly name?: string;
  readonly use?: DatasetRole;
  readonly check: boolean;
}

export function addImportDataCommand(program: Command): void {
  const { start, count } = datasetSchema.shape;
  const command = program
    .command('import-data')
    .description(
      'Makes a data set of a file and keeps it in the data folder, with the recipe by which its rows were made.',
    )
    .argument('<file>', 'JSONL, JSON, CSV (each also packed, .gz) or Parquet file', resolvePath)
    .addOption(
      new Option('--as <layout>', 'layout of the file (default: the one that its first rows look like)').choices([
        ownColumns,
        ...layouts.map(({ name }) => name),
      ]),
    )
    .option('--choose <rows>', `which rows of the layout, such as ${listChoices()}`)
    .addOption(new Option('--columns <list>', 'own columns, as part=column, comma-separated').argParser(parseColumns))
    .addOption(
      new Option('--rows <range>', 'rows that the Booster paper uses').choices(rowPresets.map(({ name }) => name)),
    )
    .addOption(
      settingOption('--start <n>', start, {
        help: 'First row, counted from 0 among the rows that are chosen.',
      }).default(undefined),
    )
    .addOption(settingOption('--count <n>', count, { help: 'How many rows from there on; all unless given.' }))
    .option('--off-by-one', 'drop the first row of the range, as the authors’ code does', false)
    .option('--leave-out-bad', 'leave rows with a problem out instead of importing nothing', false)
    .option('--recipe <set>', 'recipe of an earlier import (its id), or a JSON file that holds one')
    .option('--name <name>', 'name in lists and forms (default: that of the file)')
    .addOption(
      new Option('--use <use>', 'what forms suggest it for (default: as the layout is meant)').choices(datasetRoles),
    )
    .option('--check', 'only say what would be imported', false)
    .addOption(dataOption())
    .action(runImport);
  finishCommand(command, ['import-data', 'train.parquet', '--as', 'beavertails', '--choose', 'unsafe']);
}

async function runImport(file: string, options: ImportOptions): Promise<void> {
  const terminal = openTerminal({ isJson: options.json });
  const dataFolder = resolveDataFolder(options.data);
  const recipe = readRecipe(options, dataFolder);
  const interrupts = listenForInterrupts({ onFirst: () => undefined, exitCode: exitCodes.cancelled });
  const source = { path: file };
  const { signal } = interrupts;
  try {
    if (options.check) {
      const report = await inspectDataset({ source, recipe, template: 'plain', modelPath: null, signal });
      showReport(report, terminal);
      if (!report.isReady) process.exitCode = exitCodes.failed;
      return;
    }
    const name = (options.name ?? basename(file).replace(/\.[^.]+$/, '')).slice(0, 80);
    const entry = await importDataset({
      dataFolder,
      source,
      name,
      recipe,
      role: options.use ?? 'suggested',
      signal,
      onReport: (report) => showReport(report, terminal),
    });
    terminal.emit({ kind: 'imported', ...entry });
    const { id, path, digest } = entry;
    terminal.say(
      renderPairs([
        ['Imported', `${entry.name} (${id})`],
        ['File', path],
        ['SHA-256', `${digest ?? ''} (the rows)`],
        ['In a spec', JSON.stringify({ path, columns: entry.columns })],
      ]),
    );
  } catch (error) {
    throw error instanceof CancelledError ? new CancelledError('Stopped; nothing was imported.') : error;
  } finally {
    interrupts.close();
  }
}

function showReport(report: DatasetReport, terminal: Terminal): void {
  // Of rows that may be harmful, numbers and columns are told, not the texts.
  const { preview: _preview, columns, ...found } = report;
  terminal.emit({ kind: 'report', ...found, columns: columns.map(({ name, count }) => ({ name, count })) });
  terminal.say(renderReport(report));
  terminal.warn(listProblems(report));
}

function listChoices(): string {
  return layouts
    .filter(({ choices }) => choices.length > 0)
    .map(({ label, choices }) => `${choices.map(({ name }) => name).join(', ')} (${label})`)
    .join('; ');
}
