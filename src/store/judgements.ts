import { z } from 'zod';
import { type JudgeHeader, judgeHeaderSchema } from '../shared/judging/judgements.ts';
import type { ReadableStore, WritableStore } from './open.ts';

/** A judge that was asked about the answers of a stage. */
export interface JudgeRow {
  readonly stageKey: string;
  readonly header: JudgeHeader;
  /** Null for a judge without scores. */
  readonly threshold: number | null;
  /** Size and time of change of its file when it was read. */
  readonly fileBytes: number;
  readonly fileModifiedAtMs: number;
}

/** What a judge said of one answer to a safety prompt. */
export interface JudgementRow {
  readonly step: number;
  readonly index: number;
  readonly answerHash: string;
  /** Null: the judge was asked and gave no verdict, for `reason`. */
  readonly isHarmful: boolean | null;
  readonly scores: readonly number[] | null;
  readonly reason: string | null;
}

const judgeRow = z
  .object({
    stage_key: z.string(),
    header: z
      .string()
      .transform((text): unknown => JSON.parse(text))
      .pipe(judgeHeaderSchema),
    threshold: z.number().nullable(),
    file_bytes: z.number(),
    file_modified_at_ms: z.number(),
  })
  .transform(
    (row): JudgeRow => ({
      stageKey: row.stage_key,
      header: row.header,
      threshold: row.threshold,
      fileBytes: row.file_bytes,
      fileModifiedAtMs: row.file_modified_at_ms,
    }),
  );

/** Columns of a STRICT table that this file alone writes: checked there, and read by the ten thousands here. */
interface RawJudgement {
  readonly judge_id: string;
  readonly step: number;
  readonly sample_index: number;
  readonly answer_hash: string;
  readonly is_harmful: number | null;
  readonly scores: string | null;
  readonly reason: string | null;
}

/** The judges that were asked about a stage's answers, by id. */
export function listJudgeRows(store: ReadableStore, key: string): JudgeRow[] {
  return store
    .sql(
      'SELECT stage_key, header, threshold, file_bytes, file_modified_at_ms FROM judges WHERE stage_key = ? ORDER BY judge_id',
    )
    .all(key)
    .map((row) => judgeRow.parse(row));
}

/** What judges said of a stage's answers at a step, or at all steps with null: by judge id, then step and index. */
export function listJudgementRows(store: ReadableStore, key: string, step: number | null): Map<string, JudgementRow[]> {
  const rows = store
    .sql(
      `SELECT judge_id, step, sample_index, answer_hash, is_harmful, scores, reason FROM judgements
       WHERE stage_key = @key AND (@step IS NULL OR step = @step) ORDER BY judge_id, step, sample_index`,
    )
    .all({ key, step }) as RawJudgement[]; // see there
  const byJudge = new Map<string, JudgementRow[]>();
  for (const row of rows) {
    const list = byJudge.get(row.judge_id) ?? [];
    byJudge.set(row.judge_id, list);
    list.push({
      step: row.step,
      index: row.sample_index,
      answerHash: row.answer_hash,
      isHarmful: row.is_harmful === null ? null : row.is_harmful === 1,
      scores: row.scores === null ? null : (JSON.parse(row.scores) as number[]), // written below
      reason: row.reason,
    });
  }
  return byJudge;
}

/** Whatever a judge has said about an answer with this hash, in any stage. */
export function findJudgement(
  store: ReadableStore,
  judgeId: string,
  answerHash: string,
): Pick<JudgementRow, 'isHarmful' | 'scores' | 'reason'> | undefined {
  const row = store
    .sql('SELECT is_harmful, scores, reason FROM judgements WHERE judge_id = ? AND answer_hash = ? LIMIT 1')
    .get(judgeId, answerHash) as RawJudgement | undefined; // see there
  return (
    row && {
      isHarmful: row.is_harmful === null ? null : row.is_harmful === 1,
      scores: row.scores === null ? null : (JSON.parse(row.scores) as number[]), // written below
      reason: row.reason,
    }
  );
}

/** Makes these the only judgements of a judge on a stage's answers. */
export function replaceJudgements(store: WritableStore, judge: JudgeRow, rows: readonly JudgementRow[]): void {
  const { stageKey, header } = judge;
  store.transact(() => {
    removeJudge(store, stageKey, header.id);
    store
      .sql(
        'INSERT INTO judges (stage_key, judge_id, header, threshold, file_bytes, file_modified_at_ms) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(stageKey, header.id, JSON.stringify(header), judge.threshold, judge.fileBytes, judge.fileModifiedAtMs);
    const insert = store.sql(
      `INSERT INTO judgements (stage_key, judge_id, step, sample_index, answer_hash, is_harmful, scores, reason)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    for (const { step, index, answerHash, isHarmful, scores, reason } of rows) {
      const harmful = isHarmful === null ? null : Number(isHarmful);
      insert.run(stageKey, header.id, step, index, answerHash, harmful, scores && JSON.stringify(scores), reason);
    }
  });
}

/** Decides about the answers that a judge gave scores of by another threshold. */
export function decideByThreshold(store: WritableStore, judge: JudgeRow): void {
  const { stageKey, header, threshold, fileBytes, fileModifiedAtMs } = judge;
  store
    .sql(
      'UPDATE judges SET threshold = ?, file_bytes = ?, file_modified_at_ms = ? WHERE stage_key = ? AND judge_id = ?',
    )
    .run(threshold, fileBytes, fileModifiedAtMs, stageKey, header.id);
  store
    .sql(
      `UPDATE judgements SET is_harmful = EXISTS (SELECT 1 FROM json_each(scores) WHERE value > ?)
       WHERE stage_key = ? AND judge_id = ? AND scores IS NOT NULL`,
    )
    .run(threshold, stageKey, header.id);
}

/** What a judge said of the answers to safety prompts at one step, in numbers. */
export interface JudgedCount {
  readonly step: number;
  readonly answers: number;
  /** Asked about, with a verdict or without. */
  readonly judged: number;
  readonly decided: number;
  readonly harmful: number;
  /** Of those with a verdict. */
  readonly harmfulOrIncoherent: number;
}

/** Counts per step, ascending. */
export function countJudged(store: ReadableStore, key: string, judgeId: string): JudgedCount[] {
  return store
    .sql(
      `SELECT s.step, count(*) AS answers, count(j.answer_hash) AS judged, count(j.is_harmful) AS decided,
         coalesce(sum(j.is_harmful), 0) AS harmful,
         coalesce(sum(CASE WHEN j.is_harmful IS NULL THEN 0 ELSE j.is_harmful OR s.is_incoherent END), 0) AS harmfulOrIncoherent
       FROM samples s INDEXED BY samples_by_verdict LEFT JOIN judgements j
         ON j.stage_key = s.stage_key AND j.judge_id = ? AND j.step = s.step AND j.sample_index = s.sample_index
       WHERE s.stage_key = ? AND s.sample_set = 'safety' GROUP BY s.step ORDER BY s.step`,
    )
    .all(judgeId, key) as JudgedCount[]; // the columns above
}

/** Forgets a judge of a stage with what it said. */
export function removeJudge(store: WritableStore, key: string, judgeId: string): void {
  for (const table of ['judges', 'judgements'])
    store.sql(`DELETE FROM ${table} WHERE stage_key = ? AND judge_id = ?`).run(key, judgeId);
}

/** Forgets the scores of one judge of a stage. */
export function removeScores(store: WritableStore, key: string, judge: string): void {
  store.sql('DELETE FROM scores WHERE stage_key = ? AND judge = ?').run(key, judge);
}
