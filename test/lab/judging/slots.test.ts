import { expect, it } from 'vitest';
import { moderationSchema, refusalSchema } from '../../../src/shared/judging/judges.ts';
import type { JudgingState } from '../../../src/shared/views/judging.ts';
import { modelFolderOf } from '../../support/reference.ts';
import { openScriptedLab, waitForStage } from '../fixtures/project.ts';
import { makeAnswers, openAnsweredLab } from './answered-lab.ts';

it('a moderation model waits for a slot of the queue and is next; phrases do not wait, and a stage waits for the model', async () => {
  const { project, lab: first, experimentId } = await openAnsweredLab(makeAnswers(2));
  await first.stop();
  const lab = await openScriptedLab(project, { align: 'wait' }, { slots: 1 });
  const { id } = await lab.submit(project.writeSpec({ name: 'At work', vary: { seed: [11, 12] } }));
  lab.start();
  const key = await waitForStage(lab, 'align', 'running');
  const selection = { experimentId };
  await lab.judge({ selection, judge: refusalSchema.parse({ name: 'refusal' }) });

  const states: JudgingState[] = [];
  lab.subscribe((event) => void (event.kind === 'judging.moved' && states.push(event.state)));
  const waits = new Promise<void>((resolve) => {
    lab.subscribe((event) => {
      if (event.kind === 'judging.moved' && event.state.kind === 'running' && event.state.waitsForSlot) resolve();
    });
  });
  const judge = moderationSchema.parse({ name: 'moderation', model: modelFolderOf('llama-moderation') });
  const judging = lab.judge({ selection, judge });
  await waits;
  expect(lab.getQueue().items.length).toBeGreaterThan(0);

  // The other run's alignment waits in the queue too, and the slot is the judge's first.
  const [run] = lab.listRuns(id).filter(({ stages }) => stages.align === key);
  const whenStageStarted: JudgingState[] = [];
  lab.subscribe((event) => {
    if (event.kind === 'stage.moved' && event.status === 'starting') whenStageStarted.push(lab.getJudging());
  });
  await lab.cancel({ runId: run?.runId ?? '' });
  await judging;
  await expect.poll(() => whenStageStarted.length, { timeout: 20_000 }).toBe(1);
  // The model had answered everything before the stage began.
  expect(whenStageStarted).toMatchObject([{ kind: 'running', waitsForSlot: false, done: 2, total: 2 }]);
  expect(states.filter(({ kind }) => kind === 'ended')).toMatchObject([{ outcome: 'completed' }]);
});

it('a judge that waits for a slot can be stopped, and leaves the slot to the queue', async () => {
  const { project, lab: first, experimentId } = await openAnsweredLab(makeAnswers(2));
  await first.stop();
  const lab = await openScriptedLab(project, { align: 'wait' }, { slots: 1 });
  const { id } = await lab.submit(project.writeSpec({ name: 'At work', vary: { seed: [11, 12] } }));
  lab.start();
  const key = await waitForStage(lab, 'align', 'running');
  const judge = moderationSchema.parse({ name: 'moderation', model: modelFolderOf('llama-moderation') });
  const waits = new Promise<void>((resolve) => {
    lab.subscribe((event) => {
      if (event.kind === 'judging.moved' && event.state.kind === 'running' && event.state.waitsForSlot) resolve();
    });
  });
  const judging = lab.judge({ selection: { experimentId }, judge }).catch((error: unknown) => error);
  await waits;
  await lab.cancelJudging();
  expect(await judging).toMatchObject({ name: 'CancelledError' });
  const next = waitForStage(lab, 'align', 'running');
  const [run] = lab.listRuns(id).filter(({ stages }) => stages.align === key);
  await lab.cancel({ runId: run?.runId ?? '' });
  expect(await next).not.toBe(key);
});
