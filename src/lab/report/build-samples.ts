import type { Sample } from '../../shared/events.ts';
import { findCondition } from './conditions.ts';
import type { ReportArm, ReportCondition, ReportSample } from '../../shared/views/report.ts';
import type { ReportSource, SourceRun } from './report-source.ts';

const sets = ['safety', 'utility', 'benign'] as const;

/**
 * The arms' answers to up to `perSet` prompts of each test set, evenly spread over the set rather than chosen:
 * at the first seed that all arms have, the highest poison ratio and the given step.
 */
export function buildSamples(
  source: ReportSource,
  lists: { arms: readonly ReportArm[]; conditions: readonly ReportCondition[] },
  choice: { step: number | null; perSet: number },
): ReportSample[] {
  const { step, perSet } = choice;
  if (step === null || perSet === 0) return [];
  const runs = pickRuns(source, lists);
  const [first] = runs;
  if (!first) return [];
  const condition = findCondition(lists.conditions, first.varied);
  const answers = runs.map((run) => source.listSamples(run.stages.evaluate, step));
  return sets.flatMap((set) => {
    const tables = answers.map(
      (samples) => new Map(samples.filter((it) => it.set === set).map((it) => [it.index, it])),
    );
    const shared = [...(tables[0]?.values() ?? [])].filter((sample) =>
      tables.every((table) => table.has(sample.index)),
    );
    return spread(shared, perSet).map((sample) => ({
      set,
      index: sample.index,
      seed: first.settings.seed,
      condition,
      step,
      prompt: sample.prompt,
      expected: sample.expected,
      responses: tables.flatMap((table, arm) => describeResponse(table.get(sample.index), arm)),
    }));
  });
}

/** One completed run per arm, at one condition and seed; none where no such set exists. */
function pickRuns(
  source: ReportSource,
  lists: { arms: readonly ReportArm[]; conditions: readonly ReportCondition[] },
): SourceRun[] {
  const completed = source.runs.filter((run) => run.status === 'completed');
  const byPoison = [...completed].sort((left, right) => right.settings.attack.p - left.settings.attack.p);
  for (const candidate of byPoison) {
    const condition = findCondition(lists.conditions, candidate.varied);
    const partners = lists.arms.map((arm) =>
      completed.find(
        (run) =>
          run.arm === arm.label &&
          run.settings.seed === candidate.settings.seed &&
          findCondition(lists.conditions, run.varied) === condition,
      ),
    );
    const found = partners.filter((run) => run !== undefined);
    if (found.length === lists.arms.length) return found;
  }
  return [];
}

function spread<Item>(items: readonly Item[], count: number): Item[] {
  if (items.length <= count) return [...items];
  return items.filter(
    (_, index) => Math.floor((index * count) / items.length) !== Math.floor(((index - 1) * count) / items.length),
  );
}

function describeResponse(sample: Sample | undefined, arm: number): ReportSample['responses'] {
  if (!sample) return [];
  return [{ arm, response: sample.response, verdicts: sample.verdicts, incoherent: sample.incoherent }];
}
