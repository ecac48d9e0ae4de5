import Database from 'better-sqlite3';

/** Held until `release`, or until the process ends in whatever way: the operating system lets go of it. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes a lock that one process can hold, or returns undefined if another has it (or this one, already).
 * The lock is SQLite's own on a file without content, so nothing stale is left behind by a crash. The file must not be
 * opened by other means in this process: closing it would give up the lock (POSIX).
 */
export function acquireLock(path: string): FolderLock | undefined {
  const db = new Database(path, { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return undefined;
    throw error;
  }
  return { release: () => db.close() };
}
