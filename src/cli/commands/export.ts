import { type Command, Option } from 'commander';
import { join } from 'node:path';
import { openLabReader } from '../../lab/index.ts';
import { AppError } from '../../shared/errors.ts';
import { maxLengthSchema, templateSchema } from '../../shared/settings/model.ts';
import { type Job, jobSchema } from '../../shared/spec/job.ts';
import { runJob } from '../jobs/run-job.ts';
import { resolveDataFolder } from '../places.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { dataOption, type DataOptions, finishCommand, parseCount, resolvePath } from './options.ts';

interface ExportOptions extends DataOptions {
  readonly model?: string;
  readonly adapter: readonly string[];
  readonly dtype: 'float32' | 'bfloat16' | 'float16';
  readonly stage?: string;
  readonly step?: number;
  readonly merged: boolean;
  readonly out: string;
}

export function addExportCommand(program: Command): void {
  const command = program
    .command('export')
    .description('Writes a model with its adapters merged, or what a stage trained, as a Hugging Face or PEFT folder.')
    .option('--model <folder>', 'model folder in Hugging Face layout', resolvePath)
    .option(
      '--adapter <folder>',
      'PEFT adapter folder to merge into it; repeat it for several',
      (text: string, previous: readonly string[]) => [...previous, resolvePath(text)],
      [] as readonly string[],
    )
    .addOption(
      new Option('--dtype <name>', 'number type of the merged model')
        .choices(['float32', 'bfloat16', 'float16'])
        .default('float32'),
    )
    .option(
      '--stage <key>',
      'in place of --model: a stage of the data folder, by its key or the beginning of it: an alignment, an attack, or an evaluation with a defence after fine-tuning',
    )
    .option('--step <n>', 'checkpoint of that stage (default: the last)', parseCount)
    .option('--merged', 'write that stage as a whole model instead of an adapter', false)
    .addOption(dataOption())
    .requiredOption('--out <folder>', 'folder to write', resolvePath)
    .action(async (options: ExportOptions) => {
      const terminal = openTerminal({ isJson: options.json });
      const job = jobSchema.parse(makeJob(options));
      await runJob(
        { kind: 'job', job },
        { terminal, stopped: 'Stopped; nothing was written. Start the command again to export.' },
      );
      terminal.emit({ kind: 'written', out: options.out });
      terminal.say(`Written  ${options.out}`);
    });
  finishCommand(command, ['export', '--stage', '3fa9c0', '--out', 'my-adapter']);
}

function makeJob(options: ExportOptions): Job {
  const { model, adapter, dtype, stage, step = null, merged, out } = options;
  if ((model === undefined) === (stage === undefined)) {
    const found = model === undefined ? 'neither' : 'both';
    throw new AppError('usage/export', `Export needs either --model or --stage, found ${found}.`);
  }
  if (model !== undefined) {
    if (step !== null || merged)
      throw new AppError('usage/export', 'The options --step and --merged go with --stage, found --model.');
    const template = templateSchema.parse(undefined);
    const maxLength = maxLengthSchema.parse(undefined);
    return { kind: 'export-merged', model, adapters: [...adapter], dtype, out, template, maxLength, batchSize: 1 };
  }
  if (adapter.length > 0) throw new AppError('usage/export', 'The option --adapter goes with --model, found --stage.');
  if (dtype !== 'float32')
    throw new AppError('usage/export', 'The option --dtype goes with --model; a stage is written as float32.');
  const dataFolder = resolveDataFolder(options.data);
  return {
    kind: 'export-stage',
    stages: join(dataFolder, 'stages'),
    key: findStageKey(dataFolder, stage ?? ''),
    step,
    merged,
    out,
  };
}

function findStageKey(dataFolder: string, text: string): string {
  const reader = openLabReader(dataFolder);
  try {
    return reader.getStage(text).key;
  } finally {
    reader.close();
  }
}
