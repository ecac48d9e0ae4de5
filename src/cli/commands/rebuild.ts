import type { Command } from 'commander';
import { rebuildLab } from '../../lab/index.ts';
import { resolveDataFolder } from '../places.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { dataOption, type DataOptions, finishCommand } from './options.ts';

export function addRebuildCommand(program: Command): void {
  const command = program
    .command('rebuild')
    .description('Recreates the database of a data folder from its experiment and stage folders.')
    .addOption(dataOption())
    .action(async (options: DataOptions) => {
      const terminal = openTerminal({ isJson: options.json });
      const dataFolder = resolveDataFolder(options.data);
      const { experiments, runs, stages, warnings } = await rebuildLab(dataFolder);
      terminal.warn(warnings);
      terminal.emit({ kind: 'rebuilt', dataFolder, experiments, runs, stages, warnings });
      terminal.say(
        `The index of ${dataFolder} is rebuilt: experiments ${experiments}, runs ${runs}, stages ${stages}.`,
      );
    });
  finishCommand(command, ['rebuild']);
}
