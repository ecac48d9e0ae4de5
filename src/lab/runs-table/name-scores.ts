import { runSettingsSchema } from '../../shared/spec/experiment.ts';
import { type LastScore, listJudgeRows, type ReadableStore, type TableRun } from '../../store/index.ts';
import { nameHeadline, nameMetric } from '../judging/headline.ts';

const { judges: judgesSchema } = runSettingsSchema.shape.evaluation.shape.safety.shape;

/** Calls the scores of each run's first judge HS and HS+; of runs whose first judge the evaluation asked, they are called so already. */
export function createScoreNamer(
  store: ReadableStore,
  runs: readonly Pick<TableRun, 'settings'>[],
): (row: number, score: LastScore) => LastScore {
  const headlines = new Map<string, string | null>();
  return (row, score) => {
    const settings = runs[row]?.settings ?? '';
    // Parsing the settings of thousands of runs again would take most of the table's time.
    if (!settings.includes('"judges":[{')) return score;
    const id = `${score.stageKey} ${settings}`;
    let headline = headlines.get(id);
    if (headline === undefined) {
      const judges = judgesSchema.parse(JSON.parse(settings).evaluation.safety.judges);
      headline = nameHeadline(judges, () => listJudgeRows(store, score.stageKey));
      headlines.set(id, headline);
    }
    return { ...score, metric: nameMetric(score, headline) };
  };
}
