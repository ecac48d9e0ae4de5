import { Command } from 'commander';
import { addAttackSearchCommand } from './commands/attack-search.ts';
import { addBundleCommand } from './commands/bundle.ts';
import { addCancelCommand } from './commands/cancel.ts';
import { addCompareCommand } from './commands/compare.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addExportCommand } from './commands/export.ts';
import { addExportRunsCommand } from './commands/export-runs.ts';
import { addGenerateCommand } from './commands/generate.ts';
import { addHubCommand } from './commands/hub.ts';
import { addImportDataCommand } from './commands/import-data.ts';
import { addImportResultsCommand } from './commands/import-results.ts';
import { addJudgeCommand } from './commands/judge.ts';
import { addOverlapCommand } from './commands/overlap.ts';
import { addPivotCommand } from './commands/pivot.ts';
import { addImportCommand } from './commands/import.ts';
import { addPlanCommand } from './commands/plan.ts';
import { addProbeCommand } from './commands/probe.ts';
import { addPublishedCommand } from './commands/published.ts';
import { addRebuildCommand } from './commands/rebuild.ts';
import { addReportCommand } from './commands/report.ts';
import { addReproduceCommand } from './commands/reproduce.ts';
import { addResumeCommand } from './commands/resume.ts';
import { addRetryCommand } from './commands/retry.ts';
import { addRunCommand } from './commands/run.ts';
import { addSchemaCommand } from './commands/schema.ts';
import { addScoreCommand } from './commands/score.ts';
import { addServeCommand } from './commands/serve.ts';
import { addStatusCommand } from './commands/status.ts';
import { addTrainCommand } from './commands/train.ts';
import { describeOption } from './terminal/describe-option.ts';
import { reportError } from './terminal/errors.ts';
import { addVerifyCommand } from './commands/verify.ts';
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

program.commandsGroup('Experiments:');
addDemoCommand(program);
addRunCommand(program);
addPlanCommand(program);
addStatusCommand(program);
addCompareCommand(program);
addPivotCommand(program);
addReportCommand(program);
addJudgeCommand(program);
addAttackSearchCommand(program);
addProbeCommand(program);
addPublishedCommand(program);
addCancelCommand(program);
addResumeCommand(program);
addRetryCommand(program);

program.commandsGroup('Bundles:');
addBundleCommand(program);
addVerifyCommand(program);
addImportCommand(program);
addReproduceCommand(program);

program.commandsGroup('Window:');
addServeCommand(program);

program.commandsGroup('Data:');
addImportDataCommand(program);
addOverlapCommand(program);

program.commandsGroup('Single jobs:');
addTrainCommand(program);
addScoreCommand(program);
addGenerateCommand(program);
addExportCommand(program);

program.commandsGroup('Models and data:');
addHubCommand(program);
addImportResultsCommand(program);
addExportRunsCommand(program);

program.commandsGroup('Help and upkeep:');
program.addHelpCommand(new Command('help').argument('[command]').description('Shows the options of a command.'));
addSchemaCommand(program);
addDoctorCommand(program);
addRebuildCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportError(error, { isJson: process.argv.includes('--json') });
}
