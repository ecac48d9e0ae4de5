import { type Command, Option } from 'commander';
import { openLabReader } from '../../lab/index.ts';
import { explainExporter, exporters, exportRuns, selectExportRuns } from '../../lab/interop/export/index.ts';
import { findSelection } from '../experiment/find-selection.ts';
import { resolveDataFolder } from '../places.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { withProgress } from '../terminal/with-progress.ts';
import { dataOption, type DataOptions, finishCommand, resolvePath } from './options.ts';

interface ExportRunsOptions extends DataOptions {
  readonly to: string;
  readonly out: string;
}

export function addExportRunsCommand(program: Command): void {
  const command = program
    .command('export-runs')
    .description('Writes completed runs for another program, without the texts of answers.')
    .argument('<selection...>', 'experiments (id, beginning of it, name, or "last") and runs (id or beginning)')
    .addOption(
      new Option('--to <form>', exporters.map((form) => `${form.name}: ${explainExporter(form)}`).join(' '))
        .choices(exporters.map(({ name }) => name))
        .makeOptionMandatory(),
    )
    .requiredOption('--out <folder>', 'folder to write; it must not hold anything yet', resolvePath)
    .addOption(dataOption())
    .action(async (words: readonly string[], options: ExportRunsOptions) => {
      const terminal = openTerminal({ isJson: options.json });
      const reader = openLabReader(resolveDataFolder(options.data));
      try {
        const selected = selectExportRuns(reader, findSelection(reader, words));
        const written = await withProgress(terminal, (watch) =>
          exportRuns(reader, selected, { form: options.to, folder: options.out, ...watch }),
        );
        const { runCount: runs, fileCount: files, leftOutCount } = written;
        terminal.emit({ kind: 'written', out: options.out, runs, files, leftOut: leftOutCount });
        if (leftOutCount > 0) terminal.warn([`${leftOutCount} runs are not complete and were left out.`]);
        terminal.say(`Written  ${options.out} (${runs} runs, ${files} files)`);
      } finally {
        reader.close();
      }
    });
  finishCommand(command, ['export-runs', 'last', '--to', 'mlflow', '--out', 'mlruns']);
}
