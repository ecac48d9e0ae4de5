import type { Command } from 'commander';
import { verifyBundle } from '../../lab/bundle/verify-bundle.ts';
import { exitCodes } from '../../shared/errors.ts';
import { describeBundle } from '../bundles/describe-bundle.ts';
import { withProgress } from '../terminal/with-progress.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { clean } from '../terminal/text.ts';
import { type CommonOptions, finishCommand, resolvePath } from './options.ts';

export function addVerifyCommand(program: Command): void {
  const command = program
    .command('verify')
    .description('Reads every byte of a bundle and says what is not as it was written.')
    .argument('<file>', 'bundle', resolvePath)
    .action(async (file: string, options: CommonOptions) => {
      const terminal = openTerminal({ isJson: options.json });
      const verified = await withProgress(terminal, (watch) => verifyBundle(file, watch));
      terminal.emit({ kind: 'verified', path: file, ...verified });
      if (verified.problems.length === 0) {
        terminal.say(
          `Whole   ${file}: ${verified.entryCount} entries, each as it was written.\n${describeBundle(verified)}`,
        );
        return;
      }
      const lines = verified.problems.map(({ entry, problem }) => `  ${clean(entry)}: ${clean(problem)}`);
      terminal.say(`Damaged ${file}:\n${lines.join('\n')}`);
      process.exitCode = exitCodes.failed;
    });
  finishCommand(command, ['verify', 'results.booster.html']);
}
