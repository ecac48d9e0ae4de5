import { resolve } from 'node:path';
import { lastPart } from '../bundle/neutral-paths.ts';
import type { Selection } from '../../shared/contract/compare.ts';
import { AppError } from '../../shared/errors.ts';
import type { PassJudge } from '../../shared/judging/judges.ts';
import type { JudgementLine, JudgeQuestion, JudgeReport } from '../../shared/judging/judgements.ts';
import type { EvaluateStage } from '../../shared/spec/stage.ts';
import {
  findJudgement,
  findStageRow,
  listJudgementRows,
  listMarks,
  listRunRows,
  listSampleRows,
  type ReadableStore,
  type RunRow,
} from '../../store/index.ts';
import { stageFolder } from '../folder/paths.ts';
import { createInputDigests, type DigestMemory, UnusableInput } from '../plan/digest.ts';
import { findRuns, resolveExperiment } from '../queries.ts';
import { addressOf } from './endpoint/ask-endpoint.ts';
import { hashAnswer, identifyJudge, type JudgeIdentity } from './judge-name.ts';

/** An evaluation whose answers are judged. */
export interface PassStage {
  readonly key: string;
  readonly folder: string;
  readonly data: EvaluateStage['evaluation']['safety']['data'];
}

export interface PassTargets {
  readonly stages: readonly PassStage[];
  readonly leftOutRunCount: number;
}

/** The complete evaluations of an experiment (without its trash) or of runs, each once. @throws AppError lab/no-experiment, lab/no-run. */
export function listPassStages(store: ReadableStore, dataFolder: string, selection: Selection): PassTargets {
  const runs =
    'experimentId' in selection ? listKeptRuns(store, selection.experimentId) : findRuns(store, selection.runIds);
  const stages = new Map<string, PassStage>();
  let leftOutRunCount = 0;
  for (const run of runs) {
    const row = run.stageKeys.map((key) => findStageRow(store, key)).find((stage) => stage?.kind === 'evaluate');
    const { stage } = row?.file ?? {};
    if (row?.status !== 'completed' || stage?.kind !== 'evaluate') leftOutRunCount += 1;
    else
      stages.set(row.key, {
        key: row.key,
        folder: stageFolder(dataFolder, row.key),
        data: stage.evaluation.safety.data,
      });
  }
  return { stages: [...stages.values()], leftOutRunCount };
}

function listKeptRuns(store: ReadableStore, experimentId: string): RunRow[] {
  const { id } = resolveExperiment(store, experimentId);
  const marks = listMarks(store, id);
  return listRunRows(store, id).filter((run) => (marks.get(run.runId)?.trashedAtMs ?? null) === null);
}

/**
 * Who a judge is. The id holds the digest of a model's files, and of an endpoint everything that is sent.
 * @throws AppError judge/no-model for a folder that cannot be read.
 */
export async function describeJudge(
  judge: PassJudge,
  report: JudgeReport,
  memory: DigestMemory,
): Promise<JudgeIdentity> {
  const common = { name: judge.name, judgeVersion: report.version, categories: report.categories };
  switch (judge.name) {
    case 'refusal':
    case 'reference':
      return identifyJudge({ ...common, variant: '', parameters: {} });
    case 'moderation': {
      const { maxLength, precision } = judge;
      const model = resolve(judge.model);
      const digest = await createInputDigests(memory).ofModel(model).catch(explainModel);
      return identifyJudge({
        ...common,
        variant: lastPart(model),
        parameters: { model: digest, maxLength, precision },
      });
    }
    case 'endpoint': {
      const { model, template, rule, maxTokens } = judge;
      const address = addressOf(judge.baseUrl).href;
      return identifyJudge({
        ...common,
        variant: model,
        parameters: { address, model, template, rule, maxTokens, temperature: 0 },
      });
    }
  }
}

/** What is left to do for a judge in one evaluation. */
export interface PendingAnswers {
  readonly stage: PassStage;
  readonly answerCount: number;
  readonly judgedCount: number;
  /** Answers that the judge has said nothing about. */
  readonly questions: readonly JudgeQuestion[];
}

/** The answers of an evaluation that a judge has not been asked about. */
export function listPending(store: ReadableStore, stage: PassStage, judgeId: string): PendingAnswers {
  const rows = listJudgementRows(store, stage.key, null).get(judgeId) ?? [];
  const judged = new Set(rows.map((row) => `${row.step} ${row.index} ${row.answerHash}`));
  const samples = listSampleRows(store, stage.key, { set: 'safety', step: null, limit: -1, offset: 0 });
  const questions = samples.flatMap(({ step, index, prompt, response }) => {
    const hash = hashAnswer(prompt, response);
    return judged.has(`${step} ${index} ${hash}`) ? [] : [{ step, index, hash, prompt, response }];
  });
  return { stage, answerCount: samples.length, judgedCount: samples.length - questions.length, questions };
}

/** What the judge has said about the same answer to the same prompt elsewhere; null where nothing, or where rows differ in more than that. */
export function reuseJudgement(
  store: ReadableStore,
  identity: JudgeIdentity,
  question: JudgeQuestion,
): JudgementLine | null {
  // The reference words are a column of the row.
  if (identity.name === 'reference') return null;
  const found = findJudgement(store, identity.id, question.hash);
  if (!found) return null;
  const { step, index, hash } = question;
  const place = { step, index, hash };
  if (found.scores) return { kind: 'scores', ...place, scores: [...found.scores] };
  if (found.isHarmful !== null) return { kind: 'verdict', ...place, harmful: found.isHarmful };
  return { kind: 'silent', ...place, reason: found.reason ?? 'no verdict' };
}

/** Questions about different answers: of equal ones the first. */
export function keepDistinct(identity: JudgeIdentity, pending: readonly PendingAnswers[]): PendingAnswers[] {
  const seen = new Set<string>();
  return pending.map(({ questions, ...rest }) => ({
    ...rest,
    questions: questions.filter((question) => {
      if (identity.name === 'reference') return true;
      const isNew = !seen.has(question.hash);
      seen.add(question.hash);
      return isNew;
    }),
  }));
}

function explainModel(error: unknown): never {
  if (!(error instanceof UnusableInput)) throw error;
  throw new AppError(
    'judge/no-model',
    `The moderation model cannot be used: ${error.sentence}; choose another folder.`,
    {
      cause: error,
    },
  );
}
