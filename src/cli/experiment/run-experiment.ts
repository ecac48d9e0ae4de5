import { submitDraft } from '../../host/experiments/submit-draft.ts';
import { exitCodes } from '../../shared/errors.ts';
import { planNextRung, readAttackSearch } from '../../lab/search/index.ts';
import { openLab, openLabReader } from '../../lab/index.ts';
import type { Lab, LabOptions } from '../../lab/types.ts';
import { askPlannedJudges } from '../judging/ask-planned.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { defaultReportFolder } from './build-report.ts';
import { renderPlan, summarisePlan } from './describe-plan.ts';
import { findExperiment } from './find-experiment.ts';
import { finishExperiment } from './finish-experiment.ts';
import { renderSearch } from './render-search.ts';
import { followExperiment } from './follow-experiment.ts';

export interface RunOptions {
  readonly dataFolder: string;
  readonly slots: number | undefined;
  readonly reportFolder: string | undefined;
  /** Hosts that judges of the spec may send answers to. */
  readonly allowedHosts: readonly string[];
  readonly terminal: Terminal;
}

/** Plans, submits and runs a spec to its end, and reports. Returns the exit code. @throws AppError, CancelledError. */
export function runSpec(specPath: string, options: RunOptions): Promise<number> {
  const { terminal } = options;
  return withLab(options, async (lab) => {
    const plan = await lab.plan(specPath);
    terminal.emit(summarisePlan(plan));
    terminal.say(renderPlan(plan));
    const experiment = await lab.submit(specPath);
    return runRungs(lab, experiment.id, options);
  });
}

/** Queues the stages of an experiment again that `requeue` chooses, and runs it to its end. Returns the exit code. */
export async function rerunExperiment(
  text: string,
  requeue: (lab: Lab, experimentId: string) => number,
  options: RunOptions,
): Promise<number> {
  // A folder without a lab is an error here, and must not become one.
  openLabReader(options.dataFolder).close();
  return withLab(options, async (lab) => {
    const experiment = findExperiment(lab, text);
    const stageCount = requeue(lab, experiment.id);
    options.terminal.emit({ kind: 'queued', experimentId: experiment.id, stages: stageCount });
    options.terminal.say(
      `${experiment.name} (${experiment.id}): ${stageCount === 1 ? '1 stage' : `${stageCount} stages`} queued again.`,
    );
    return runRungs(lab, experiment.id, options);
  });
}

/** Runs an experiment to its end; where it searches for an attack, one rung after the other. */
async function runRungs(lab: Lab, experimentId: string, options: RunOptions): Promise<number> {
  const { terminal } = options;
  let exitCode = await runToEnd(lab, experimentId, options);
  let next = planNextRung(lab, experimentId);
  while (next && exitCode === exitCodes.ok) {
    const rungId = await submitDraft(lab, next);
    terminal.say(`\nThe search goes on: ${lab.getExperiment(rungId).name} (${rungId})`);
    exitCode = await runToEnd(lab, rungId, options);
    next = planNextRung(lab, rungId);
  }
  const view = readAttackSearch(lab, experimentId);
  if (view) {
    terminal.emit({ kind: 'attack-search', ...view });
    terminal.say(`\n${renderSearch(view, terminal.width)}`);
  }
  return exitCode;
}

async function runToEnd(lab: Lab, experimentId: string, options: RunOptions): Promise<number> {
  const { terminal } = options;
  if (lab.getQueue().isPaused) {
    // Whoever types a command to run wants it to run; a pause is for a window in which one can end it.
    lab.pauseQueue(false);
    terminal.warn(['The queue had been paused; it goes on now.']);
  }
  const finished = await followExperiment(lab, lab.getExperiment(experimentId), terminal);
  const isJudged = await askPlannedJudges(lab, finished.id, options);
  const reportFolder = options.reportFolder ?? defaultReportFolder(lab, { experimentId: finished.id });
  const exitCode = await finishExperiment(lab, finished, { terminal, reportFolder });
  return exitCode === exitCodes.ok && !isJudged ? exitCodes.failed : exitCode;
}

async function withLab(options: RunOptions, work: (lab: Lab) => Promise<number>): Promise<number> {
  const { dataFolder, slots } = options;
  const labOptions: LabOptions = { dataFolder, ...(slots === undefined ? {} : { slots }) };
  const lab = await openLab(labOptions);
  try {
    options.terminal.warn(lab.warnings);
    return await work(lab);
  } finally {
    await lab.stop();
  }
}
