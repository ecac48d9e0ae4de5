import type { Command } from 'commander';
import { rerunExperiment } from '../experiment/run-experiment.ts';
import { resolveDataFolder } from '../places.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { type AskingOptions, dataOption, finishCommand, reportOption, sendOption, slotsOption } from './options.ts';

export function addRetryCommand(program: Command): void {
  const command = program
    .command('retry')
    .description('Runs the failed stages of an experiment again, and what waits for them.')
    .argument('<experiment>', 'id, unique beginning of an id, name, or "last"')
    .addOption(slotsOption())
    .addOption(dataOption())
    .addOption(sendOption())
    .addOption(reportOption('<data>/reports/<experiment>'))
    .action(async (experiment: string, options: AskingOptions) => {
      process.exitCode = await rerunExperiment(experiment, (lab, experimentId) => lab.retry({ experimentId }), {
        dataFolder: resolveDataFolder(options.data),
        slots: options.slots,
        allowedHosts: options.sendAnswersTo,
        reportFolder: options.report,
        terminal: openTerminal({ isJson: options.json }),
      });
    });
  finishCommand(command, ['retry', 'last']);
}
