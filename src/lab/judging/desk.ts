import { setImmediate as yieldToEvents } from 'node:timers/promises';
import type { Selection } from '../../shared/contract/compare.ts';
import { AppError, CancelledError } from '../../shared/errors.ts';
import type { PassJudge } from '../../shared/judging/judges.ts';
import { isInsecure } from '../../shared/loopback.ts';
import type { JudgingPlan, JudgingState } from '../../shared/views/judging.ts';
import { listJudgeRows } from '../../store/index.ts';
import type { DigestMemory } from '../plan/digest.ts';
import type { LaunchWorker } from '../supervise/launch-worker.ts';
import type { BorrowSlot } from '../supervise/slot-loans.ts';
import type { LabContext } from '../supervise/move-stage.ts';
import type { JudgingRequest, JudgingResult } from '../types.ts';
import { estimateCost } from './estimate-cost.ts';
import { describeVersion, type JudgeIdentity, nameJudge } from './judge-name.ts';
import {
  describeJudge,
  keepDistinct,
  listPassStages,
  listPending,
  type PassTargets,
  type PendingAnswers,
} from './plan-pass.ts';
import { indexThreshold } from './index-judgements.ts';
import { inspectJudge, runPass, writeThreshold } from './run-pass.ts';

export interface DeskOptions {
  readonly context: LabContext;
  readonly launchWorker: LaunchWorker;
  readonly borrowSlot: BorrowSlot;
  readonly memory: DigestMemory;
}

/** How far a pass is before its first question. */
const unbegun = { done: 0, total: 0, remainingMs: null };

interface Prepared extends PassTargets {
  readonly identity: JudgeIdentity;
  readonly plan: JudgingPlan;
}

/** Plans and runs judge passes over the stored answers of an open lab, one at a time. */
export class JudgingDesk {
  readonly #options: DeskOptions;
  #state: JudgingState = { kind: 'idle' };
  #pass: { readonly abort: AbortController; readonly ended: Promise<unknown> } | null = null;
  #isStopped = false;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  get state(): JudgingState {
    return this.#state;
  }

  async plan(request: JudgingRequest, signal?: AbortSignal): Promise<JudgingPlan> {
    return (await this.#prepare(request, signal ?? new AbortController().signal)).plan;
  }

  /** @throws AppError judge/busy while another pass runs, judge/no-answers, judge/insecure and those of the judge; CancelledError. */
  async judge(request: JudgingRequest): Promise<JudgingResult> {
    if (this.#isStopped) throw new AppError('lab/closed', 'The lab has been stopped; open it again.');
    if (this.#pass)
      throw new AppError('judge/busy', 'Another judge is at work; wait until it has ended, or cancel it.');
    const abort = new AbortController();
    const work = this.#work(request, abort.signal);
    this.#pass = { abort, ended: work.catch(() => undefined) };
    try {
      return await work;
    } finally {
      this.#pass = null;
    }
  }

  async cancel(): Promise<void> {
    this.#pass?.abort.abort();
    await this.#pass?.ended;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.cancel();
  }

  setThreshold(selection: Selection, judgeId: string, threshold: number): number {
    const { context } = this.#options;
    if (this.#pass) throw new AppError('judge/busy', 'A judge is at work; change the threshold when it has ended.');
    const { stages } = listPassStages(context.store, context.dataFolder, selection);
    const found = stages.flatMap((stage) => {
      const row = listJudgeRows(context.store, stage.key).find(({ header }) => header.id.startsWith(judgeId));
      return row ? [{ stage, header: row.header }] : [];
    });
    if (judgeId === '' || found.length === 0 || new Set(found.map(({ header }) => header.id)).size > 1)
      throw new AppError(
        'judge/unknown',
        `No judge "${judgeId}" has judged these answers; "lab judge --list" shows which have.`,
      );
    if (found.some(({ header }) => !header.categories))
      throw new AppError(
        'judge/no-scores',
        `The judge "${judgeId}" gives verdicts and no scores, so it has no threshold.`,
      );
    const { store, dataFolder, tell } = context;
    const changed = found.filter(({ stage, header }) => writeThreshold(stage.folder, header, threshold));
    // All at once: nobody sees some runs decided by one threshold and some by another.
    store.transact(() => {
      for (const { stage, header } of changed) indexThreshold(store, dataFolder, stage.key, header, threshold);
    });
    for (const { stage } of changed) tell({ kind: 'stage.grew', key: stage.key, what: ['samples', 'scores'] });
    return found.length;
  }

  async #work(request: JudgingRequest, signal: AbortSignal): Promise<JudgingResult> {
    const { context, launchWorker, borrowSlot } = this.#options;
    const name = request.judge.name;
    let judge: string = name;
    this.#move({ kind: 'running', judge, name, ...unbegun, waitsForSlot: false });
    try {
      refuseInsecure(request.judge, request.token ?? null);
      const { identity, stages, plan } = await this.#prepare(request, signal);
      judge = plan.judge;
      if (plan.answerCount === 0)
        throw new AppError(
          'judge/no-answers',
          'None of these runs has been evaluated yet, so there is nothing to judge; run them first.',
        );
      const result = await runPass({
        context,
        launchWorker,
        borrowSlot,
        judge: request.judge,
        identity,
        stages,
        token: request.token ?? null,
        signal,
        onWait: () => this.#move({ kind: 'running', judge, name, ...unbegun, waitsForSlot: true }),
        onProgress: (done, total, remainingMs) =>
          this.#move({ kind: 'running', judge, name, done, total, remainingMs, waitsForSlot: false }),
      });
      this.#end(judge, 'completed', describeEnd(plan, result));
      return { plan, ...result };
    } catch (error) {
      const isCancelled = error instanceof CancelledError || signal.aborted;
      const sentence = error instanceof Error ? error.message : String(error);
      this.#end(
        judge,
        isCancelled ? 'cancelled' : 'failed',
        isCancelled ? 'Stopped; what was judged is kept, and the same judge goes on from there.' : sentence,
      );
      throw error instanceof AppError || !isCancelled ? error : new CancelledError();
    }
  }

  async #prepare({ selection, judge, token }: JudgingRequest, signal: AbortSignal): Promise<Prepared> {
    const { context, launchWorker, memory } = this.#options;
    const targets = listPassStages(context.store, context.dataFolder, selection);
    const report = await inspectJudge(judge, { launchWorker, signal });
    const identity = await describeJudge(judge, report, memory);
    const pending: PendingAnswers[] = [];
    for (const stage of targets.stages) {
      pending.push(listPending(context.store, stage, identity.id));
      await yieldToEvents();
    }
    signal.throwIfAborted();
    const questions = keepDistinct(identity, pending).flatMap((each) => each.questions);
    const plan: JudgingPlan = {
      judge: nameJudge(identity),
      judgeId: identity.id,
      judgeVersion: describeVersion(identity, judge.name === 'moderation' ? judge.threshold : null),
      stageCount: targets.stages.length,
      leftOutRunCount: targets.leftOutRunCount,
      answerCount: pending.reduce((sum, { answerCount }) => sum + answerCount, 0),
      judgedCount: pending.reduce((sum, { judgedCount }) => sum + judgedCount, 0),
      questionCount: questions.length,
      cost: judge.name === 'endpoint' ? estimateCost(judge, questions, token ?? null) : null,
    };
    return { ...targets, identity, plan };
  }

  #end(judge: string, outcome: 'completed' | 'cancelled' | 'failed', message: string): void {
    this.#move({ kind: 'ended', judge, outcome, message, endedAtMs: Date.now() });
  }

  #move(state: JudgingState): void {
    this.#state = state;
    this.#options.context.tell({ kind: 'judging.moved', state });
  }
}

/** A token is not sent in clear over a network. */
function refuseInsecure(judge: PassJudge, token: string | null): void {
  if (judge.name !== 'endpoint' || token === null) return;
  const url = new URL(judge.baseUrl);
  if (!isInsecure(url)) return;
  throw new AppError(
    'judge/insecure',
    `The token would go to ${url.host} without encryption, where others can read it; use an https address, or no token.`,
  );
}

function describeEnd(
  plan: JudgingPlan,
  { askedCount, failedCount }: { askedCount: number; failedCount: number },
): string {
  const count = (n: number) => `${n.toLocaleString('en-US')} ${n === 1 ? 'answer' : 'answers'}`;
  if (failedCount > 0)
    return `${count(askedCount - failedCount)} judged; ${count(failedCount)} got no reply, start again to ask about ${failedCount === 1 ? 'it' : 'them'}.`;
  if (askedCount === 0) return `All ${count(plan.answerCount)} had been judged before; nothing was asked.`;
  return `${count(plan.answerCount - plan.judgedCount)} judged${askedCount < plan.answerCount - plan.judgedCount ? `, equal ones together in ${askedCount.toLocaleString('en-US')} questions` : ''}.`;
}
