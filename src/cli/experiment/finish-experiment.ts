import { exitCodes } from '../../shared/errors.ts';
import { applyLayout, makeLayout } from '../../lab/report/apply-layout.ts';
import { renderSummaryTable } from '../../lab/report/terminal-table.ts';
import { writeReport } from '../../lab/report/write-report.ts';
import type { ExperimentView, LabQueries, StageView } from '../../lab/types.ts';
import { spellFollowUp } from '../places.ts';
import { paint, type Terminal } from '../terminal/terminal.ts';
import { wrapText } from '../terminal/text.ts';
import { buildSelectionReport } from './build-report.ts';

/**
 * Says how an experiment ended: failures with their reasons, the summary table, the report and where it lies.
 * Returns the exit code: 0 only if every run is complete.
 */
export async function finishExperiment(
  queries: LabQueries,
  experiment: ExperimentView,
  options: { readonly terminal: Terminal; readonly reportFolder: string },
): Promise<number> {
  const { terminal, reportFolder } = options;
  const failed = queries.listStages(experiment.id).filter((stage) => stage.status === 'failed');
  const whole = buildSelectionReport(queries, { experimentId: experiment.id }, { hasVerdicts: true });
  const data = applyLayout(whole, makeLayout({ template: 'full', includesHarmful: false }));
  const hasScores = data.steps.length > 0;
  const files = hasScores ? await writeReport(data, reportFolder) : [];
  const { runCount, runCounts } = experiment;

  terminal.emit({
    kind: 'finished',
    experimentId: experiment.id,
    runs: runCount,
    runCounts,
    failed: failed.map(({ key, kind, error }) => ({ key, kind, error })),
    arms: data.arms.map((arm) => arm.label),
    conditions: data.conditions,
    metrics: data.metrics,
    scores: data.scores.filter((score) => score.step === data.headlineStep),
    differences: data.differences.filter((difference) => difference.step === data.headlineStep),
    reportFiles: files,
  });
  terminal.say(`\n${renderSummaryTable(data, { width: terminal.width })}`);
  if (failed.length > 0) terminal.say(`${renderFailures(failed, terminal.width)}\n`);
  const incomplete = runCount - runCounts.completed;
  if (incomplete > 0) {
    const next = runCounts.failed > 0 ? 'retry' : 'resume';
    terminal.say(
      `${incomplete} of ${runCount} runs are not complete. To go on: ${spellFollowUp(next, experiment.id, queries.dataFolder)}`,
    );
  }
  const [html] = files;
  if (html) terminal.say(`Report  ${html}\n        also as CSV, Markdown and JSON beside it`);
  if (runCounts.failed > 0) return exitCodes.failed;
  return incomplete > 0 ? exitCodes.cancelled : exitCodes.ok;
}

function renderFailures(failed: readonly StageView[], width: number): string {
  const lines = failed.map(({ kind, key, error }) => {
    const reason = wrapText(error ? `${error.message} (${error.code})` : 'no reason given', width - 4);
    return `  ${kind} ${key.slice(0, 8)}\n${reason.replace(/^/gm, '    ')}`;
  });
  return [paint('red', failed.length === 1 ? 'One stage failed:' : `${failed.length} stages failed:`), ...lines].join(
    '\n',
  );
}
