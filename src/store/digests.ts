import type { ReadableStore, WritableStore } from './open.ts';
import { type DigestRow, digestRow } from './rows.ts';

/** The remembered digest of a file; it holds only while size and time of change are as they were. */
export function findDigest(store: ReadableStore, path: string): DigestRow | undefined {
  const row = store.sql('SELECT path, size_bytes, modified_at_ms, digest FROM digests WHERE path = ?').get(path);
  return row === undefined ? undefined : digestRow.parse(row);
}

export function saveDigest(store: WritableStore, row: DigestRow): void {
  store
    .sql(
      `INSERT INTO digests (path, size_bytes, modified_at_ms, digest) VALUES (?, ?, ?, ?)
       ON CONFLICT (path) DO UPDATE SET size_bytes = excluded.size_bytes, modified_at_ms = excluded.modified_at_ms, digest = excluded.digest`,
    )
    .run(row.path, row.sizeBytes, row.modifiedAtMs, row.digest);
}

/** Every file that was digested, the last ones first. */
export function listDigestedPaths(store: ReadableStore): string[] {
  return store.sql('SELECT path FROM digests ORDER BY rowid DESC').pluck().all() as string[]; // one TEXT column
}
