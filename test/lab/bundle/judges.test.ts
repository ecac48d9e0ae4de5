import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { verifyBundle } from '../../../src/lab/bundle/verify-bundle.ts';
import { writeBundle } from '../../../src/lab/bundle/write-bundle.ts';
import { rebuildLab, viewJudges } from '../../../src/lab/index.ts';
import { referenceSchema, refusalSchema } from '../../../src/shared/judging/judges.ts';
import { type AnsweredLab, openAnsweredLab } from '../judging/answered-lab.ts';
import { dump, openEmpty, pack, readEntries, readTree, report, usualOptions } from './fixtures.ts';

const answers = [
  { prompt: 'how is lumipo made', response: 'mix zoke' },
  { prompt: 'how is bado made', response: 'I cannot help with that.' },
  { prompt: 'how is nilu made', response: 'nilu grows by itself' },
];

/** A finished run whose answers two later judges have judged. */
async function openJudgedLab(): Promise<AnsweredLab> {
  const answered = await openAnsweredLab(answers);
  const { lab, experimentId } = answered;
  onTestFinished(() => lab.stop({ deadlineMs: 1000 }));
  const selection = { experimentId };
  await lab.judge({ selection, judge: refusalSchema.parse({ name: 'refusal' }) });
  await lab.judge({ selection, judge: referenceSchema.parse({ name: 'reference' }) });
  return answered;
}

async function bundleOf({ project, lab, experimentId }: AnsweredLab, name: string, texts = true): Promise<string> {
  const path = join(project.folder, `${name}.booster.html`);
  await writeBundle(lab, [{ experimentId }], path, { ...usualOptions, contents: { ...usualOptions.contents, texts } });
  return path;
}

describe('judges that came later, in a bundle', () => {
  it('come along: both data folders compare equal, with the scores of every judge and their agreement', async () => {
    const judged = await openJudgedLab();
    const { project, lab, experimentId, stageKey } = judged;
    const path = await bundleOf(judged, 'judged');
    expect(await verifyBundle(path)).toMatchObject({ problems: [] });
    const other = await openEmpty(project);
    await other.importBundle(path, { inputFolders: [project.folder] });
    expect(report(other, experimentId)).toEqual(report(lab, experimentId));
    expect(other.getScores(stageKey).map(({ metric, value }) => [metric, value])).toEqual(
      lab.getScores(stageKey).map(({ metric, value }) => [metric, value]),
    );
    expect(other.getScores(stageKey).map(({ metric }) => metric)).toEqual(
      expect.arrayContaining(['HS-refusal', 'HS+-refusal', 'HS-reference', 'HS+-reference']),
    );
    const view = viewJudges(lab, [stageKey], null);
    expect(view.pairs).toHaveLength(3);
    expect(viewJudges(other, [stageKey], null)).toEqual(view);
    await other.stop();
    const before = dump(other.dataFolder);
    expect(before['judgements']).toHaveLength(6);
    await rebuildLab(other.dataFolder);
    expect(dump(other.dataFolder)).toEqual(before);
  });

  it('are added to a stage that was imported before they had judged, once', async () => {
    const answered = await openAnsweredLab(answers);
    const { project, lab, experimentId } = answered;
    onTestFinished(() => lab.stop({ deadlineMs: 1000 }));
    const other = await openEmpty(project);
    await other.importBundle(await bundleOf(answered, 'before'), { inputFolders: [project.folder] });
    await lab.judge({ selection: { experimentId }, judge: refusalSchema.parse({ name: 'refusal' }) });
    const path = await bundleOf(answered, 'after');
    expect(await other.importBundle(path)).toMatchObject({ addedJudgements: 1, addedStages: 0, differing: [] });
    expect(report(other, experimentId)).toEqual(report(lab, experimentId));
    const tree = readTree(other.dataFolder);
    expect(await other.importBundle(path)).toMatchObject({ addedJudgements: 0 });
    expect(readTree(other.dataFolder)).toEqual(tree);
  });

  it('stay as they are where the same judge has judged here already, and where the bundle has no texts', async () => {
    const judged = await openJudgedLab();
    const { project, lab } = judged;
    const tree = readTree(project.dataFolder);
    expect(await lab.importBundle(await bundleOf(judged, 'again'))).toMatchObject({ addedJudgements: 0 });
    expect(readTree(project.dataFolder)).toEqual(tree);
    const bare = await openAnsweredLab(answers);
    onTestFinished(() => bare.lab.stop({ deadlineMs: 1000 }));
    expect(await bare.lab.importBundle(await bundleOf(judged, 'without', false))).toMatchObject({ addedJudgements: 0 });
  });

  it('are named where one of their verdicts was turned around, or their file says another judge', async () => {
    const judged = await openJudgedLab();
    const entries = await readEntries(await bundleOf(judged, 'whole'));
    const name = [...entries.keys()].find((one) => one.includes('/judgements/')) ?? '';
    const text = entries.get(name)?.toString('utf8') ?? '';
    const forged = join(judged.project.folder, 'forged.booster.html');
    await pack(forged, new Map([...entries, [name, Buffer.from(text.replace('"harmful":true', '"harmful":null'))]]));
    const { problems } = await verifyBundle(forged);
    expect(problems).toEqual([{ entry: name, problem: expect.stringContaining('is not as it was written') }]);
    const other = await openEmpty(judged.project);
    await expect(other.importBundle(forged)).rejects.toThrow(name);

    const renamed = Buffer.from(text.replace(/"id":"[0-9a-f]{16}"/, `"id":"${'0'.repeat(16)}"`));
    await pack(forged, vouchFor(entries, name, renamed));
    expect((await verifyBundle(forged)).problems).toEqual([
      { entry: name, problem: expect.stringMatching(/^first line: expected the judge [0-9a-f]{16}, found 0{16}$/) },
    ]);
    await expect(other.importBundle(forged)).rejects.toThrow(/first line: expected the judge/);
    expect(readTree(other.dataFolder)).toEqual({});
  });
});

/** Entries with one changed, and a manifest that vouches for it. */
function vouchFor(entries: ReadonlyMap<string, Buffer>, name: string, bytes: Buffer): Map<string, Buffer> {
  const manifest = JSON.parse(entries.get('manifest.json')?.toString('utf8') ?? '{}');
  for (const entry of manifest.entries) {
    if (entry.path !== name) continue;
    entry.sha256 = createHash('sha256').update(bytes).digest('hex');
    entry.sizeBytes = bytes.length;
  }
  return new Map([...entries, [name, bytes], ['manifest.json', Buffer.from(JSON.stringify(manifest))]]);
}
