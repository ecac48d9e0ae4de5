import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { CancelledError } from '../../shared/errors.ts';
import type { LocalJudge, PassJudge } from '../../shared/judging/judges.ts';
import { type JudgeHeader, type JudgeReport, judgeReportSchema } from '../../shared/judging/judgements.ts';
import { appendJudgements, prepareJudgements, readJudgements } from '../folder/judgement-files.ts';
import type { LaunchWorker } from '../supervise/launch-worker.ts';
import type { BorrowSlot, SlotLoan } from '../supervise/slot-loans.ts';
import type { LabContext } from '../supervise/move-stage.ts';
import { runWorkerJob } from '../worker-job.ts';
import { runEndpoint } from './endpoint/run-endpoint.ts';
import { indexJudgements, readThreshold } from './index-judgements.ts';
import type { JudgeIdentity } from './judge-name.ts';
import { keepDistinct, listPending, type PassStage, type PendingAnswers, reuseJudgement } from './plan-pass.ts';

/** Raised when the same reply would be read as another verdict. */
const endpointVersion = '1';

/** What is to be known of a judge before it is asked; a local one is looked at in a worker. @throws AppError of the worker. */
export async function inspectJudge(
  judge: PassJudge,
  options: { readonly launchWorker: LaunchWorker; readonly signal: AbortSignal },
): Promise<JudgeReport> {
  if (judge.name === 'endpoint') return { version: endpointVersion, categories: null };
  const folder = mkdtempSync(join(tmpdir(), 'booster-lab-judge-'));
  try {
    const out = join(folder, 'report.json');
    await runWorkerJob(
      { kind: 'job', job: { kind: 'inspect-judge', judge, out } },
      { onEvent: () => undefined, cancelDeadlineMs: 1000, ...options },
    );
    return judgeReportSchema.parse(JSON.parse(readFileSync(out, 'utf8')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface Pass {
  readonly context: LabContext;
  readonly launchWorker: LaunchWorker;
  readonly borrowSlot: BorrowSlot;
  readonly judge: PassJudge;
  readonly identity: JudgeIdentity;
  readonly stages: readonly PassStage[];
  readonly token: string | null;
  readonly signal: AbortSignal;
  /** Called while a model has to wait for a slot of the queue. */
  readonly onWait: () => void;
  readonly onProgress: (done: number, total: number, remainingMs: number | null) => void;
}

/**
 * Asks a judge about all answers that it has said nothing about, each different one once. What it says is on the disk at once, and in
 * the store when the pass ends, however it ends. Returns how many answers it was not reached for.
 * @throws AppError, CancelledError.
 */
export async function runPass(pass: Pass): Promise<{ readonly askedCount: number; readonly failedCount: number }> {
  const { context, identity, stages, judge } = pass;
  const header: JudgeHeader = { kind: 'judge', version: 1, ...identity, startedAtMs: Date.now() };
  try {
    await copyKnown(pass, header);
    const pending = keepDistinct(
      identity,
      stages.map((stage) => listPending(context.store, stage, identity.id)),
    ).filter(({ questions }) => questions.length > 0);
    const askedCount = pending.reduce((sum, { questions }) => sum + questions.length, 0);
    for (const { stage } of pending) prepareJudgements(stage.folder, header);
    setThresholds(pass, header);
    if (askedCount === 0) return { askedCount, failedCount: 0 };
    if (judge.name !== 'endpoint') {
      await runLocal(pass, judge, pending, header);
      return { askedCount, failedCount: 0 };
    }
    const { failedCount } = await runRemote({ ...pass, judge }, pending, header, askedCount);
    return { askedCount, failedCount };
  } finally {
    await indexStages(context, stages);
    // Equal answers of other evaluations get what was said about the first.
    await copyKnown(pass, header);
    await indexStages(context, stages);
  }
}

/** Brings the store up to date with the judgement files of some evaluations, and tells who looks at them. */
export async function indexStages(context: LabContext, stages: readonly PassStage[]): Promise<void> {
  const { store, dataFolder, tell } = context;
  for (const { key } of stages) {
    if (indexJudgements(store, dataFolder, key)) tell({ kind: 'stage.grew', key, what: ['samples', 'scores'] });
    await yieldToEvents();
  }
}

async function copyKnown({ context, identity, stages }: Pass, header: JudgeHeader): Promise<void> {
  for (const stage of stages) {
    const lines = listPending(context.store, stage, identity.id).questions.flatMap(
      (question) => reuseJudgement(context.store, identity, question) ?? [],
    );
    if (lines.length > 0) appendJudgements(prepareJudgements(stage.folder, header), lines);
    await yieldToEvents();
  }
}

/** A judge with scores decides by the threshold that was asked for, also about what it judged before. */
function setThresholds({ judge, stages }: Pass, header: JudgeHeader): void {
  if (judge.name !== 'moderation') return;
  for (const { folder } of stages) writeThreshold(folder, header, judge.threshold);
}

/** Sets the threshold of a judge in a stage folder, where it is another one; false if it was that already. */
export function writeThreshold(folder: string, header: JudgeHeader, value: number): boolean {
  const path = prepareJudgements(folder, header);
  const file = readJudgements(folder, header.id);
  if (file && readThreshold(file) === value) return false;
  appendJudgements(path, [{ kind: 'threshold', value, atMs: Date.now() }]);
  return true;
}

async function runLocal(
  { launchWorker, borrowSlot, signal, onWait, onProgress }: Pass,
  judge: LocalJudge,
  pending: readonly PendingAnswers[],
  header: JudgeHeader,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'booster-lab-judge-'));
  // Phrases and words are compared in a moment; a model takes the cores, the memory and the GPU of a stage.
  let loan: SlotLoan | null = null;
  try {
    if (judge.name === 'moderation') loan = await borrowSlot(signal, onWait);
    const parts = pending.map(({ stage, questions }, index) => {
      const path = join(folder, `questions-${index}.jsonl`);
      writeFileSync(path, questions.map((question) => `${JSON.stringify(question)}\n`).join(''));
      return { questions: path, out: prepareJudgements(stage.folder, header), data: stage.data };
    });
    await runWorkerJob(
      { kind: 'job', job: { kind: 'judge', judge, parts } },
      {
        launchWorker,
        signal,
        environment: loan?.environment ?? {},
        onEvent: (event) => {
          if (event.kind === 'progressed') onProgress(event.done, event.total, event.remainingMs);
        },
      },
    );
  } finally {
    loan?.giveBack();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runRemote(
  pass: Pass & { readonly judge: Extract<PassJudge, { name: 'endpoint' }> },
  pending: readonly PendingAnswers[],
  header: JudgeHeader,
  total: number,
): Promise<{ failedCount: number }> {
  const paths = new Map(
    pending.flatMap(({ stage, questions }) => {
      const path = prepareJudgements(stage.folder, header);
      return questions.map((question) => [question, path] as const);
    }),
  );
  const startedAtMs = performance.now();
  pass.onProgress(0, total, null);
  try {
    return await runEndpoint({
      judge: pass.judge,
      token: pass.token,
      questions: [...paths.keys()],
      keep: (question, line) => appendJudgements(paths.get(question) ?? '', [line]),
      onProgress: (done) => pass.onProgress(done, total, ((performance.now() - startedAtMs) / done) * (total - done)),
      signal: pass.signal,
    });
  } catch (error) {
    throw pass.signal.aborted ? new CancelledError() : error;
  }
}
