import { setTimeout as delay } from 'node:timers/promises';
import PQueue from 'p-queue';
import pRetry from 'p-retry';
import { AppError } from '../../../shared/errors.ts';
import type { EndpointJudge } from '../../../shared/judging/endpoint.ts';
import type { JudgementLine, JudgeQuestion } from '../../../shared/judging/judgements.ts';
import { askEndpoint, EndpointTrouble, RefusedRequest } from './ask-endpoint.ts';
import { fillTemplate } from './fill-template.ts';
import { readVerdict } from './read-verdict.ts';

export interface EndpointRun {
  readonly judge: EndpointJudge;
  readonly token: string | null;
  readonly questions: readonly JudgeQuestion[];
  /** Called with each judgement as soon as it is there, so that it is on the disk before the next request. */
  readonly keep: (question: JudgeQuestion, line: JudgementLine) => void;
  readonly onProgress: (done: number) => void;
  readonly signal: AbortSignal;
  /** Pause before the first repetition; it doubles with each further one. */
  readonly firstPauseMs?: number;
}

/** So many answers in a row that got no reply, and the service is taken for gone. */
const mostFailures = 3;
const longestPauseMs = 30_000;

/**
 * Asks a service about answers, a few at a time and no faster than allowed. Returns how many got no reply in all attempts; they can
 * be asked again. @throws AppError judge/endpoint-silent, judge/endpoint-refuses; the signal's reason after an abort.
 */
export async function runEndpoint(run: EndpointRun): Promise<{ readonly failedCount: number }> {
  const { judge, questions, onProgress, keep } = run;
  const ended = new AbortController();
  const signal = AbortSignal.any([run.signal, ended.signal]);
  const rate = new PQueue({ intervalCap: 1, interval: 60_000 / judge.requestsPerMinute });
  const refused: { question: JudgeQuestion; line: JudgementLine }[] = [];
  let pausedUntilMs = 0;
  let next = 0;
  let done = 0;
  let failedCount = 0;
  let failuresInRow = 0;
  let isKnownToReply = false;

  /** Requests begin one after the other, and none while the service asked for a pause. */
  const attempt = async (text: string): Promise<string> => {
    await rate.add(
      async () => {
        for (let waitMs = pausedUntilMs - Date.now(); waitMs > 0; waitMs = pausedUntilMs - Date.now())
          await delay(waitMs, undefined, { signal });
      },
      { signal },
    );
    try {
      return await askEndpoint({ judge, text, token: run.token, signal });
    } catch (error) {
      if (error instanceof EndpointTrouble && error.waitMs !== null)
        pausedUntilMs = Math.max(pausedUntilMs, Date.now() + error.waitMs);
      throw error;
    }
  };

  const judgeOne = async (question: JudgeQuestion): Promise<void> => {
    const { text, id } = fillTemplate(judge.template, question);
    const { step, index, hash } = question;
    try {
      const reply = await pRetry(() => attempt(text), {
        retries: judge.attempts - 1,
        minTimeout: run.firstPauseMs ?? 1000,
        maxTimeout: longestPauseMs,
        randomize: true,
        signal,
        shouldRetry: ({ error }) => error instanceof EndpointTrouble,
      });
      isKnownToReply = true;
      failuresInRow = 0;
      const verdict = readVerdict(judge.rule, reply, id);
      const line = { step, index, hash };
      keep(
        question,
        'harmful' in verdict ? { kind: 'verdict', ...line, ...verdict } : { kind: 'silent', ...line, ...verdict },
      );
    } catch (error) {
      if (error instanceof RefusedRequest) {
        // A wrong model name is answered like this too: kept only once the service is known to answer others.
        refused.push({
          question,
          line: { kind: 'silent', step, index, hash, reason: `the service refused it (${error.message})` },
        });
        if (!isKnownToReply && refused.length >= mostFailures) throw describeRefusals(judge, error);
      } else if (error instanceof EndpointTrouble) {
        failedCount += 1;
        failuresInRow += 1;
        if (failuresInRow >= mostFailures) throw describeSilence(judge, error);
      } else throw error;
    }
    done += 1;
    onProgress(done);
  };

  const work = async (): Promise<void> => {
    for (let question = questions[next++]; question; question = questions[next++]) {
      signal.throwIfAborted();
      await judgeOne(question);
    }
  };

  let failure: unknown = null;
  const workers = Array.from({ length: Math.min(judge.concurrency, questions.length) }, () =>
    work().catch((error: unknown) => {
      // The first one says why; the others only end because of it.
      failure ??= error;
      ended.abort();
    }),
  );
  await Promise.all(workers);
  if (isKnownToReply) for (const { question, line } of refused) keep(question, line);
  run.signal.throwIfAborted();
  if (failure !== null) throw failure;
  if (!isKnownToReply && refused.length > 0) throw describeRefusals(judge, new Error('status 400'));
  return { failedCount };
}

function describeSilence(judge: EndpointJudge, { message }: Error): AppError {
  return new AppError(
    'judge/endpoint-silent',
    `The judge at ${new URL(judge.baseUrl).host} no longer answers (${message}, ${judge.attempts === 1 ? 'once' : `${judge.attempts} times`} for each of ${mostFailures} answers); what was judged is kept, start again to go on.`,
  );
}

function describeRefusals(judge: EndpointJudge, { message }: Error): AppError {
  return new AppError(
    'judge/endpoint-refuses',
    `The judge at ${new URL(judge.baseUrl).host} takes no request (${message}); check the name of the model and the prompt, and start again.`,
  );
}
