import Database from 'better-sqlite3';
import { AppError } from '../shared/errors.ts';
import type { ReadableStore } from './open.ts';

/** Up to this size the whole file is looked through; beyond, all but the curves, so that opening stays quick. */
const wholeUpToBytes = 256 << 20;
/** By far the largest table. */
const curvesTable = 'metric_chunks';

/** What is wrong with a database file, in SQLite's words; null if nothing was found. */
export function findDamage(store: ReadableStore): string | null {
  const sizeBytes = Number(
    store.sql('SELECT page_count * page_size FROM pragma_page_count, pragma_page_size').pluck().get(),
  );
  try {
    if (sizeBytes <= wholeUpToBytes) return readCheck(store, 'quick_check(1)');
    const tables = store
      .sql("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> ?")
      .pluck()
      .all(curvesTable) as string[]; // one TEXT column
    return tables.map((table) => readCheck(store, `quick_check("${table}")`)).find((found) => found !== null) ?? null;
  } catch (error) {
    if (isDamage(error) && error instanceof Error) return error.message;
    throw error;
  }
}

function readCheck(store: ReadableStore, pragma: string): string | null {
  const found = String(store.db.pragma(pragma, { simple: true }));
  return found === 'ok' ? null : found;
}

/** True for errors that say that the file itself is broken, and not that it is locked, missing or on a full disk. */
export function isDamage(error: unknown): boolean {
  if (error instanceof AppError) return error.code === 'store/broken-references' || isDamage(error.cause);
  return (
    error instanceof Database.SqliteError &&
    (error.code.startsWith('SQLITE_CORRUPT') || error.code.startsWith('SQLITE_NOTADB'))
  );
}

const troubleCodes = ['SQLITE_FULL', 'SQLITE_IOERR', 'SQLITE_READONLY', 'SQLITE_CANTOPEN', 'SQLITE_BUSY'];

/** True for errors of the disk below a database, which may go away: it is full, locked or lost. */
export function isStoreTrouble(error: unknown): boolean {
  return error instanceof Database.SqliteError && troubleCodes.some((code) => error.code.startsWith(code));
}
