import { Command } from 'commander';
import { addCommands } from './commands/list-commands.ts';
import { describeOption } from './terminal/describe-option.ts';
import { reportError } from './terminal/errors.ts';
import { closeOnBrokenPipe, measureWidth } from './terminal/terminal.ts';
import { readVersion } from './places.ts';

closeOnBrokenPipe(process.stdout);

const program = new Command('npm run lab --')
  .description('Compares defences against harmful fine-tuning: plans, runs, records and reports experiments.')
  .version(readVersion())
  .helpOption('-h, --help', 'show this help')
  .configureHelp({ optionDescription: describeOption })
  .configureOutput({ getOutHelpWidth: () => measureWidth(process.stdout), outputError: () => undefined })
  .exitOverride();

try {
  await addCommands(program, process.argv.slice(2));
  program.addHelpCommand(new Command('help').argument('[command]').description('Shows the options of a command.'));
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportError(error, { isJson: process.argv.includes('--json') });
}
