import type { StageEvent } from '../shared/events.ts';
import type { MetricSeries } from '../shared/views/lab.ts';
import { type ChunkRow, chunkSteps, type Curve, joinChunks, makeChunk } from './metric-chunks.ts';
import type { ReadableStore, WritableStore } from './open.ts';
import { chooseIndexes } from './thin-curve.ts';

export type MetricsEvent = Extract<StageEvent, { kind: 'metrics' }>;
export type { MetricSeries };

type Points = Map<number, number | null>;

/**
 * Stores points in pieces of curves, and when they were written; a later point for the same step replaces the earlier one. Many events
 * at once cost little more than one. Call inside a transaction.
 */
export function saveMetrics(store: WritableStore, key: string, events: readonly MetricsEvent[]): void {
  for (const [name, points] of groupByName(events)) {
    const chunks = Map.groupBy(points, ([step]) => Math.floor(step / chunkSteps));
    for (const [chunk, added] of chunks) extendChunk(store, { key, name, chunk }, new Map(added));
    saveEnd(store, key, name);
  }
  const saveTime = store.sql(
    'INSERT INTO metric_times (stage_key, step, at_ms) VALUES (?, ?, ?) ON CONFLICT (stage_key, step) DO UPDATE SET at_ms = excluded.at_ms',
  );
  for (const event of events) {
    const last = event.steps.at(-1);
    if (last !== undefined) saveTime.run(key, last, Math.round(event.atMs));
  }
}

/** Forgets what was recorded after a step. */
export function cutMetrics(store: WritableStore, key: string, afterStep: number): void {
  const names = listMetricNames(store, key);
  store.sql('DELETE FROM metric_times WHERE stage_key = ? AND step > ?').run(key, afterStep);
  const chunk = Math.floor(afterStep / chunkSteps);
  store.sql('DELETE FROM metric_chunks WHERE stage_key = ? AND chunk > ?').run(key, chunk);
  for (const name of names) {
    const points = readPoints(store, { key, name, chunk });
    const kept = new Map([...points].filter(([step]) => step <= afterStep));
    if (kept.size < points.size) writeChunk(store, { key, name, chunk }, kept);
    saveEnd(store, key, name);
  }
}

export interface MetricFilter {
  /** Null means all. */
  readonly names: readonly string[] | null;
  /** Null means every point. */
  readonly maxPoints: number | null;
  /** Only what comes after this step; -1 for everything. */
  readonly afterStep: number;
}

/** The curves of a stage by name. */
export function listMetrics(store: ReadableStore, key: string, filter: MetricFilter): MetricSeries[] {
  const names = filter.names ?? listMetricNames(store, key);
  return names.map((name) => {
    const curve = readCurve(store, { key, name, afterStep: filter.afterStep });
    return { name, ...thin(curve, filter.maxPoints) };
  });
}

/** When steps were written, ascending in both; a clock that was set back must not make time run backwards. */
export function listMetricTimes(
  store: ReadableStore,
  key: string,
  filter: Pick<MetricFilter, 'maxPoints' | 'afterStep'>,
): { steps: number[]; atMs: number[] } {
  const rows = store
    .sql('SELECT step, at_ms FROM metric_times WHERE stage_key = ? AND step > ? ORDER BY step')
    .raw()
    .all(key, filter.afterStep) as [number, number][]; // two INTEGER columns
  const steps = Float64Array.from(rows, ([step]) => step);
  const values = Float64Array.from(rows, ([, atMs]) => atMs);
  for (let index = 1; index < values.length; index += 1)
    values[index] = Math.max(values[index] ?? 0, values[index - 1] ?? 0);
  const thinned = thin({ steps, values }, filter.maxPoints);
  return { steps: thinned.steps, atMs: thinned.values.map((value) => value ?? 0) };
}

function listMetricNames(store: ReadableStore, key: string): string[] {
  return store.sql('SELECT name FROM metric_ends WHERE stage_key = ? ORDER BY name').pluck().all(key) as string[]; // one TEXT column
}

interface ChunkPlace {
  readonly key: string;
  readonly name: string;
  readonly chunk: number;
}

function groupByName(events: readonly MetricsEvent[]): Map<string, Points> {
  const byName = new Map<string, Points>();
  for (const event of events) {
    for (const [name, values] of Object.entries(event.values)) {
      const points: Points = byName.get(name) ?? new Map();
      byName.set(name, points);
      for (const [index, step] of event.steps.entries()) points.set(step, values[index] ?? null);
    }
  }
  return byName;
}

function extendChunk(store: WritableStore, place: ChunkPlace, added: Points): void {
  const points = readPoints(store, place);
  for (const [step, value] of added) points.set(step, value);
  writeChunk(store, place, points);
}

function readPoints(store: ReadableStore, { key, name, chunk }: ChunkPlace): Points {
  const row = store
    .sql('SELECT chunk, steps, points FROM metric_chunks WHERE stage_key = ? AND name = ? AND chunk = ?')
    .get(key, name, chunk) as ChunkRow | undefined; // columns of a STRICT table
  if (!row) return new Map();
  const { steps, values } = joinChunks([row], -1);
  return new Map(Array.from(steps, (step, index) => [step, toNull(values[index])]));
}

function writeChunk(store: WritableStore, { key, name, chunk }: ChunkPlace, points: Points): void {
  if (points.size === 0) {
    store.sql('DELETE FROM metric_chunks WHERE stage_key = ? AND name = ? AND chunk = ?').run(key, name, chunk);
    return;
  }
  const row = makeChunk(
    chunk,
    [...points].sort(([left], [right]) => left - right),
  );
  store
    .sql(
      `INSERT INTO metric_chunks (stage_key, name, chunk, steps, points) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (stage_key, name, chunk) DO UPDATE SET steps = excluded.steps, points = excluded.points`,
    )
    .run(key, name, chunk, row.steps, row.points);
}

/** Keeps the last value of a curve by itself: tables of many runs need nothing else of it. */
function saveEnd(store: WritableStore, key: string, name: string): void {
  const row = store
    .sql('SELECT chunk, steps, points FROM metric_chunks WHERE stage_key = ? AND name = ? ORDER BY chunk DESC LIMIT 1')
    .get(key, name) as ChunkRow | undefined; // columns of a STRICT table
  if (!row) {
    store.sql('DELETE FROM metric_ends WHERE stage_key = ? AND name = ?').run(key, name);
    return;
  }
  const { steps, values } = joinChunks([row], -1);
  store
    .sql(
      `INSERT INTO metric_ends (stage_key, name, step, value) VALUES (?, ?, ?, ?)
       ON CONFLICT (stage_key, name) DO UPDATE SET step = excluded.step, value = excluded.value`,
    )
    .run(key, name, steps.at(-1) ?? 0, toNull(values.at(-1)));
}

function readCurve(store: ReadableStore, place: { key: string; name: string; afterStep: number }): Curve {
  const rows = store
    .sql(
      'SELECT chunk, steps, points FROM metric_chunks WHERE stage_key = ? AND name = ? AND chunk >= ? ORDER BY chunk',
    )
    .all(place.key, place.name, Math.floor(Math.max(0, place.afterStep) / chunkSteps)) as ChunkRow[]; // as above
  return joinChunks(rows, place.afterStep);
}

function thin(curve: Curve, maxPoints: number | null): { steps: number[]; values: (number | null)[] } {
  const { steps, values } = curve;
  if (maxPoints === null || steps.length <= Math.max(4, maxPoints))
    return { steps: [...steps], values: Array.from(values, toNull) };
  const kept = chooseIndexes(curve, maxPoints);
  return { steps: kept.map((index) => steps[index] ?? 0), values: kept.map((index) => toNull(values[index])) };
}

function toNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
