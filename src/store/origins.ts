import type { RunOrigin } from '../shared/views/bundle.ts';
import type { WritableStore } from './open.ts';

/** Sets where a run was imported from; null for one of this data folder's own. */
export function saveOrigin(store: WritableStore, runId: string, origin: RunOrigin | null): void {
  store.sql('UPDATE runs SET origin = ? WHERE run_id = ?').run(origin && JSON.stringify(origin), runId);
}
