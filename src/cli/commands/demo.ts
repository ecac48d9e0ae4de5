import type { Command } from 'commander';
import { join } from 'node:path';
import { runSpec } from '../experiment/run-experiment.ts';
import { resolveDataFolder, samplePresetPath } from '../places.ts';
import { formatDuration } from '../terminal/duration.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { wrapText } from '../terminal/text.ts';
import { dataOption, finishCommand, reportOption, type RunningOptions, slotsOption } from './options.ts';

const explanation =
  'This trains a small language model of an invented world to refuse questions about invented hazards, once by plain ' +
  'fine-tuning (SFT) and once with Booster. Then it attacks both by fine-tuning them on data of which a part is ' +
  'harmful, and measures how often they still refuse (harmful score, HS: lower is better) and how well they learned ' +
  'the task (fine-tune accuracy, FA: higher is better). It takes some minutes; Ctrl-C stops it, and starting it again ' +
  'goes on where it was.';

export function addDemoCommand(program: Command): void {
  const command = program
    .command('demo')
    .description('Runs the sample experiment: SFT and Booster under attack, from alignment to report.')
    .addOption(slotsOption())
    .addOption(dataOption())
    .addOption(reportOption('<data>/reports/sample'))
    .action(async (options: RunningOptions) => {
      const startedAtMs = performance.now();
      const dataFolder = resolveDataFolder(options.data);
      const terminal = openTerminal({ isJson: options.json });
      terminal.say(`${wrapText(explanation, terminal.width)}\n`);
      process.exitCode = await runSpec(samplePresetPath, {
        allowedHosts: [],
        dataFolder,
        slots: options.slots,
        reportFolder: options.report ?? join(dataFolder, 'reports', 'sample'),
        terminal,
      });
      terminal.say(`Time    ${formatDuration(performance.now() - startedAtMs)}`);
    });
  finishCommand(command, ['demo']);
}
