import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type LabEvent, openLab, openLabReader, requestCancel } from '../../src/lab/index.ts';
import { listExecuted, makeProject, openScriptedLab, usualSettings, waitForStage } from './fixtures/project.ts';

const twoMethods = {
  arms: [
    { label: 'SFT', set: {} },
    { label: 'Booster', set: { 'alignment.method': { name: 'booster' } } },
  ],
};

describe('lab', () => {
  it('runs an experiment, shared stages once, and answers from the store', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project);
    const experiment = await lab.submit(project.writeSpec({ ...twoMethods, vary: { 'attack.p': [0, 0.1] } }));
    expect(experiment.runCounts.queued).toBe(4);
    lab.start({ experimentIds: [experiment.id] });
    const finished = await lab.waitForExperiment(experiment.id);
    expect(finished.runCounts.completed).toBe(4);
    expect(
      listExecuted(project)
        .map((line) => line.split(' ')[0])
        .sort(),
    ).toEqual([
      'align',
      'align',
      'attack',
      'attack',
      'attack',
      'attack',
      'evaluate',
      'evaluate',
      'evaluate',
      'evaluate',
    ]);
    const [run] = lab.listRuns('last');
    expect(run).toMatchObject({ arm: 'SFT', varied: { 'attack.p': 0 }, status: 'completed' });
    const evaluate = run?.stages.evaluate ?? '';
    expect(lab.getScores(evaluate)).toMatchObject([{ step: 4, metric: 'HS', value: 100 }]);
    expect(lab.listSamples(evaluate, { set: 'safety', step: 4, limit: 1 })).toMatchObject([{ response: 'mix' }]);
    expect(lab.getMetrics(evaluate, { names: ['h'] })).toEqual([
      { name: 'h', steps: [1, 2, 3, 4], values: [1, 2, null, 4] },
    ]);
    expect(lab.getStage(evaluate.slice(0, 10))).toMatchObject({
      status: 'completed',
      attempt: 1,
      sizeBytes: 100,
      progress: { fraction: 1 },
    });
    expect(lab.listLogs(evaluate)).toMatchObject([{ level: 'info', message: 'Four steps.' }]);
    expect(existsSync(join(lab.getStage(evaluate).folder, 'owner.json'))).toBe(false);
  });

  it('executes nothing when the same spec is submitted again, and only what is new for a wider one', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project);
    lab.start();
    const first = await lab.submit(project.writeSpec());
    await lab.waitForExperiment(first.id);
    const again = await lab.submit(project.writeSpec());
    expect(again).toMatchObject({ id: first.id, createdAtMs: first.createdAtMs, runCounts: { completed: 1 } });
    const path = project.writeSpec({ vary: { 'attack.p': [0.1, 0.2] } });
    expect((await lab.plan(path)).completeStageCount).toBe(3);
    const wider = await lab.submit(path);
    await lab.waitForExperiment(wider.id);
    expect(listExecuted(project)).toHaveLength(5);
    expect(lab.listExperiments().map((experiment) => experiment.id)).toEqual([first.id, wider.id]);
  });

  it('tells listeners each legal move after it is stored', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project);
    const events: LabEvent[] = [];
    const seen: string[] = [];
    lab.subscribe((event) => {
      events.push(event);
      if (event.kind === 'stage.moved') seen.push(lab.getStage(event.key).status);
    });
    lab.start();
    await lab.waitForExperiment((await lab.submit(project.writeSpec())).id);
    const moves = events.flatMap((event) =>
      event.kind === 'stage.moved' ? [`${event.stageKind} ${event.status}`] : [],
    );
    expect(moves).toEqual(
      ['align', 'attack', 'evaluate'].flatMap((kind) =>
        ['starting', 'running', 'completed'].map((status) => `${kind} ${status}`),
      ),
    );
    expect(seen.map((status, index) => moves[index]?.endsWith(status))).not.toContain(false);
    expect(events.filter((event) => event.kind === 'stage.progressed')).toHaveLength(3);
    expect(events.flatMap((event) => (event.kind === 'stage.scored' ? [event.score.value] : []))).toEqual([100]);
    expect(events.flatMap((event) => (event.kind === 'run.moved' ? [event.status] : [])).at(-1)).toBe('completed');
  });

  it('fails what depends on a failed stage with the reason, and goes on with the rest', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, { attack: 'fail' });
    const { id } = await lab.submit(project.writeSpec(twoMethods));
    lab.start();
    expect((await lab.waitForExperiment(id)).runCounts.failed).toBe(2);
    const stages = lab.listStages(id);
    expect(stages.filter((stage) => stage.kind === 'align').map((stage) => stage.status)).toEqual([
      'completed',
      'completed',
    ]);
    expect(stages.find((stage) => stage.kind === 'attack')?.error).toEqual({
      code: 'data/overlap',
      message: 'Three rows overlap.',
    });
    expect(stages.find((stage) => stage.kind === 'evaluate')?.error).toMatchObject({
      code: 'stage/upstream-failed',
      message: expect.stringMatching(/^The attack stage before it \([0-9a-f]{12}\) failed: Three rows overlap\.$/),
    });
  });

  it('retries failed stages and those behind them', async () => {
    const project = makeProject();
    const failing = await openScriptedLab(project, { attack: 'fail' });
    const { id } = await failing.submit(project.writeSpec());
    failing.start();
    await failing.waitForExperiment(id);
    await failing.stop();
    const lab = await openScriptedLab(project);
    lab.start();
    expect(lab.retry({ experimentId: id })).toBe(2);
    expect((await lab.waitForExperiment(id)).runCounts.completed).toBe(1);
    expect(lab.listStages(id).map((stage) => stage.attempt)).toEqual([1, 2, 1]);
  });

  it('cancels one run and keeps the stage that another still needs', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, { align: 'wait' });
    const { id } = await lab.submit(project.writeSpec({ vary: { 'attack.p': [0, 0.1] } }));
    const running = waitForStage(lab, 'align', 'running');
    lab.start();
    const align = await running;
    const [first, second] = lab.listRuns(id);
    await lab.cancel({ runId: first?.runId ?? '' });
    expect(lab.listRuns(id).map((run) => run.status)).toEqual(['cancelled', 'running']);
    expect(lab.getStage(align).status).toBe('running');
    await lab.cancel({ runId: second?.runId ?? '' });
    expect(lab.getStage(align).status).toBe('cancelled');
    expect((await lab.waitForExperiment(id)).runCounts.cancelled).toBe(2);
    expect(lab.resume({ experimentId: id })).toBe(5);
    expect((await lab.waitForExperiment(id)).runCounts.completed).toBe(2);
    expect(lab.getStage(align)).toMatchObject({ attempt: 2, resumedFromStep: 2 });
    expect(lab.getMetrics(align, { names: ['f'] })).toEqual([
      { name: 'f', steps: [1, 2, 3, 4], values: [0.1, 0.2, 0.3, 0.4] },
    ]);
  });

  it('cancels and resumes several targets at once, each run once', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project);
    const { id } = await lab.submit(project.writeSpec({ vary: { 'attack.p': [0, 0.1, 0.2] } }));
    const [first, second] = lab.listRuns(id).map(({ runId }) => ({ runId }));
    if (!first || !second) throw new Error('There are no runs.');
    await lab.cancel([first, second, first]);
    expect(lab.listRuns(id).map((run) => run.status)).toEqual(['cancelled', 'cancelled', 'queued']);
    expect(lab.resume([second, { experimentId: id }])).toBe(4);
    expect(lab.getExperiment(id).runCounts.queued).toBe(3);
    await expect(lab.cancel([first, { runId: 'nothing' }])).rejects.toThrow('There is no run "nothing"');
    expect(lab.getExperiment(id).runCounts.queued).toBe(3);
  });

  it('is asked to cancel by another process, and only if a lab is open', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, { align: 'wait' });
    const { id } = await lab.submit(project.writeSpec());
    const running = waitForStage(lab, 'align', 'running');
    lab.start();
    await running;
    expect(requestCancel(project.dataFolder, { experimentId: id })).toBe(true);
    expect((await lab.waitForExperiment(id)).runCounts.cancelled).toBe(1);
    await lab.stop();
    expect(requestCancel(project.dataFolder, { experimentId: id })).toBe(false);
  });

  it('leaves a stopped experiment interrupted, and the same spec goes on with it', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, { align: 'wait' });
    const { id } = await lab.submit(project.writeSpec());
    const running = waitForStage(lab, 'align', 'running');
    lab.start();
    await running;
    const waiting = lab.waitForExperiment(id);
    await lab.stop();
    expect((await waiting).runCounts.interrupted).toBe(1);
    const next = await openScriptedLab(project, { align: 'wait' });
    expect((await next.submit(project.writeSpec())).id).toBe(id);
    next.start();
    expect((await next.waitForExperiment(id)).runCounts.completed).toBe(1);
  });

  it('skips lines that cannot be read and says which', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, { align: 'broken-lines' });
    const { id } = await lab.submit(project.writeSpec());
    lab.start();
    expect((await lab.waitForExperiment(id)).runCounts.completed).toBe(1);
    const align = lab.listRuns(id)[0]?.stages.align ?? '';
    expect(lab.listLogs(align).filter((log) => log.level === 'warning')).toMatchObject([
      { line: 3, message: expect.stringMatching(/events\.jsonl, line 3: skipped, it is not JSON\./) },
      { line: 4, message: expect.stringMatching(/events\.jsonl, line 4: skipped, steps: .*expected array/) },
    ]);
    expect(lab.getMetrics(align, { names: ['f'] })[0]?.steps).toEqual([1, 2, 3, 4]);
  });

  it('gives each worker its share of the cores, whatever runs beside it', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, {}, { slots: 10_000 });
    lab.start();
    await lab.waitForExperiment((await lab.submit(project.writeSpec())).id);
    expect(listExecuted(project).map((line) => line.split(' ')[2])).toEqual(['1', '1', '1']);
  });

  it('refuses a second lab on the folder with a sentence, but not a reader', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project);
    const { id } = await lab.submit(project.writeSpec());
    await expect(openLab({ dataFolder: project.dataFolder })).rejects.toThrow(
      new RegExp(`is in use by another lab \\(process ${process.pid} on `),
    );
    const reader = openLabReader(project.dataFolder);
    expect(reader.getExperiment('small').id).toBe(id);
    expect((await reader.plan(project.writeSpec())).stages).toHaveLength(3);
    expect(() => reader.getExperiment('other')).toThrow(
      `There is no experiment "other"; expected one of ${id}, or "last".`,
    );
    reader.close();
  });

  it('opens despite an unusable folder and names it', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project);
    const { id } = await lab.submit(project.writeSpec({ settings: usualSettings }));
    const { folder } = lab.getStage(lab.listRuns(id)[0]?.stages.align ?? '');
    await lab.stop();
    appendFileSync(join(folder, 'spec.json'), '}');
    const next = await openScriptedLab(project);
    expect(next.warnings).toEqual([expect.stringMatching(/spec\.json is not JSON/)]);
    expect(readFileSync(join(folder, 'spec.json'), 'utf8')).toMatch(/\}\s*\}$/);
  });
});
