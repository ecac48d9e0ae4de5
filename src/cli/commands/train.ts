import type { Command } from 'commander';
import { trainingSchema } from '../../shared/settings/training.ts';
import { runJob } from '../jobs/run-job.ts';
import { settingOption } from '../jobs/setting-option.ts';
import { readTrainFile, type TrainSpec, writeTrainFile } from '../jobs/train-file.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { type CommonOptions, finishCommand, resolvePath } from './options.ts';

interface TrainOptions extends CommonOptions {
  readonly out: string;
  readonly steps?: number;
}

export function addTrainCommand(program: Command): void {
  const command = program
    .command('train')
    .description('Runs one training loop from explicit files, outside of any experiment.')
    .argument('<file>', 'training file (JSON): model, method, data, training; paths relative to it')
    .requiredOption('--out <folder>', 'folder of the results', resolvePath)
    .addOption(
      settingOption('--steps <n>', trainingSchema.shape.maxSteps, {
        help: 'Exact number of optimizer steps, in place of the file’s training.maxSteps.',
      }),
    )
    .action(async (path: string, options: TrainOptions) => {
      const terminal = openTerminal({ isJson: options.json });
      const file = writeTrainFile(limitSteps(readTrainFile(resolvePath(path)), options.steps), options.out);
      const stopped = 'Stopped; a checkpoint is kept. Start the same command again to go on from it.';
      await runJob({ kind: 'train', file, outFolder: options.out }, { terminal, stopped });
      terminal.emit({ kind: 'written', out: options.out });
      terminal.say(`Written  ${options.out}`);
    });
  finishCommand(command, ['train', 'stage.json', '--out', 'results', '--steps', '5']);
}

function limitSteps(spec: TrainSpec, steps: number | undefined): TrainSpec {
  return steps === undefined ? spec : { ...spec, training: { ...spec.training, maxSteps: steps } };
}
