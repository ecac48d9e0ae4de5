import { BrowserWindow, Notification } from 'electron';
import type { ExperimentView, Lab } from '../lab/index.ts';
import type { MainWindow } from './window.ts';

const activeStatuses = ['queued', 'starting', 'running', 'stopping'] as const;

/** Tells the user, who may look elsewhere, when an experiment ends and when the first of its runs fails. */
export function notifyEnds(lab: Lab, window: MainWindow): void {
  /** Experiments of which a run has worked since their last end, and whether a failure was told. */
  const active = new Map<string, { hasToldFailure: boolean }>();
  lab.subscribe((event) => {
    if (event.kind !== 'run.moved') return;
    const { experimentId, status } = event;
    if (status === 'starting' || status === 'running') {
      if (!active.has(experimentId)) active.set(experimentId, { hasToldFailure: false });
      return;
    }
    const state = active.get(experimentId);
    if (!state) return;
    const experiment = lab.getExperiment(experimentId);
    if (activeStatuses.every((name) => experiment.runCounts[name] === 0)) {
      active.delete(experimentId);
      const body = describeEnd(experiment);
      if (body !== null) tell(`${experiment.name} has ended`, body, window);
    } else if (status === 'failed' && !state.hasToldFailure) {
      state.hasToldFailure = true;
      tell(`A run of ${experiment.name} failed`, 'The other runs go on.', window);
    }
  });
}

/** Null where the user has stopped it: who did so knows. */
export function describeEnd({ runCount, runCounts }: Pick<ExperimentView, 'runCount' | 'runCounts'>): string | null {
  const { completed, failed } = runCounts;
  if (completed + failed < runCount) return failed > 0 ? `${failed} of ${runCount} runs failed.` : null;
  if (failed > 0) return `${completed} of ${runCount} runs are complete, ${failed} failed.`;
  return runCount === 1 ? 'Its run is complete.' : `All ${runCount} runs are complete.`;
}

function tell(title: string, body: string, window: MainWindow): void {
  if (!Notification.isSupported() || BrowserWindow.getFocusedWindow() !== null) return;
  const notification = new Notification({ title, body });
  notification.on('click', () => window.command('runs'));
  notification.show();
}
