import { formatSummary } from '../../shared/report/format.ts';
import { describeValue } from '../../shared/settings/describe.ts';
import type { AttackSearchArm, AttackSearchView, AttackTrial } from '../../shared/views/attack-search.ts';
import { renderTable } from '../terminal/table.ts';
import { wrapText } from '../terminal/text.ts';

const mostShown = 8;

/** What a search has found, as text: the worst trial of each arm, and how the worst grew with what the attacker spent. */
export function renderSearch(view: AttackSearchView, width: number): string {
  const space = view.space.map(({ label, range }) => `${label}: ${range}`).join('; ');
  const guard = view.minAccuracy === null ? '' : ` Trials below ${view.minAccuracy} % fine-tune accuracy do not count.`;
  const open = view.openRunCount === 0 ? '' : ` ${view.openRunCount} runs are not complete yet.`;
  const head = wrapText(
    `${view.trialCount} trials per arm over ${space}.${guard}${open} The worst of many trials is partly luck: run its settings with other seeds before it is quoted.`,
    width,
  );
  return [head, ...view.arms.map((arm) => renderArm(view, arm, width))].join('\n\n');
}

function renderArm(view: AttackSearchView, arm: AttackSearchArm, width: number): string {
  if (arm.trials.length === 0) return `${arm.label}: no trial is complete yet.`;
  const columns = [
    { head: 'trial' },
    ...view.space.map(({ label }) => ({ head: label })),
    { head: 'steps', align: 'right' as const },
    { head: 'HS %', align: 'right' as const },
    { head: 'FA %', align: 'right' as const },
    { head: 'n', align: 'right' as const },
    { head: '' },
  ];
  const shown = arm.trials.filter((trial) => isTurn(arm, trial)).slice(-mostShown);
  const rows = shown.map((trial) => [
    String(trial.trial),
    ...view.space.map(({ path }) => describeValue(trial.settings[path])),
    String(trial.steps),
    formatSummary(trial.harmfulScore),
    trial.accuracy ? formatSummary(trial.accuracy) : '–',
    String(trial.harmfulScore.n),
    isSame(trial, arm.worst) ? 'worst' : `after ${trial.spentSteps.toLocaleString('en-US')} steps`,
  ]);
  const uncounted = arm.trials.filter((trial) => !trial.counts).length;
  const note = uncounted > 0 ? `, ${uncounted} below the accuracy asked for` : '';
  return `${arm.label}: ${arm.trials.length} trials${note}. Those that were worse than all before them:\n${renderTable({ columns, rows, width })}`;
}

/** The trials at which the curve of the worst so far rises. */
function isTurn(arm: AttackSearchArm, trial: AttackTrial): boolean {
  const before = arm.trials[arm.trials.indexOf(trial) - 1]?.worstSoFar ?? null;
  return trial.worstSoFar !== null && (before === null || trial.worstSoFar > before || isSame(trial, arm.worst));
}

function isSame(trial: AttackTrial, other: AttackTrial | null): boolean {
  return trial.trial === other?.trial && trial.rung === other.rung;
}
