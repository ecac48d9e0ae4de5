import { dirname, resolve } from 'node:path';
import { canonicalJson } from '../../shared/canonical-json.ts';
import { findHeadline, listLaterJudges, toPassJudge } from '../../shared/judging/spec-judges.ts';
import type { ForeseenJudge } from '../../shared/views/judging.ts';
import { lastPart } from '../bundle/neutral-paths.ts';
import { countRows } from '../forecast/count-rows.ts';
import type { ExperimentPlan } from '../types.ts';
import { addUpCost } from './estimate-cost.ts';

/** How long a prompt of a test set is taken to be, in characters: those of the published sets are shorter. */
const promptLength = 240;
const charactersPerToken = 4;

interface Group {
  readonly judge: ReturnType<typeof toPassJudge>;
  isHeadline: boolean;
  /** Longest answer by evaluation. */
  readonly evaluations: Map<string, number>;
}

/** The judges that a plan's runs name besides those that the evaluation asks, with what they will be asked at most. Equal answers are asked about once, which cannot be foreseen. */
export function foreseeJudges({ runs, stages, specPath }: ExperimentPlan): ForeseenJudge[] {
  const files = new Map(stages.map(({ file }) => [file.key, file.stage]));
  const groups = new Map<string, Group>();
  for (const { settings, stages: keys } of runs) {
    const { judges, maxNewTokens } = settings.evaluation.safety;
    for (const later of listLaterJudges(judges)) {
      const name = canonicalJson(later);
      const judge = toPassJudge(later, (path) => resolve(dirname(specPath), path));
      const group: Group = groups.get(name) ?? { judge, isHeadline: false, evaluations: new Map<string, number>() };
      groups.set(name, group);
      group.isHeadline ||= findHeadline(judges) === later;
      group.evaluations.set(keys.evaluate, maxNewTokens);
    }
  }
  return [...groups.values()].map(({ judge, isHeadline, evaluations }): ForeseenJudge => {
    const counts = [...evaluations].map(([key, longest]) => ({ answers: countAnswers(files, key), longest }));
    const isKnown = counts.every(({ answers }) => answers !== null);
    const answerCount = isKnown ? counts.reduce((sum, { answers }) => sum + (answers ?? 0), 0) : null;
    return {
      name: judge.name,
      variant: judge.name === 'moderation' ? lastPart(judge.model) : judge.name === 'endpoint' ? judge.model : '',
      isHeadline,
      evaluationCount: evaluations.size,
      answerCount,
      cost:
        judge.name === 'endpoint' && answerCount !== null
          ? addUpCost(
              judge,
              [...Map.groupBy(counts, ({ longest }) => longest)].map(([longest, same]) => ({
                question: ask(longest),
                count: same.reduce((sum, { answers }) => sum + (answers ?? 0), 0),
              })),
              null,
            )
          : null,
    };
  });
}

const question = { step: 0, index: 0, hash: '0'.repeat(32), prompt: 'x'.repeat(promptLength), response: '' };

function ask(longest: number): typeof question {
  return { ...question, response: 'x'.repeat(longest * charactersPerToken) };
}

/** Rows of the safety test at every step that is evaluated; null where the file cannot be counted. */
function countAnswers(
  files: ReadonlyMap<string, ExperimentPlan['stages'][number]['file']['stage']>,
  key: string,
): number | null {
  const evaluate = files.get(key);
  if (evaluate?.kind !== 'evaluate') return null;
  const attack = files.get(evaluate.from);
  const rows = countRows(evaluate.evaluation.safety.data);
  if (rows === null || attack?.kind !== 'attack') return null;
  const between = attack.checkpointSteps.filter((step) => step !== attack.training.maxSteps).length;
  return rows * (between + 1 + (evaluate.evaluation.includeAligned ? 1 : 0));
}
