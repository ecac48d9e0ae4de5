import { type Command, Option } from 'commander';
import { importResults, previewImport } from '../../lab/external/index.ts';
import { importers } from '../../lab/interop/import/index.ts';
import type { ImportSummary } from '../../shared/views/interop.ts';
import { resolveDataFolder } from '../places.ts';
import { renderPairs } from '../terminal/table.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { withProgress } from '../terminal/with-progress.ts';
import { dataOption, type DataOptions, finishCommand, resolvePath } from './options.ts';

interface ImportOptions extends DataOptions {
  readonly as?: string;
  readonly title?: string;
  readonly check: boolean;
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
    .option('--check', 'say what it holds and keep nothing', false)
    .addOption(dataOption())
    .action(async (path: string, options: ImportOptions) => {
      const terminal = openTerminal({ isJson: options.json });
      const dataFolder = resolveDataFolder(options.data);
      if (options.check) {
        const preview = await withProgress(terminal, (watch) =>
          previewImport(dataFolder, path, { form: options.as, ...watch }),
        );
        terminal.emit({ kind: 'checked', ...preview });
        terminal.warn(preview.remarks);
        const known = preview.knownTitle === null ? [] : [['Known as', preview.knownTitle] as const];
        terminal.say(renderPairs([['Recognised', preview.formLabel], ...known, ...describe(preview)]));
        return;
      }
      const imported = await withProgress(terminal, (watch) =>
        importResults(dataFolder, path, { form: options.as, title: options.title, nowMs: Date.now(), ...watch }),
      );
      const { id, title, form, isKnown, resultCount, curveCount, remarks } = imported;
      terminal.emit({
        kind: 'imported',
        id,
        title,
        importer: form,
        isKnown,
        results: resultCount,
        curves: curveCount,
        remarks,
      });
      terminal.warn(remarks);
      terminal.say(renderPairs([[isKnown ? 'Known' : 'Imported', title], ['Id', id], ...describe(imported)]));
    });
  finishCommand(command, ['import-results', 'results/grid_2026_01_02']);
}

function describe({ resultCount, curveCount, pointCount, metrics }: ImportSummary): [string, string][] {
  return [
    ['Results', String(resultCount)],
    ['Curves', curveCount === 0 ? '0' : `${curveCount} with ${pointCount} points`],
    ['Metrics', metrics.map(({ name }) => name).join(', ')],
  ];
}
