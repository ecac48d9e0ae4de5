import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { AppError } from '../shared/errors.ts';
import { latestVersion, migrate, readVersion, refuseFuture } from './migrate.ts';

/** An open database whose prepared statements are kept. Functions that only read ask for this. */
export class ReadableStore {
  readonly db: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();

  constructor(db: Database.Database) {
    this.db = db;
  }

  /** The prepared statement of an SQL text; prepared at the first use. */
  sql(text: string): Database.Statement {
    const known = this.#statements.get(text);
    if (known) return known;
    const statement = this.db.prepare(text);
    this.#statements.set(text, statement);
    return statement;
  }

  close(): void {
    this.db.close();
  }
}

/** SQLite's own measure of when the log is written into the file, in pages of 4 KiB. */
const usualPages = 1000;
const largestKeptLogBytes = 16 << 20;
/** A gigabyte. */
const bulkPages = 250_000;

/** A store that may be written to. */
export class WritableStore extends ReadableStore {
  /** Keeps a reader from passing as a writer. */
  readonly isWritable = true;

  /** Runs `work` in one transaction; a throw undoes it. Nested calls join the outer one. */
  transact<Result>(work: () => Result): Result {
    if (this.db.inTransaction) return work();
    return this.db.transaction(work).immediate();
  }

  /**
   * Does work of many transactions that write much: what they write goes from the log of the database into its file once in the end, and not every
   * four megabytes. A crash loses no more than otherwise.
   */
  async inBulk<Result>(work: () => Promise<Result>): Promise<Result> {
    this.db.pragma(`wal_autocheckpoint = ${bulkPages}`);
    try {
      return await work();
    } finally {
      if (this.db.open) {
        this.db.pragma(`wal_autocheckpoint = ${usualPages}`);
        // Waits for no reader.
        this.db.pragma('wal_checkpoint(PASSIVE)');
      }
    }
  }
}

/** Opens or creates the database of a data folder and migrates it. @throws AppError store/unreadable, store/from-the-future. */
export function openStore(path: string): WritableStore {
  return guard(path, () => {
    const db = new Database(path);
    try {
      db.pragma('journal_mode = WAL');
      // With WAL a crash of the process loses nothing; after a power cut the follower reads the logs again.
      db.pragma('synchronous = NORMAL');
      db.pragma('busy_timeout = 5000');
      // The log of a large import does not stay as large.
      db.pragma(`journal_size_limit = ${largestKeptLogBytes}`);
      migrate(db);
      db.pragma('foreign_keys = ON');
      return new WritableStore(db);
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/** Opens a database for reading beside its writer. @throws AppError store/missing, store/outdated, store/unreadable, store/from-the-future. */
export function openStoreReader(path: string): ReadableStore {
  if (!existsSync(path))
    throw new AppError('store/missing', `There is no database at ${path}; run an experiment first.`);
  return guard(path, () => {
    const db = new Database(path, { readonly: true });
    try {
      db.pragma('busy_timeout = 5000');
      refuseFuture(db);
      const version = readVersion(db);
      if (version < latestVersion) {
        throw new AppError(
          'store/outdated',
          `The database ${path} has version ${version}, and version ${latestVersion} is needed to read it; opening the lab brings it up to date.`,
        );
      }
      return new ReadableStore(db);
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

function guard<Result>(path: string, open: () => Result): Result {
  try {
    return open();
  } catch (error) {
    if (error instanceof Database.SqliteError) {
      throw new AppError(
        'store/unreadable',
        `The database ${path} cannot be opened: ${error.message} (${error.code}); "lab rebuild" recreates it from the data folder.`,
        { cause: error },
      );
    }
    throw error;
  }
}
