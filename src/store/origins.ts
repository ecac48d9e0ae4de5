import { z } from 'zod';
import { type RunOrigin, runOriginSchema } from '../shared/views/bundle.ts';
import type { ReadableStore, WritableStore } from './open.ts';
import { jsonColumn } from './rows.ts';

/** Sets where a run was imported from; null for one of this data folder's own. */
export function saveOrigin(store: WritableStore, runId: string, origin: RunOrigin | null): void {
  store.sql('UPDATE runs SET origin = ? WHERE run_id = ?').run(origin && JSON.stringify(origin), runId);
}

/** The bundles that runs of an experiment were imported from, each once, the first imported first. */
export function listOrigins(store: ReadableStore, experimentId: string): RunOrigin[] {
  const origins = store
    .sql('SELECT DISTINCT origin FROM runs WHERE experiment_id = ? AND origin IS NOT NULL')
    .pluck()
    .all(experimentId);
  return z
    .array(jsonColumn(runOriginSchema))
    .parse(origins)
    .sort((left, right) => left.importedAtMs - right.importedAtMs);
}
