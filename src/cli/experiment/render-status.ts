import { statuses, type Status } from '../../shared/events.ts';
import type { ExperimentView, RunView, StageView } from '../../lab/types.ts';
import { spellCommand } from '../places.ts';
import { formatEstimate } from '../terminal/duration.ts';
import { renderPairs, renderTable, type TableColumn } from '../terminal/table.ts';
import { paint } from '../terminal/terminal.ts';
import { wrapText } from '../terminal/text.ts';
import { describeVaried, shortenRunId } from './describe-run.ts';

/** One line per experiment, oldest first. */
export function renderExperiments(experiments: readonly ExperimentView[], width: number): string {
  if (experiments.length === 0) return `There are no experiments yet. To start one: ${spellCommand('run', 'SPEC')}`;
  const columns: TableColumn[] = [
    { head: 'experiment' },
    { head: 'name' },
    { head: 'created' },
    { head: 'runs', align: 'right' },
    { head: 'status' },
  ];
  const rows = experiments.map((experiment) => {
    const { id, name, createdAtMs, runCount, runCounts } = experiment;
    return [id, name, formatDate(createdAtMs), String(runCount), describeCounts(runCounts)];
  });
  return renderTable({ columns, rows, width });
}

/** An experiment with the state of each run's stages, and why stages failed. */
export function renderExperiment(
  view: {
    readonly experiment: ExperimentView;
    readonly runs: readonly RunView[];
    readonly stages: readonly StageView[];
  },
  width: number,
): string {
  const { experiment, runs, stages } = view;
  const byKey = new Map(stages.map((stage) => [stage.key, stage]));
  const head = renderPairs([
    ['Experiment', `${experiment.name} (${experiment.id})`],
    ['Spec', experiment.specPath],
    ['Created', formatDate(experiment.createdAtMs)],
    ['Runs', `${experiment.runCount}: ${describeCounts(experiment.runCounts)}`],
    ['Run ids', `${experiment.id}-<run>`],
  ]);
  const rows = runs.map((run) => [
    shortenRunId(run.runId, experiment.id),
    run.arm,
    describeVaried(run.varied),
    ...[run.stages.align, run.stages.attack, run.stages.evaluate].map((key) => describeStage(byKey.get(key))),
    run.status,
  ]);
  const columns = ['run', 'arm', 'varied', 'align', 'attack', 'evaluate', 'status'].map((name) => ({ head: name }));
  const table = renderTable({
    columns,
    rows,
    width,
    style: (text, { column }) => (column === columns.length - 1 ? paintStatus(text) : text),
  });
  const reasons = stages
    .filter((stage) => stage.error !== null && stage.status !== 'completed')
    .map(({ kind, key, status, error }) =>
      wrapText(`${kind} ${key.slice(0, 8)} ${status}: ${error?.message ?? ''}`, width),
    );
  return [head, table, ...(reasons.length > 0 ? [reasons.join('\n')] : [])].join('\n\n');
}

/** "3 running, 17 completed", in the order of a run's life. */
function describeCounts(counts: ExperimentView['runCounts']): string {
  return statuses
    .filter((status) => counts[status] > 0)
    .map((status) => `${counts[status]} ${status}`)
    .join(', ');
}

function describeStage(stage: StageView | undefined): string {
  if (!stage) return '–';
  if (stage.status !== 'running' || !stage.progress) return stage.status;
  const { fraction, remainingMs } = stage.progress;
  const left = remainingMs === null ? '' : `, ${formatEstimate(remainingMs)}`;
  return `${Math.floor(fraction * 100)} %${left}`;
}

function paintStatus(padded: string): string {
  const colours: Readonly<Partial<Record<Status, 'green' | 'red' | 'yellow'>>> = {
    completed: 'green',
    failed: 'red',
    cancelled: 'yellow',
    interrupted: 'yellow',
  };
  const status = statuses.find((known) => known === padded.trim());
  const colour = status && colours[status];
  return colour ? paint(colour, padded) : padded;
}

/** Local date and time, to the minute. */
function formatDate(atMs: number): string {
  const at = new Date(atMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}
