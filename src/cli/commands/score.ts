import type { Command } from 'commander';
import { addRecordJobOptions, readRecordJob, type RecordJobOptions } from '../jobs/job-options.ts';
import { runJob } from '../jobs/run-job.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { finishCommand } from './options.ts';

export function addScoreCommand(program: Command): void {
  const command = addRecordJobOptions(
    program
      .command('score')
      .description('Writes the loss and the token log-probabilities of each record’s answer under a model.'),
  ).action(async (options: RecordJobOptions) => {
    const terminal = openTerminal({ isJson: options.json });
    const job = { kind: 'score' as const, ...readRecordJob(options) };
    await runJob(
      { kind: 'job', job },
      { terminal, stopped: 'Stopped; nothing was written. Start the command again to score.' },
    );
    terminal.emit({ kind: 'written', out: options.out });
    terminal.say(`Scores  ${options.out}`);
  });
  finishCommand(command, ['score', '--model', 'my-model', '--data', 'records.jsonl', '--out', 'scores.jsonl']);
}
