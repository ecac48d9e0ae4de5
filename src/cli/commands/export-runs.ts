import { type Command, Option } from 'commander';
import { openLabReader } from '../../lab/index.ts';
import { exporters, exportRuns } from '../../lab/interop/export/index.ts';
import { findExperiment } from '../experiment/find-experiment.ts';
import { resolveDataFolder } from '../places.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { dataOption, type DataOptions, finishCommand, resolvePath } from './options.ts';

interface ExportRunsOptions extends DataOptions {
  readonly to: string;
  readonly out: string;
}

export function addExportRunsCommand(program: Command): void {
  const command = program
    .command('export-runs')
    .description('Writes the completed runs of an experiment for another program, without the texts of answers.')
    .argument('<experiment>', 'id, unique beginning of an id, name, or "last"')
    .addOption(
      new Option('--to <form>', exporters.map(({ name, help }) => `${name}: ${help}`).join(' '))
        .choices(exporters.map(({ name }) => name))
        .makeOptionMandatory(),
    )
    .requiredOption('--out <folder>', 'folder to write; it must not hold anything yet', resolvePath)
    .addOption(dataOption())
    .action((text: string, options: ExportRunsOptions) => {
      const terminal = openTerminal({ isJson: options.json });
      const reader = openLabReader(resolveDataFolder(options.data));
      try {
        const experiment = findExperiment(reader, text);
        const runs = reader.listRuns(experiment.id).filter((run) => run.status === 'completed');
        const { fileCount } = exportRuns(
          reader,
          runs.map((run) => ({ run, experiment })),
          { form: options.to, folder: options.out },
        );
        terminal.emit({ kind: 'written', out: options.out, runs: runs.length, files: fileCount });
        terminal.say(`Written  ${options.out} (${runs.length} runs, ${fileCount} files)`);
      } finally {
        reader.close();
      }
    });
  finishCommand(command, ['export-runs', 'last', '--to', 'mlflow', '--out', 'mlruns']);
}
