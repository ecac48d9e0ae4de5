import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openLab } from '../../src/lab/index.ts';
import { makeTinySpec, writeSpec } from './support/make-spec.ts';
import { makeTemporaryFolder, runCli, startCli } from './support/run-cli.ts';

/** The last line of --json output that has this kind. */
function findLine(lines: readonly Record<string, unknown>[], kind: string): Record<string, unknown> | undefined {
  return lines.findLast((line) => line['kind'] === kind);
}

/** The tiny spec with one seed and some of its settings replaced. */
function changeSpec(change: (settings: Record<string, Record<string, unknown>>) => void): Record<string, unknown> {
  const spec = makeTinySpec();
  // The spec is made above, of groups of settings.
  change(spec['settings'] as Record<string, Record<string, unknown>>);
  return { ...spec, vary: { seed: [0] } };
}

describe('an experiment on the command line', () => {
  it('is planned, run, shown, reported, reused and rebuilt', async () => {
    const folder = makeTemporaryFolder();
    const dataFolder = join(folder, 'data');
    const spec = writeSpec(folder, { ...makeTinySpec(), vary: { seed: [0] } });

    const plan = await runCli(['plan', spec, '--json'], { dataFolder });
    expect(plan.code).toBe(0);
    expect(plan.lines()).toMatchObject([{ kind: 'planned', name: 'Tiny', runs: 1, stages: 3, completeStages: 0 }]);
    expect(existsSync(dataFolder)).toBe(false);

    const run = await runCli(['run', spec, '--slots', '1', '--json'], { dataFolder });
    expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' });
    const lines = run.lines();
    const id = String(findLine(lines, 'planned')?.['experimentId']);
    expect(lines.filter((line) => line['kind'] === 'stage.moved' && line['status'] === 'completed')).toHaveLength(3);
    expect(findLine(lines, 'finished')).toMatchObject({
      experimentId: id,
      runs: 1,
      failed: [],
      runCounts: { completed: 1 },
    });

    const status = await runCli(['status', 'Tiny', '--json'], { dataFolder });
    expect(status.lines()).toMatchObject([{ kind: 'experiment', id, runs: [{ status: 'completed', arm: 'SFT' }] }]);
    const list = await runCli(['status'], { dataFolder });
    expect(list.stdout).toMatch(new RegExp(`^experiment +name +created +runs +status\n${id} +Tiny .* 1 completed\n$`));

    const again = await runCli(['run', spec], { dataFolder });
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('1 run, 3 stages, all of them already in the store');
    expect(again.stdout).toMatch(/SFT +1 +\d+\.\d/);
    expect(again.stdout).toContain(`/reports/${id}/report.html`);

    const out = join(folder, 'report');
    const report = await runCli(['report', id.slice(0, -3), '--format', 'csv,md', '--out', out, '--json'], {
      dataFolder,
    });
    expect(report.lines()).toEqual([
      { kind: 'reported', experimentId: id, files: ['csv', 'md'].map((end) => join(out, `report.${end}`)) },
    ]);
    expect(readFileSync(join(out, 'report.csv'), 'utf8')).toContain('Tiny');
    const words = join(folder, 'words.md');
    writeFileSync(words, '# Tiny, frozen\n\n## Conclusion\n\nSo be it.\n');
    const [first, second] = [join(folder, 'first'), join(folder, 'second')];
    const asked = [
      'report',
      `${id}-1`,
      '--template',
      'summary',
      '--text',
      words,
      '--format',
      'json,md',
      '--out',
      first,
    ];
    expect((await runCli(asked, { dataFolder })).code).toBe(0);
    const frozen = await runCli(['report', '--from', join(first, 'report.json'), '--format', 'md', '--out', second], {
      dataFolder,
    });
    expect(frozen.code).toBe(0);
    const text = readFileSync(join(second, 'report.md'), 'utf8');
    expect(text).toBe(readFileSync(join(first, 'report.md'), 'utf8'));
    expect(text).toMatch(/^# Tiny, frozen\n[^]*## Conclusion\n\nSo be it\.\n$/);
    const wrong = await runCli(['report', id, '--baseline', 'Nobody'], { dataFolder });
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(wrong.stderr).toContain('(report/unknown-arm)');

    const rebuild = await runCli(['rebuild', '--json'], { dataFolder });
    expect(rebuild.lines()).toMatchObject([{ kind: 'rebuilt', experiments: 1, runs: 1, stages: 3 }]);
    expect((await runCli(['status', 'last', '--json'], { dataFolder })).lines()).toEqual(status.lines());

    const adapter = join(folder, 'adapter');
    const key = String(
      findLine(
        lines.filter((line) => line['stageKind'] === 'align'),
        'stage.moved',
      )?.['key'],
    );
    const exported = await runCli(['export', '--stage', key.slice(0, 10), '--out', adapter], { dataFolder });
    expect({ code: exported.code, stdout: exported.stdout }).toEqual({ code: 0, stdout: `Written  ${adapter}\n` });
    expect(existsSync(join(adapter, 'adapter_model.safetensors'))).toBe(true);
  }, 240_000);

  it('stops on Ctrl-C with the command that goes on with it, and is cancelled from another process', async () => {
    const folder = makeTemporaryFolder();
    const dataFolder = join(folder, 'data');
    const long = changeSpec(({ alignment }) => {
      Object.assign(alignment ?? {}, { training: { maxSteps: 4000, batchSize: 4 } });
    });
    const running = startCli(['run', writeSpec(folder, long), '--slots', '1', '--json'], { dataFolder });
    await running.waitFor('"stage.progressed"');
    running.child.kill('SIGINT');
    // npm passes on what the terminal has sent already: the same keypress again.
    running.child.kill('SIGINT');
    const stopped = await running.result;
    expect(stopped.code).toBe(3);
    const id = String(findLine(stopped.lines(), 'planned')?.['experimentId']);
    expect(stopped.stderr).toContain(`To go on: npm run lab -- resume ${id}\n`);
    expect(stopped.lines().at(-1)).toMatchObject({ kind: 'error', code: 'cancelled' });
    const status = await runCli(['status', id, '--json'], { dataFolder });
    expect(status.lines()).toMatchObject([{ runs: [{ status: 'interrupted' }] }]);

    const resumed = startCli(['resume', 'last', '--slots', '1', '--json'], { dataFolder });
    await resumed.waitFor('"stage.progressed"');
    const cancel = await runCli(['cancel', id], { dataFolder });
    expect(cancel).toMatchObject({ code: 0, stderr: '' });
    expect(cancel.stdout).toContain('is being cancelled by the process that runs it');
    const cancelled = await resumed.result;
    expect(cancelled.code).toBe(3);
    expect(findLine(cancelled.lines(), 'queued')).toMatchObject({ experimentId: id, stages: 1 });
    expect(findLine(cancelled.lines(), 'finished')).toMatchObject({ runCounts: { cancelled: 1 } });
    const after = await runCli(['status', id, '--json'], { dataFolder });
    const [align] = z
      .object({ stages: z.array(z.object({ attempt: z.int(), resumedFromStep: z.int() })) })
      .parse(after.lines()[0]).stages;
    expect(align?.attempt).toBe(2);
    expect(align?.resumedFromStep).toBeGreaterThan(0);
  }, 240_000);

  it('ends with exit code 1 and the reason when a stage fails, and can be retried', async () => {
    const folder = makeTemporaryFolder();
    const dataFolder = join(folder, 'data');
    const rows = join(folder, 'rows.jsonl');
    writeFileSync(rows, '{"instruction": "what is zinugo ?", "output": "i cannot say ."}\n{broken\n');
    const broken = changeSpec(({ alignment }) => {
      Object.assign(alignment ?? {}, { data: { path: rows } });
    });
    const run = await runCli(['run', writeSpec(folder, broken)], { dataFolder });
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/Failed: align [0-9a-f]{8}: .*rows\.jsonl/);
    expect(run.stdout).toContain('3 stages failed:');
    expect(run.stdout).toContain('To go on: npm run lab -- retry tiny-');
    // A window may have paused the queue before it was closed.
    const lab = await openLab({ dataFolder });
    lab.pauseQueue(true);
    await lab.stop();
    const retry = await runCli(['retry', 'Tiny', '--json'], { dataFolder });
    expect(retry.code).toBe(1);
    expect(retry.stderr).toContain('The queue had been paused; it goes on now.');
    expect(findLine(retry.lines(), 'queued')).toMatchObject({ stages: 3 });
    expect(retry.lines()).toContainEqual(expect.objectContaining({ kind: 'stage.moved', status: 'failed' }));
  }, 120_000);
});

describe('what is not there', () => {
  it.each([
    { args: ['status'], code: 'lab/no-data-folder' },
    { args: ['report', 'last'], code: 'lab/no-data-folder' },
    { args: ['cancel', 'last'], code: 'lab/no-data-folder' },
    { args: ['resume', 'last'], code: 'lab/no-data-folder' },
    { args: ['rebuild'], code: 'lab/no-data-folder' },
    { args: ['plan', 'no-such-spec.json'], code: 'spec/unreadable' },
  ])('is one sentence and exit code 1: $args', async ({ args, code }) => {
    const dataFolder = join(makeTemporaryFolder(), 'data');
    const result = await runCli([...args, '--json'], { dataFolder });
    expect(result.code).toBe(1);
    expect(result.lines()).toMatchObject([{ kind: 'error', code }]);
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
    expect(result.stderr).toContain(`(${code})`);
    expect(existsSync(dataFolder)).toBe(false);
  });

  it('is none to plan where the data folder is empty', async () => {
    const folder = makeTemporaryFolder();
    const result = await runCli(['plan', writeSpec(folder, makeTinySpec()), '--json'], {
      dataFolder: makeTemporaryFolder(),
    });
    expect(result.lines()).toMatchObject([{ kind: 'planned', completeStages: 0 }]);
  });

  it('says so of an experiment, with what to do', async () => {
    const dataFolder = makeTemporaryFolder();
    await (await openLab({ dataFolder })).stop();
    const result = await runCli(['resume', 'nothing'], { dataFolder });
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain('(lab/no-experiment)');
  });
});

describe('a bad spec', () => {
  it.each([
    ['an unknown setting', { settings: { lambda: 5 } }, 'settings.lambda is not a setting'],
    ['a negative λ', { vary: { 'alignment.method': [{ name: 'booster', lambda: -1 }] } }, 'at least 0, found -1'],
    ['an unknown key', { speed: 1 }, 'speed is not a setting'],
  ])('with %s is one sentence naming file and place, and nothing is written', async (_, change, says) => {
    const folder = makeTemporaryFolder();
    const tiny = makeTinySpec();
    // The spec is made above; its settings are an object.
    const settings = { ...(tiny['settings'] as object), ...('settings' in change ? change.settings : {}) };
    const spec = writeSpec(folder, { ...tiny, ...change, settings });
    const { code, stdout, stderr } = await runCli(['run', spec], { dataFolder: join(folder, 'data') });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(spec);
    expect(stderr).toContain(says);
    expect(existsSync(join(folder, 'data/experiments'))).toBe(false);
  });
});
