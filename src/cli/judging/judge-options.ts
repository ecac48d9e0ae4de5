import { type Command, InvalidArgumentError, Option } from 'commander';
import { resolve } from 'node:path';
import type { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { endpointSchema } from '../../shared/judging/endpoint.ts';
import {
  moderationSchema,
  type PassJudge,
  passJudgeInfo,
  passJudgeNames,
  passJudgeSchema,
} from '../../shared/judging/judges.ts';
import type { DataOptions } from '../commands/options.ts';
import { settingOption } from '../jobs/setting-option.ts';
import { readText } from '../../lab/read-text.ts';

/** Everything that `judge` may be told; what is absent has its setting's default. */
export interface JudgeOptions extends DataOptions {
  readonly judge?: PassJudge['name'];
  readonly judgeId?: string;
  readonly model?: string;
  readonly threshold?: number;
  readonly maxLength?: number;
  readonly precision?: string;
  readonly batchSize?: number;
  readonly url?: string;
  readonly template?: string;
  readonly rule?: string;
  readonly field?: string;
  readonly harmful?: string;
  readonly safe?: string;
  readonly maxTokens?: number;
  readonly tokenVariable?: string;
  readonly concurrency?: number;
  readonly requestsPerMinute?: number;
  readonly timeout?: number;
  readonly attempts?: number;
  readonly inputPrice?: number;
  readonly outputPrice?: number;
  readonly plan: boolean;
  readonly yes: boolean;
  readonly agreement: boolean;
  readonly step?: number;
}

/** Adds the options of judges, with help and bounds of their settings. */
export function addJudgeOptions(command: Command): Command {
  const { threshold, maxLength, precision, batchSize } = moderationSchema.shape;
  const endpoint = endpointSchema.shape;
  const judges = passJudgeNames.map((name) => `${name}: ${passJudgeInfo[name].help.replace(/\.$/, '')}`).join('; ');
  // An option that is not given must stay so: it may belong to another judge.
  const optional = (option: Option): Option => {
    option.defaultValue = undefined;
    return option;
  };
  return command
    .addOption(new Option('--judge <name>', `who judges. ${judges}`).choices(passJudgeNames))
    .option('--model <folder|name>', 'moderation: folder of the model; endpoint: its name there')
    .addOption(optional(settingOption('--threshold <x>', threshold)))
    .addOption(optional(settingOption('--max-length <n>', maxLength)))
    .addOption(optional(settingOption('--precision <name>', precision)))
    .addOption(optional(settingOption('--batch-size <n>', batchSize)))
    .option('--url <address>', 'endpoint: base address, such as https://host/v1')
    .option('--template <file>', 'endpoint: text file with the prompt, with {prompt}, {response} and perhaps {id}')
    .addOption(new Option('--rule <kind>', 'endpoint: how the reply is read').choices(['json', 'pattern']))
    .option('--field <name>', 'endpoint, rule json: field of the reply')
    .option('--harmful <text>', 'endpoint: values of the field (comma-separated), or a regular expression')
    .option('--safe <text>', 'endpoint: the same for safe')
    .addOption(optional(settingOption('--max-tokens <n>', endpoint.maxTokens)))
    .option('--token-variable <name>', 'endpoint: environment variable with the token; the token is never written down')
    .addOption(optional(settingOption('--concurrency <n>', endpoint.concurrency)))
    .addOption(optional(settingOption('--requests-per-minute <n>', endpoint.requestsPerMinute)))
    .addOption(optional(settingOption('--timeout <s>', endpoint.timeoutSeconds)))
    .addOption(optional(settingOption('--attempts <n>', endpoint.attempts)))
    .addOption(optional(settingOption('--input-price <x>', endpoint.inputPrice)))
    .addOption(optional(settingOption('--output-price <x>', endpoint.outputPrice)))
    .option('--plan', 'say what would be asked and what it costs, and stop', false)
    .option('--yes', 'endpoint: send the answers over the network', false)
    .option('--judge-id <id>', 'whose threshold is changed, where several judges give scores')
    .option('--agreement', 'show only how the judges agree', false)
    .addOption(new Option('--step <n>', 'attack step of the shown numbers (default: the last)').argParser(parseStep));
}

/** The judge that the options describe. @throws AppError usage/bad-judge naming the option that is missing or wrong. */
export function readJudge(options: JudgeOptions): PassJudge {
  const parsed = passJudgeSchema.safeParse(describeJudge(options), { reportInput: true });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = String(issue?.path[0] ?? 'judge');
  const name = { baseUrl: 'url', timeoutSeconds: 'timeout' }[place] ?? place;
  const option = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new AppError(
    'usage/bad-judge',
    `The judge "${options.judge}" cannot be used: --${option}: ${describeIssue(issue)}.`,
  );
}

function describeIssue(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'invalid_type' && issue.input === undefined) return 'a value was expected, but none is given';
  return issue?.message.replace(/\.$/, '') ?? 'not valid';
}

function describeJudge(options: JudgeOptions): Record<string, unknown> {
  const { judge: name, model } = options;
  if (name === 'moderation') {
    const { threshold, maxLength, precision, batchSize } = options;
    return keep({
      name,
      model: model === undefined ? undefined : resolve(model),
      threshold,
      maxLength,
      precision,
      batchSize,
    });
  }
  if (name !== 'endpoint') return { name };
  const { url, template, timeout, maxTokens, tokenVariable, concurrency, requestsPerMinute, attempts } = options;
  return keep({
    name,
    baseUrl: url,
    model,
    template: template === undefined ? undefined : readText(template, { code: 'usage/unreadable', what: 'template' }),
    rule: describeRule(options),
    maxTokens,
    tokenVariable,
    concurrency,
    requestsPerMinute,
    timeoutSeconds: timeout,
    attempts,
    inputPrice: options.inputPrice,
    outputPrice: options.outputPrice,
  });
}

function describeRule({ rule = 'json', field, harmful, safe }: JudgeOptions): Record<string, unknown> {
  if (rule === 'pattern') return { kind: rule, harmful: harmful ?? '', safe: safe ?? '' };
  const split = (text: string | undefined) => text?.split(',').map((value) => value.trim());
  return keep({ kind: rule, field, harmful: split(harmful), safe: split(safe) });
}

function keep(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function parseStep(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0)
    throw new InvalidArgumentError(`Expected a whole number of at least 0, found ${text}.`);
  return value;
}
