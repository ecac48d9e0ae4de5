import { type Command, Option } from 'commander';
import { importResults } from '../../lab/external/index.ts';
import { importers } from '../../lab/interop/import/index.ts';
import { resolveDataFolder } from '../places.ts';
import { renderPairs } from '../terminal/table.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { dataOption, type DataOptions, finishCommand, resolvePath } from './options.ts';

interface ImportOptions extends DataOptions {
  readonly as?: string;
  readonly title?: string;
}

export function addImportResultsCommand(program: Command): void {
  const command = program
    .command('import-results')
    .description('Imports results of another program, to be shown beside your own, always marked.')
    .argument('<path>', 'file or folder of the other program', resolvePath)
    .addOption(
      new Option('--as <form>', 'what it is (default: recognised by what it holds)').choices(
        importers.map(({ name }) => name),
      ),
    )
    .option('--title <text>', 'how it is called in lists and reports')
    .addOption(dataOption())
    .action(async (path: string, options: ImportOptions) => {
      const terminal = openTerminal({ isJson: options.json });
      const table = await importResults(resolveDataFolder(options.data), path, {
        form: options.as,
        title: options.title,
        nowMs: Date.now(),
      });
      const { id, title, importer, isKnown, curveCount, results, remarks } = table;
      terminal.emit({
        kind: 'imported',
        id,
        title,
        importer,
        isKnown,
        results: results.length,
        curves: curveCount,
        remarks,
      });
      terminal.warn(remarks);
      terminal.say(
        renderPairs([
          [isKnown ? 'Known' : 'Imported', title],
          ['Id', id],
          ['Results', String(results.length)],
          ['Curves', String(curveCount)],
        ]),
      );
    });
  finishCommand(command, ['import-results', 'results/grid_2026_01_02']);
}
