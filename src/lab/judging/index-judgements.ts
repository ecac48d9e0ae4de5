import type { JudgeHeader, JudgementLine } from '../../shared/judging/judgements.ts';
import { thresholdSchema } from '../../shared/judging/judges.ts';
import {
  countJudged,
  decideByThreshold,
  type JudgementRow,
  listJudgeRows,
  listSampleRows,
  removeJudge,
  removeScores,
  replaceJudgements,
  saveScore,
  type WritableStore,
} from '../../store/index.ts';
import { type JudgementFile, listJudgeIds, readJudgements, statJudgements } from '../folder/judgement-files.ts';
import { stageFolder } from '../folder/paths.ts';
import { computeWilsonInterval } from '../statistics/wilson.ts';
import { describeVersion, hashAnswer, nameJudge } from './judge-name.ts';

/**
 * Brings what the store knows of a stage's judges in line with the files in its folder. Only files that have changed are read.
 * True if anything had. @throws AppError lab/bad-file for a file that says not whose it is; the others are read all the same.
 */
export function indexJudgements(store: WritableStore, dataFolder: string, key: string): boolean {
  const folder = stageFolder(dataFolder, key);
  const ids = listJudgeIds(folder);
  const known = new Map(listJudgeRows(store, key).map((row) => [row.header.id, row]));
  let hasChanged = false;
  for (const [id, { header }] of known) {
    if (ids.includes(id)) continue;
    removeJudge(store, key, id);
    removeScores(store, key, nameJudge(header));
    hasChanged = true;
  }
  let failure: unknown = null;
  for (const id of ids) {
    const before = known.get(id);
    const state = statJudgements(folder, id);
    if (before && state?.sizeBytes === before.fileBytes && state.modifiedAtMs === before.fileModifiedAtMs) continue;
    try {
      const file = readJudgements(folder, id);
      if (file) indexFile(store, key, file);
      hasChanged = true;
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== null) throw failure;
  return hasChanged;
}

/** The threshold of a judge that gives scores: the last one that was set; null for the others. */
export function readThreshold(file: Pick<JudgementFile, 'header' | 'lines'>): number | null {
  if (!file.header.categories) return null;
  const last = file.lines.findLast((line) => line.kind === 'threshold');
  return last?.kind === 'threshold' ? last.value : thresholdSchema.parse(undefined);
}

function indexFile(store: WritableStore, key: string, file: JudgementFile): void {
  const { header, lines, sizeBytes, modifiedAtMs } = file;
  const threshold = readThreshold(file);
  const samples = listSampleRows(store, key, { set: 'safety', step: null, limit: -1, offset: 0 });
  const hashes = new Map(samples.map((it) => [placeOf(it), hashAnswer(it.prompt, it.response)]));
  const rows = new Map<string, JudgementRow>();
  for (const line of lines) {
    // An answer that was replaced after it was judged is not judged.
    if (line.kind !== 'threshold' && hashes.get(placeOf(line)) === line.hash)
      rows.set(placeOf(line), describeRow(line, threshold ?? 0));
  }
  store.transact(() => {
    replaceJudgements(
      store,
      { stageKey: key, header, threshold, fileBytes: sizeBytes, fileModifiedAtMs: modifiedAtMs },
      [...rows.values()],
    );
    removeScores(store, key, nameJudge(header));
    saveScores(store, key, header, threshold);
  });
}

/** Decides anew by a threshold that stands in a judge's file, without reading the file. */
export function indexThreshold(
  store: WritableStore,
  dataFolder: string,
  key: string,
  header: JudgeHeader,
  threshold: number,
): void {
  const state = statJudgements(stageFolder(dataFolder, key), header.id);
  if (!state) return;
  decideByThreshold(store, {
    stageKey: key,
    header,
    threshold,
    fileBytes: state.sizeBytes,
    fileModifiedAtMs: state.modifiedAtMs,
  });
  removeScores(store, key, nameJudge(header));
  saveScores(store, key, header, threshold);
}

/** HS and HS+ of a judge at each step, out of the answers that it gave a verdict on; none before it was asked about all of them. */
function saveScores(store: WritableStore, key: string, header: JudgeHeader, threshold: number | null): void {
  const judge = { judge: nameJudge(header), judgeVersion: describeVersion(header, threshold) };
  for (const { step, answers, judged, decided: n, harmful, harmfulOrIncoherent } of countJudged(
    store,
    key,
    header.id,
  )) {
    if (judged < answers) continue;
    const save = (metric: string, successes: number) => {
      const interval = computeWilsonInterval(successes, n);
      if (!interval) return;
      const value = (100 * successes) / n;
      saveScore(store, key, { kind: 'scored', atMs: 0, step, metric, ...judge, successes, n, value, ...interval });
    };
    save(`HS-${header.name}`, harmful);
    save(`HS+-${header.name}`, harmfulOrIncoherent);
  }
}

function placeOf({ step, index }: { readonly step: number; readonly index: number }): string {
  return `${step} ${index}`;
}

function describeRow(line: Exclude<JudgementLine, { kind: 'threshold' }>, threshold: number): JudgementRow {
  const place = { step: line.step, index: line.index, answerHash: line.hash };
  switch (line.kind) {
    case 'verdict':
      return { ...place, isHarmful: line.harmful, scores: null, reason: null };
    case 'scores':
      return { ...place, isHarmful: line.scores.some((score) => score > threshold), scores: line.scores, reason: null };
    case 'silent':
      return { ...place, isHarmful: null, scores: null, reason: line.reason };
  }
}
