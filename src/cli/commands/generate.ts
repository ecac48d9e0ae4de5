import type { Command } from 'commander';
import { evaluationSchema } from '../../shared/settings/evaluation.ts';
import { addRecordJobOptions, readRecordJob, type RecordJobOptions } from '../jobs/job-options.ts';
import { runJob } from '../jobs/run-job.ts';
import { settingOption } from '../jobs/setting-option.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { finishCommand } from './options.ts';

interface GenerateOptions extends RecordJobOptions {
  readonly maxNewTokens: number;
}

const defaultMaxNewTokens = 128;

export function addGenerateCommand(program: Command): void {
  const { maxNewTokens } = evaluationSchema.shape.safety.shape;
  const command = addRecordJobOptions(
    program.command('generate').description('Writes a model’s greedy answer to each record’s prompt.'),
  )
    .addOption(settingOption('--max-new-tokens <n>', maxNewTokens, { default: defaultMaxNewTokens }))
    .action(async (options: GenerateOptions) => {
      const terminal = openTerminal({ isJson: options.json });
      const job = { kind: 'generate' as const, ...readRecordJob(options), maxNewTokens: options.maxNewTokens };
      await runJob(
        { kind: 'job', job },
        { terminal, stopped: 'Stopped; nothing was written. Start the command again to generate.' },
      );
      terminal.emit({ kind: 'written', out: options.out });
      terminal.say(`Answers  ${options.out}`);
    });
  finishCommand(command, ['generate', '--model', 'my-model', '--data', 'prompts.jsonl', '--out', 'answers.jsonl']);
}
