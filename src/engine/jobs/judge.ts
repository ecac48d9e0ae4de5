import { appendFileSync, readFileSync } from 'node:fs';
import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { AppError } from '../../shared/errors.ts';
import { type JudgementLine, type JudgeQuestion, judgeQuestionSchema } from '../../shared/judging/judgements.ts';
import type { Job } from '../../shared/spec/job.ts';
import type { LocalJudge } from '../../shared/judging/judges.ts';
import { describeQuestion, type Example, readDataset } from '../data/index.ts';
import { getJudge } from '../evaluate/judges/index.ts';
import { createModerator, moderationVersion } from '../evaluate/moderation.ts';
import { readClassifierConfig } from '../models/classifier.ts';
import { createProgressMeter } from '../train/event-buffers.ts';
import type { JobContext, JobOutcome } from './context.ts';
import { writeResult } from './write-result.ts';

type JudgeJob = Extract<Job, { kind: 'judge' }>;
type Part = JudgeJob['parts'][number];

/** Writes version and categories of a judge. @throws AppError `model/no-classifier` and what else is wrong with a model's configuration. */
export function inspectJudge(job: Extract<Job, { kind: 'inspect-judge' }>): void {
  const { judge } = job;
  writeResult(
    job.out,
    judge.name === 'moderation'
      ? { version: moderationVersion, categories: readClassifierConfig(judge.model).categories }
      : { version: getJudge(judge.name).version, categories: null },
  );
}

/** Asks a judge all questions, in batches; each batch is appended to its file as soon as it is judged. */
export async function runJudge(job: JudgeJob, { emit, signal }: JobContext): Promise<JobOutcome> {
  const parts = job.parts.map((part) => ({ part, questions: readQuestions(part.questions) }));
  const total = parts.reduce((sum, { questions }) => sum + questions.length, 0);
  const judge = openJudge(job.judge);
  try {
    const progress = createProgressMeter({ emit, phase: 'judging', total, start: 0 });
    let done = 0;
    for (const { part, questions } of parts) {
      for (const batch of judge.plan(questions)) {
        if (signal.aborted) return 'cancelled';
        const startedAtMs = performance.now();
        const lines = judge.decide(part, batch);
        appendFileSync(part.out, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
        done += batch.length;
        progress.advance(done, (performance.now() - startedAtMs) / batch.length);
        await yieldToEvents();
      }
    }
    progress.finish();
    return 'completed';
  } finally {
    judge.dispose();
  }
}

interface OpenJudge {
  /** The questions in batches, in an order that suits the judge. */
  plan(questions: readonly JudgeQuestion[]): (readonly JudgeQuestion[])[];
  decide(part: Part, batch: readonly JudgeQuestion[]): JudgementLine[];
  dispose(): void;
}

function openJudge(judge: LocalJudge): OpenJudge {
  return judge.name === 'moderation' ? openModeration(judge) : openRule(judge.name);
}

const ruleBatch = 256;

function openRule(name: 'refusal' | 'reference'): OpenJudge {
  const judge = getJudge(name);
  const tables = new Map<Part, ReadonlyMap<number, Example>>();
  return {
    plan: (questions) => chunk(questions, ruleBatch),
    decide(part, batch) {
      const examples = tables.get(part) ?? new Map(readDataset(part.data).map((example) => [example.row, example]));
      tables.set(part, examples);
      return batch.map(({ prompt, response, ...place }) => {
        const example = examples.get(place.index);
        if (!example || describeQuestion(example) !== prompt) {
          throw new AppError(
            'judge/other-question',
            `${part.data.path}: row ${place.index} was expected to ask what the stored answer is to, but asks something else; put the file back that was evaluated.`,
          );
        }
        const { row, record } = example;
        judge.checkRow({ row, record });
        return { kind: 'verdict', ...place, harmful: judge.judge({ row, record, prompt, response }) };
      });
    },
    dispose: () => undefined,
  };
}

/** Digits that a float32 score has. */
const scoreDigits = 7;

function openModeration(judge: Extract<LocalJudge, { name: 'moderation' }>): OpenJudge {
  const moderator = createModerator(judge);
  return {
    // Equal lengths together: a batch is padded to its longest conversation.
    plan: (questions) =>
      chunk(
        questions.toSorted((left, right) => measure(left) - measure(right)),
        judge.batchSize,
      ),
    decide(_, batch) {
      const scores = moderator.score(batch.map((question) => moderator.encode(question)));
      return batch.map(({ prompt: _prompt, response: _response, ...place }, row) => ({
        kind: 'scores',
        ...place,
        scores: scores[row].map((score) => Number(score.toPrecision(scoreDigits))),
      }));
    },
    dispose: () => moderator.dispose(),
  };
}

function measure({ prompt, response }: JudgeQuestion): number {
  return prompt.length + response.length;
}

function chunk<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** Written by the lab for this job. */
function readQuestions(path: string): JudgeQuestion[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => judgeQuestionSchema.parse(JSON.parse(line)));
}
