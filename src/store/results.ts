import { type Sample, sampleSchema, type StageEvent } from '../shared/events.ts';
import type { ReadableStore, WritableStore } from './open.ts';
import { type Checkpoint, checkpointRow, type LogLine, logRow, sampleRow, type Score, scoreRow } from './rows.ts';
import { saveSize } from './stages.ts';

/** Stores one number of an evaluation; a later one for the same step, metric and judge replaces it. */
export function saveScore(store: WritableStore, key: string, event: Extract<StageEvent, { kind: 'scored' }>): void {
  store
    .sql(
      `INSERT INTO scores (stage_key, step, metric, judge, judge_version, successes, n, value, low, high) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (stage_key, step, metric, judge) DO UPDATE SET judge_version = excluded.judge_version, successes = excluded.successes,
         n = excluded.n, value = excluded.value, low = excluded.low, high = excluded.high`,
    )
    .run(
      key,
      event.step,
      event.metric,
      event.judge,
      event.judgeVersion,
      event.successes,
      event.n,
      event.value,
      event.low,
      event.high,
    );
}

/** The scores of a stage by step, metric and judge. */
export function listScores(store: ReadableStore, key: string): Score[] {
  return store
    .sql(
      'SELECT step, metric, judge, judge_version, successes, n, value, low, high FROM scores WHERE stage_key = ? ORDER BY step, metric, judge',
    )
    .all(key)
    .map((row) => scoreRow.parse(row));
}

/** As many answers in one statement take two thirds of the time that one by one they take; more gain nothing. */
export const samplesPerStatement = 40;

/** Stores a prompt, its answer and verdicts; a later line for the same step, set and index replaces it. */
export function saveSample(store: WritableStore, key: string, sample: Sample): void {
  store.sql(insertOneSample).run(listColumns(key, sample));
}

/** Stores answers as {@link saveSample} does each. Call inside a transaction. */
export function saveSamples(store: WritableStore, key: string, samples: readonly Sample[]): void {
  let next = 0;
  for (; next + samplesPerStatement <= samples.length; next += samplesPerStatement) {
    const piece = samples.slice(next, next + samplesPerStatement);
    store.sql(insertManySamples).run(piece.flatMap((sample) => listColumns(key, sample)));
  }
  for (const sample of samples.slice(next)) saveSample(store, key, sample);
}

function insertSamples(count: number): string {
  const rows = Array.from({ length: count }, () => '(?, ?, ?, ?, ?, ?, ?, ?, ?)').join(', ');
  return `INSERT INTO samples (stage_key, step, sample_set, sample_index, prompt, response, expected, verdicts, is_incoherent) VALUES ${rows}
    ON CONFLICT (stage_key, step, sample_set, sample_index) DO UPDATE SET prompt = excluded.prompt, response = excluded.response,
      expected = excluded.expected, verdicts = excluded.verdicts, is_incoherent = excluded.is_incoherent`;
}

const insertOneSample = insertSamples(1);
const insertManySamples = insertSamples(samplesPerStatement);

function listColumns(key: string, sample: Sample): (string | number | null)[] {
  return [
    key,
    sample.step,
    sample.set,
    sample.index,
    sample.prompt,
    sample.response,
    sample.expected,
    JSON.stringify(sample.verdicts),
    sample.incoherent ? 1 : 0,
  ];
}

/** Which samples count; null is any. */
export interface SampleFilter {
  readonly set: Sample['set'] | null;
  readonly step: number | null;
}

const isChosen = 'stage_key = @key AND (@set IS NULL OR sample_set = @set) AND (@step IS NULL OR step = @step)';

/** Samples by step, set and index. */
export function listSampleRows(
  store: ReadableStore,
  key: string,
  query: SampleFilter & { readonly limit: number; readonly offset: number },
): Sample[] {
  return store
    .sql(
      `SELECT step, sample_set, sample_index, prompt, response, expected, verdicts, is_incoherent FROM samples
       WHERE ${isChosen} ORDER BY step, sample_set, sample_index LIMIT @limit OFFSET @offset`,
    )
    .all({ key, ...query })
    .map((row) => sampleRow.parse(row));
}

/** The verdicts alone, by index: a tenth of the time where thousands of answers are judged and not read. */
export function listVerdictRows(
  store: ReadableStore,
  key: string,
  filter: { readonly set: Sample['set']; readonly step: number },
): { index: number; verdicts: Sample['verdicts'] }[] {
  const rows = store
    .sql(
      'SELECT sample_index, verdicts FROM samples WHERE stage_key = ? AND step = ? AND sample_set = ? ORDER BY sample_index',
    )
    .raw()
    .all(key, filter.step, filter.set);
  // Few judges make few different texts.
  const parsed = new Map<string, Sample['verdicts']>();
  return (rows as [number, string][]).map(([index, text]) => {
    // an INTEGER and a TEXT column of a STRICT table
    const verdicts = parsed.get(text) ?? sampleSchema.shape.verdicts.parse(JSON.parse(text));
    parsed.set(text, verdicts);
    return { index, verdicts };
  });
}

export function countSampleRows(store: ReadableStore, key: string, filter: SampleFilter): number {
  return Number(
    store
      .sql(`SELECT count(*) FROM samples WHERE ${isChosen}`)
      .pluck()
      .get({ key, ...filter }),
  );
}

/** Stores a kept model and the stage's new size. */
export function saveCheckpoint(
  store: WritableStore,
  key: string,
  event: Extract<StageEvent, { kind: 'checkpointed' }>,
): void {
  store
    .sql(
      `INSERT INTO checkpoints (stage_key, step, path, size_bytes) VALUES (?, ?, ?, ?)
       ON CONFLICT (stage_key, step) DO UPDATE SET path = excluded.path, size_bytes = excluded.size_bytes`,
    )
    .run(key, event.step, event.path, Math.round(event.sizeBytes));
  saveSize(store, key);
}

export function listCheckpointRows(store: ReadableStore, key: string): Checkpoint[] {
  return store
    .sql('SELECT step, path, size_bytes FROM checkpoints WHERE stage_key = ? ORDER BY step')
    .all(key)
    .map((row) => checkpointRow.parse(row));
}

export function saveLog(store: WritableStore, key: string, log: LogLine): void {
  store
    .sql(
      `INSERT INTO logs (stage_key, file, line, at_ms, level, message) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (stage_key, file, line) DO UPDATE SET at_ms = excluded.at_ms, level = excluded.level, message = excluded.message`,
    )
    .run(key, log.file, log.line, log.atMs === null ? null : Math.round(log.atMs), log.level, log.message);
}

export function listLogRows(store: ReadableStore, key: string): LogLine[] {
  return store
    .sql('SELECT file, line, at_ms, level, message FROM logs WHERE stage_key = ? ORDER BY file, line')
    .all(key)
    .map((row) => logRow.parse(row));
}

/** The last `limit` messages that contain a text, in any case, and how many there are. */
export function searchLogRows(
  store: ReadableStore,
  key: string,
  query: { readonly search: string; readonly limit: number },
): { lines: LogLine[]; total: number } {
  const isFound = "stage_key = @key AND (@search = '' OR instr(lower(message), lower(@search)) > 0)";
  const total = Number(
    store.sql(`SELECT count(*) FROM logs WHERE ${isFound}`).pluck().get({ key, search: query.search }),
  );
  const lines = store
    .sql(
      `SELECT file, line, at_ms, level, message FROM logs WHERE ${isFound} ORDER BY file, line LIMIT @limit OFFSET @offset`,
    )
    .all({ key, search: query.search, limit: query.limit, offset: Math.max(0, total - query.limit) })
    .map((row) => logRow.parse(row));
  return { lines, total };
}
