import type { StageEvent } from '../shared/events.ts';
import type { ReadableStore, WritableStore } from './open.ts';

/** One curve; `values[i]` belongs to `steps[i]` (optimizer steps, ascending), null is not-a-number. */
export interface MetricSeries {
  readonly name: string;
  readonly steps: readonly number[];
  readonly values: readonly (number | null)[];
}

type Point = readonly [step: number, value: number | null];

/** Stores points in columns; a later point for the same step replaces the earlier one. Call inside a transaction. */
export function saveMetrics(store: WritableStore, key: string, event: Extract<StageEvent, { kind: 'metrics' }>): void {
  const upsert = store.sql(
    'INSERT INTO metrics (stage_key, name, step, value) VALUES (?, ?, ?, ?) ON CONFLICT (stage_key, name, step) DO UPDATE SET value = excluded.value',
  );
  for (const [name, values] of Object.entries(event.values)) {
    for (const [index, step] of event.steps.entries()) upsert.run(key, name, step, values[index] ?? null);
  }
}

/** The curves of a stage by name. `names` null means all; `maxPoints` null means every point. */
export function listMetrics(
  store: ReadableStore,
  key: string,
  options: { readonly names: readonly string[] | null; readonly maxPoints: number | null },
): MetricSeries[] {
  const names =
    options.names ??
    (store.sql('SELECT DISTINCT name FROM metrics WHERE stage_key = ? ORDER BY name').pluck().all(key) as string[]); // one TEXT column
  return names.map((name) => {
    const rows = store
      .sql('SELECT step, value FROM metrics WHERE stage_key = ? AND name = ? ORDER BY step')
      .raw()
      .all(key, name);
    const points = thin(rows as Point[], options.maxPoints); // two columns typed by their STRICT table
    return { name, steps: points.map(([step]) => step), values: points.map(([, value]) => value) };
  });
}

/** At most `maxPoints` points (at least 4): the first, the last, and each bucket's lowest and highest in their order, so that no spike is lost. */
function thin(points: readonly Point[], maxPoints: number | null): readonly Point[] {
  const first = points[0];
  const last = points.at(-1);
  if (maxPoints === null || points.length <= Math.max(4, maxPoints) || !first || !last) return points;
  const inner = points.slice(1, -1);
  const bucketCount = Math.floor((Math.max(4, maxPoints) - 2) / 2);
  const kept = [first];
  for (let bucket = 0; bucket < bucketCount; bucket += 1) {
    const from = Math.floor((bucket * inner.length) / bucketCount);
    const to = Math.floor(((bucket + 1) * inner.length) / bucketCount);
    kept.push(...keepExtremes(inner.slice(from, to)));
  }
  kept.push(last);
  return kept;
}

function keepExtremes(points: readonly Point[]): Point[] {
  let low = points[0];
  let high = points[0];
  if (!low || !high) return [];
  for (const point of points) {
    // A null takes the place of the low point: a curve that breaks off must show it.
    if (point[1] === null || (low[1] !== null && point[1] < low[1])) low = point;
    if (point[1] !== null && (high[1] === null || point[1] > high[1])) high = point;
  }
  if (low === high) return [low];
  return low[0] < high[0] ? [low, high] : [high, low];
}
