import type { Command } from 'commander';
import { openLabReader } from '../../lab/index.ts';
import { readAttackSearch } from '../../lab/search/index.ts';
import { AppError } from '../../shared/errors.ts';
import { findExperiment } from '../experiment/find-experiment.ts';
import { renderSearch } from '../experiment/render-search.ts';
import { resolveDataFolder } from '../places.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { dataOption, type DataOptions, finishCommand } from './options.ts';

export function addAttackSearchCommand(program: Command): void {
  const command = program
    .command('attack-search')
    .description('Shows the worst attack that the search of an experiment has found, and what it cost to find.')
    .argument('<experiment>', 'id, unique beginning of an id, name, or "last"')
    .addOption(dataOption())
    .action((text: string, options: DataOptions) => {
      const terminal = openTerminal({ isJson: options.json });
      const reader = openLabReader(resolveDataFolder(options.data));
      try {
        const experiment = findExperiment(reader, text);
        const view = readAttackSearch(reader, experiment.id);
        if (!view)
          throw new AppError(
            'search/none',
            `The experiment "${experiment.name}" searches no attack; give its file a "search" (docs/attack-search.md).`,
          );
        terminal.emit({ kind: 'attack-search', ...view });
        terminal.say(renderSearch(view, terminal.width));
      } finally {
        reader.close();
      }
    });
  finishCommand(command, ['attack-search', 'last']);
}
