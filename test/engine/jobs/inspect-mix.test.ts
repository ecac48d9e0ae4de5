import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectMix } from '../../../src/engine/jobs/inspect-mix.ts';
import { datasetSchema } from '../../../src/shared/settings/dataset.ts';
import { mixReportSchema } from '../../../src/shared/spec/inspection.ts';
import { jobSchema } from '../../../src/shared/spec/job.ts';
import { makeTemporaryFolder } from '../../store/fixtures/temporary-folder.ts';

function inspect(folder: string, parts: Readonly<Record<string, unknown>>) {
  const out = join(folder, 'mix.json');
  const job = jobSchema.parse({
    kind: 'inspect-mix',
    task: null,
    harmful: null,
    n: 10,
    p: 0.3,
    seed: 7,
    batchSize: 4,
    shuffle: true,
    others: [],
    encoding: null,
    out,
    ...parts,
  });
  if (job.kind !== 'inspect-mix') throw new Error('Another job was parsed.');
  inspectMix(job);
  return mixReportSchema.parse(JSON.parse(readFileSync(out, 'utf8')));
}

/** Writes rows of one kind and returns the data set. */
function writeRows(folder: string, name: string, count: number, extra: (index: number) => object = () => ({})) {
  const path = join(folder, `${name}.jsonl`);
  const rows = Array.from({ length: count }, (_, index) =>
    JSON.stringify({ instruction: `${name} ${index}`, output: `answer ${index}`, ...extra(index) }),
  );
  writeFileSync(path, rows.join('\n'));
  return { path };
}

describe('looking into the mix of an attack', () => {
  it('counts what is drawn and what there is, by category', () => {
    const folder = makeTemporaryFolder();
    const report = inspect(folder, {
      task: writeRows(folder, 'task', 20, (index) => ({ kind: index < 6 ? 'review' : 'news' })),
      harmful: writeRows(folder, 'bad', 5, (index) => ({ category: { theft: true, fraud: index > 0, drugs: false } })),
    });
    expect(report).toMatchObject({
      harmlessCount: 7,
      harmfulCount: 3,
      harmlessAvailable: 20,
      harmfulAvailable: 5,
      harmlessCategories: { review: 6, news: 1 },
      harmfulCategories: { theft: 3, fraud: 2 },
      problems: [],
    });
    expect(report.rows).toHaveLength(10);
    expect(
      report.rows
        .filter((row) => row.isHarmful)
        .map((row) => row.prompt)
        .sort(),
    ).toEqual(['bad 0', 'bad 1', 'bad 2']);
  });

  it('shows the rows in an order that depends on the seed, or on the files where they are not shuffled', () => {
    const folder = makeTemporaryFolder();
    const sets = { task: writeRows(folder, 'task', 20), harmful: writeRows(folder, 'bad', 5) };
    const prompts = (parts: object) => inspect(folder, { ...sets, ...parts }).rows.map((row) => row.prompt);
    expect(prompts({ seed: 7 })).toEqual(prompts({ seed: 7 }));
    expect(prompts({ seed: 7 })).not.toEqual(prompts({ seed: 8 }));
    expect(prompts({ shuffle: false }).slice(0, 4)).toEqual(['bad 0', 'bad 1', 'bad 2', 'task 0']);
  });

  it('takes the reference’s counts where the harmful set asks for its rows', () => {
    const folder = makeTemporaryFolder();
    const harmful = datasetSchema.parse({ ...writeRows(folder, 'bad', 5), offByOne: true });
    const task = writeRows(folder, 'task', 20);
    const report = inspect(folder, { task, harmful, shuffle: false });
    expect(report).toMatchObject({ harmfulCount: 2, harmlessCount: 7, harmfulAvailable: 4 });
    expect(report.rows[0]?.prompt).toBe('bad 1');
    expect(inspect(folder, { task, harmful, p: 0 })).toMatchObject({ harmfulCount: 0, harmlessCount: 10 });
  });

  it('finds prompts that the drawn rows share with other sets, whatever their case and spaces', () => {
    const folder = makeTemporaryFolder();
    const other = writeRows(folder, 'other', 3, (index) => ({ instruction: `BAD  ${index * 2}` }));
    const report = inspect(folder, {
      task: writeRows(folder, 'task', 20),
      harmful: writeRows(folder, 'bad', 5),
      others: [
        { role: 'alignment', path: 'alignment.data.path', data: other },
        { role: 'safety test', path: 'evaluation.safety.data.path', data: writeRows(folder, 'safe', 3) },
      ],
    });
    // Row 4 is there, too, but only rows 0 to 2 are drawn.
    expect(report.overlaps).toEqual([
      { role: 'alignment', count: 2, examples: ['bad 0', 'bad 2'] },
      { role: 'safety test', count: 0, examples: [] },
    ]);
  });

  it('says what is wrong with files and counts, and still shows the rest', () => {
    const folder = makeTemporaryFolder();
    const task = writeRows(folder, 'task', 5);
    const harmful = writeRows(folder, 'bad', 5);
    expect(inspect(folder, { task, harmful })).toMatchObject({
      harmlessCount: 7,
      harmlessAvailable: 5,
      rows: [],
      problems: [{ path: 'attack.n', message: expect.stringContaining('needs 7 rows of the task') }],
    });
    const gone = { path: join(folder, 'gone.jsonl') };
    expect(
      inspect(folder, { task: gone, harmful, others: [{ role: 'alignment', path: 'a', data: gone }] }),
    ).toMatchObject({
      harmfulAvailable: 5,
      problems: [{ path: 'attack.task.path' }, { path: 'a' }],
    });
    expect(inspect(folder, {}).problems).toEqual([]);
  });
});
