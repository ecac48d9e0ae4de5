import type { Database } from 'better-sqlite3';

/** One step of the schema; append-only: a released migration is never edited. */
export interface Migration {
  /** Numbered in tens, so that a correction can go between. */
  readonly version: number;
  readonly name: string;
  update(db: Database): void;
}
