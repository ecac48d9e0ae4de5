import type { Command } from 'commander';
import { listInputFolders } from '../../host/index.ts';
import { openBundle } from '../../lab/bundle/open-bundle.ts';
import { openLab } from '../../lab/index.ts';
import { exitCodes } from '../../shared/errors.ts';
import type { ImportedBundle } from '../../shared/views/bundle.ts';
import { describeBundle } from '../bundles/describe-bundle.ts';
import { withProgress } from '../terminal/with-progress.ts';
import { describePlaces, resolveDataFolder } from '../places.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { collectPaths, dataOption, type DataOptions, finishCommand, resolvePath } from './options.ts';

interface ImportOptions extends DataOptions {
  readonly inputs: readonly string[];
}

export function addImportCommand(program: Command): void {
  const command = program
    .command('import')
    .description('Adds the runs of a bundle to a data folder; what is there already stays as it is.')
    .argument('<file>', 'bundle', resolvePath)
    .option('--inputs <folder>', 'where models and data of the runs may lie; repeat it for several', collectPaths, [])
    .addOption(dataOption())
    .action(async (file: string, options: ImportOptions) => {
      const terminal = openTerminal({ isJson: options.json });
      const dataFolder = resolveDataFolder(options.data);
      // What is no bundle must not leave a data folder behind.
      await (await openBundle(file)).close();
      const lab = await openLab({ dataFolder, slots: 1 });
      try {
        terminal.warn(lab.warnings);
        const inputFolders = listInputFolders(dataFolder, describePlaces(), options.inputs);
        const imported = await withProgress(terminal, (watch) => lab.importBundle(file, { inputFolders, ...watch }));
        terminal.emit({ kind: 'imported', dataFolder, ...imported });
        terminal.say(`Imported ${file}\n${describeBundle(imported)}\n${describeImport(imported)}`);
        if (imported.differing.length > 0) process.exitCode = exitCodes.failed;
      } finally {
        await lab.stop();
      }
    });
  finishCommand(command, ['import', 'results.booster.html']);
}

function describeImport({
  addedRuns,
  addedStages,
  addedWeights,
  addedJudgements,
  equalStages,
  differing,
  missingInputs,
}: ImportedBundle): string {
  return [
    `  new: runs ${addedRuns}, stages ${addedStages}; here already: stages ${equalStages}`,
    ...(addedWeights > 0 ? [`  weights added to ${addedWeights} stages that were here without`] : []),
    ...(addedJudgements > 0
      ? [`  verdicts of later judges added to ${addedJudgements} stages that were here without`]
      : []),
    ...differing.map(
      ({ key, kind, files }) => `  different here and kept as it is: ${kind} ${key} (${files.join(', ')})`,
    ),
    ...missingInputs.map(
      ({ kind, name, digest }) =>
        `  not found on this machine: ${kind} ${name} (${digest.slice(0, 12)}); its runs can be read, not resumed`,
    ),
  ].join('\n');
}
