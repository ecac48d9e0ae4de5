import type { Command } from 'commander';
import { writeFileSync } from 'node:fs';
import { AppError } from '../../shared/errors.ts';
import { buildExperimentSchema } from '../schema/experiment-schema.ts';
import { listSettingRows, renderSettingsMarkdown } from '../schema/settings-table.ts';
import { type CommonOptions, finishCommand, resolvePath } from './options.ts';

interface SchemaOptions extends CommonOptions {
  readonly markdown: boolean;
  readonly out?: string;
}

export function addSchemaCommand(program: Command): void {
  const command = program
    .command('schema')
    .description('Prints the JSON Schema of an experiment file, or a table of all settings.')
    .option('--markdown', 'print a Markdown table of all settings instead (with --json: the same rows as JSON)', false)
    .option('--out <file>', 'write to a file (default: stdout)', resolvePath)
    .action((options: SchemaOptions) => {
      const text = `${makeText(options)}\n`;
      if (options.out === undefined) process.stdout.write(text);
      else write(options.out, text);
    });
  finishCommand(command, ['schema', '--out', 'experiment.schema.json']);
}

function makeText({ markdown, json }: SchemaOptions): string {
  if (!markdown) return JSON.stringify(buildExperimentSchema(), undefined, json ? 0 : 2);
  return json ? JSON.stringify(listSettingRows()) : renderSettingsMarkdown(listSettingRows());
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('cli/not-written', `The schema cannot be written to ${path}: ${reason}.`, { cause: error });
  }
}
