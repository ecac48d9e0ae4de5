import type { Command } from 'commander';
import { runSpec } from '../experiment/run-experiment.ts';
import { resolveDataFolder } from '../places.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { type AskingOptions, dataOption, finishCommand, reportOption, sendOption, slotsOption } from './options.ts';

export function addRunCommand(program: Command): void {
  const command = program
    .command('run')
    .description('Runs every stage of an experiment that the data folder does not have yet, then reports.')
    .argument('<spec>', 'experiment file (JSON); its schema: npm run lab -- schema')
    .addOption(slotsOption())
    .addOption(dataOption())
    .addOption(sendOption())
    .addOption(reportOption('<data>/reports/<experiment>'))
    .action(async (spec: string, options: AskingOptions) => {
      process.exitCode = await runSpec(spec, {
        dataFolder: resolveDataFolder(options.data),
        slots: options.slots,
        allowedHosts: options.sendAnswersTo,
        reportFolder: options.report,
        terminal: openTerminal({ isJson: options.json }),
      });
    });
  finishCommand(command, ['run', 'my-experiment.json', '--slots', '2']);
}
