import { type Command, InvalidArgumentError, Option } from 'commander';
import { resolve } from 'node:path';
import { spellCommand } from '../places.ts';

/** Options that every command has. */
export interface CommonOptions {
  readonly json: boolean;
}

export interface DataOptions extends CommonOptions {
  readonly data?: string;
}

export interface RunningOptions extends DataOptions {
  readonly slots?: number;
  readonly report?: string;
}

export interface AskingOptions extends RunningOptions {
  readonly sendAnswersTo: readonly string[];
}

/** Adds --json and the example below the help. */
export function finishCommand(command: Command, example: readonly string[]): Command {
  return command
    .option('--json', 'print machine-readable JSON on stdout, one object per line', false)
    .addHelpText('after', `\nExample:\n  ${spellCommand(...example)}`);
}

export function dataOption(): Option {
  return new Option('--data <folder>', 'data folder (default: BOOSTER_LAB_DATA, else data/ in the repository)');
}

export function slotsOption(): Option {
  return new Option(
    '--slots <n>',
    'workers at a time (default: one per GPU, without a GPU one per CPU core)',
  ).argParser(parseCount);
}

/** Consent, for this command alone: without it no answer leaves the machine. */
export function sendOption(): Option {
  return new Option(
    '--send-answers-to <hosts...>',
    'let judges "endpoint" of the experiment send prompts and answers to these hosts, such as host or host:8000',
  ).default([]);
}

export function reportOption(defaultFolder: string): Option {
  return new Option('--report <folder>', `folder of the report (default: ${defaultFolder})`).argParser(resolvePath);
}

/** A whole number of at least 1. */
export function parseCount(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError(`Expected a whole number of at least 1, found ${text}.`);
  return value;
}

/** A path as given, relative to the working directory, made absolute. */
export function resolvePath(text: string): string {
  return resolve(text);
}

/** Adds a path to those of an option that is repeated. */
export function collectPaths(text: string, previous: readonly string[]): readonly string[] {
  return [...previous, resolvePath(text)];
}
