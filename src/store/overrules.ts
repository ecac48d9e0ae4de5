import type { ReadableStore, WritableStore } from './open.ts';
import { type SampleOverrule, overruleRow } from './rows.ts';

/** A person's verdicts on the answers of a stage, by step, set and index. */
export function listOverruleRows(store: ReadableStore, key: string): SampleOverrule[] {
  return store
    .sql(
      `SELECT step, sample_set, sample_index, is_harmful, note, at_ms FROM overrules
       WHERE stage_key = ? ORDER BY step, sample_set, sample_index`,
    )
    .all(key)
    .map((row) => overruleRow.parse(row));
}

/** Makes these the only verdicts of people on the answers of a stage. */
export function replaceOverrules(store: WritableStore, key: string, overrules: readonly SampleOverrule[]): void {
  store.transact(() => {
    store.sql('DELETE FROM overrules WHERE stage_key = ?').run(key);
    const insert = store.sql(
      'INSERT OR REPLACE INTO overrules (stage_key, step, sample_set, sample_index, is_harmful, note, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    for (const { step, set, index, isHarmful, note, atMs } of overrules)
      insert.run(key, step, set, index, isHarmful ? 1 : 0, note, Math.round(atMs));
  });
}

/** True if the stage has an answer at this place. */
export function hasSample(
  store: ReadableStore,
  key: string,
  place: Pick<SampleOverrule, 'step' | 'set' | 'index'>,
): boolean {
  return (
    store
      .sql('SELECT 1 FROM samples WHERE stage_key = ? AND step = ? AND sample_set = ? AND sample_index = ?')
      .get(key, place.step, place.set, place.index) !== undefined
  );
}
