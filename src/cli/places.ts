import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Places } from '../host/context.ts';
import { findCommit } from '../host/find-commit.ts';

/** Root of the repository, where resources and scripts lie. */
export const repositoryFolder = resolve(import.meta.dirname, '../..');

export const samplePresetPath = join(repositoryFolder, 'resources', 'presets', 'sample.json');

/** The asked-for data folder, else BOOSTER_LAB_DATA, else `data` in the repository; absolute. */
export function resolveDataFolder(asked: string | undefined): string {
  return resolve(asked ?? (process.env['BOOSTER_LAB_DATA'] || join(repositoryFolder, 'data')));
}

/** Version of the product, from package.json. */
export function readVersion(): string {
  const text = readFileSync(join(repositoryFolder, 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

/** How a command on an experiment is typed, with the data folder where it is not the usual one. */
export function spellFollowUp(command: string, experimentId: string, dataFolder: string): string {
  const isUsual = dataFolder === resolveDataFolder(undefined);
  return spellCommand(command, experimentId, ...(isUsual ? [] : ['--data', dataFolder]));
}

/** How a command is typed, for help and for sentences that say what to do next. */
export function spellCommand(...words: readonly string[]): string {
  const quoted = words.map((word) => (/^[\w./=:@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`));
  return ['npm run lab --', ...quoted].join(' ');
}

/** Where the product's own files lie in a checkout. */
export function describePlaces(): Places {
  return {
    resources: join(repositoryFolder, 'resources'),
    version: readVersion(),
    gitCommit: findCommit(repositoryFolder),
  };
}
