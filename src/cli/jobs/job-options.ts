import { type Command, InvalidArgumentError, Option } from 'commander';
import { columnsSchema, type Dataset, datasetSchema } from '../../shared/settings/dataset.ts';
import { evaluationSchema } from '../../shared/settings/evaluation.ts';
import {
  maxLengthSchema,
  modelSchema,
  systemPromptSchema,
  type TemplateName,
  templateSchema,
} from '../../shared/settings/model.ts';
import { findSettingInfo } from '../../shared/settings/setting.ts';
import { type CommonOptions, resolvePath } from '../commands/options.ts';
import { settingOption } from './setting-option.ts';

type Columns = Dataset['columns'];

/** What score and generate are told: model, adapters, records and where the results go; paths are absolute. */
export interface RecordJobOptions extends CommonOptions {
  readonly model: string;
  readonly adapter: readonly string[];
  readonly data: string;
  readonly columns: Columns;
  readonly start: number;
  readonly count?: number;
  readonly template: TemplateName;
  readonly systemPrompt?: string;
  readonly maxLength: number;
  readonly batchSize: number;
  readonly out: string;
}

const defaultBatchSize = 16;

/** Adds the options that score and generate share. */
export function addRecordJobOptions(command: Command): Command {
  const { start, count } = datasetSchema.shape;
  return addModelOptions(command)
    .requiredOption('--data <file>', 'records, a JSONL, JSON, CSV or Parquet file', resolvePath)
    .addOption(
      new Option('--columns <list>', 'columns of the records as part=column, comma-separated')
        .default(columnsSchema.parse({}), describeColumns())
        .argParser(parseColumns),
    )
    .addOption(settingOption('--start <n>', start))
    .addOption(settingOption('--count <n>', count, { help: 'How many rows are used from there on; all unless given.' }))
    .addOption(settingOption('--template <name>', templateSchema))
    .addOption(
      settingOption('--system-prompt <text>', systemPromptSchema, {
        help: 'What a conversation begins with, for --template chat.',
      }),
    )
    .addOption(settingOption('--max-length <n>', maxLengthSchema))
    .addOption(
      settingOption('--batch-size <n>', evaluationSchema.shape.batchSize, {
        help: 'Records at once; it does not change the results.',
        default: defaultBatchSize,
      }),
    )
    .requiredOption('--out <file>', 'file of the results, JSONL', resolvePath);
}

/** Adds --model and --adapter. */
export function addModelOptions(command: Command): Command {
  const help = findSettingInfo(modelSchema.shape.path)?.help.replace(', relative to the spec.', '') ?? '';
  return command
    .requiredOption('--model <folder>', help, resolvePath)
    .option(
      '--adapter <folder>',
      'PEFT adapter folder to merge into it; repeat it for several, merged in this order',
      (text: string, previous: readonly string[]) => [...previous, resolvePath(text)],
      [] as readonly string[],
    );
}

/** The part of a job that these options describe. */
export function readRecordJob(options: RecordJobOptions) {
  const { model, adapter, template, maxLength, batchSize, out, columns, start } = options;
  const { count = null, systemPrompt = null } = options;
  const data: Dataset = { path: options.data, columns, start, count, offByOne: false };
  return { model, adapters: [...adapter], template, systemPrompt, maxLength, batchSize, data, out };
}

function describeColumns(): string {
  const names = Object.entries(columnsSchema.parse({})).map(([part, column]) => `${part}=${column}`);
  return names.join(',');
}

/** Reads "instruction=prompt,output=answer"; parts that are not named keep their usual columns. */
export function parseColumns(text: string): Columns {
  const pairs = text.split(',').map((pair) => {
    const at = pair.indexOf('=');
    const part = pair.slice(0, Math.max(0, at)).trim();
    if (!(part in columnsSchema.shape) || at < 0) {
      const known = Object.keys(columnsSchema.shape).join(', ');
      throw new InvalidArgumentError(`Expected part=column with a part among ${known}, found ${pair}.`);
    }
    const column = pair.slice(at + 1).trim();
    return [part, part === 'input' && column === '' ? null : column];
  });
  const parsed = columnsSchema.safeParse(Object.fromEntries(pairs));
  if (!parsed.success) throw new InvalidArgumentError(`Expected a column's name after each "=", found ${text}.`);
  return parsed.data;
}
