import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { AppError } from '../shared/errors.ts';
import { isDamage } from '../store/index.ts';
import { databasePath } from './folder/paths.ts';

/** What to say of a database whose damage showed while it was open. */
export const damagedSentence =
  'The database of the lab is damaged. Start Booster Lab again: it makes the database again from the experiment and stage folders, and nothing is lost.';

function markPath(dataFolder: string): string {
  return `${databasePath(dataFolder)}.is-damaged`;
}

/** Has the database made again when the data folder is opened next. */
export function markDamaged(dataFolder: string): void {
  try {
    writeFileSync(markPath(dataFolder), '');
  } catch {
    // On a broken disk the mark may fail too; the check at the next start finds most damage without it.
  }
}

/** True if the database was found damaged while it was open; the mark is taken away. */
export function takeDamageMark(dataFolder: string): boolean {
  const isMarked = existsSync(markPath(dataFolder));
  rmSync(markPath(dataFolder), { force: true });
  return isMarked;
}

type Reads = Readonly<Record<string, unknown>>;

/** The same reads, which say what to do when they come upon damage. */
export function guardReads<Queries extends object>(dataFolder: string, queries: Queries): Queries {
  const guarded = Object.entries(queries as Reads).map(([name, read]) => {
    if (typeof read !== 'function') return [name, read];
    return [name, (...inputs: unknown[]) => readOrExplain(dataFolder, () => read(...inputs))];
  });
  return Object.fromEntries(guarded) as Queries; // the same names with functions of the same types
}

function readOrExplain(dataFolder: string, read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (!isDamage(error)) throw error;
    markDamaged(dataFolder);
    throw new AppError('store/damaged', damagedSentence, { cause: error });
  }
}
