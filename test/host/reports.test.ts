import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openReportShelf } from '../../src/host/reports/report-shelf.ts';
import { makeProject, openScriptedLab } from '../lab/fixtures/project.ts';
import { makeTemporaryFolder } from '../store/fixtures/temporary-folder.ts';
import { collectNotices, openHost } from './fixtures/open-host.ts';

const wishes = { blocks: ['findings', 'scores', 'samples'] as const, includesHarmful: false };

async function openFinished() {
  const project = makeProject();
  const lab = await openScriptedLab(project);
  const { client, host } = openHost(lab);
  const { id } = await lab.submit(project.writeSpec());
  await lab.waitForExperiment(id);
  return { lab, client, host, selection: { experimentId: id } };
}

describe('reports', () => {
  it('are written with what was chosen, listed, read, put aside and brought back', async () => {
    const { client, lab, selection } = await openFinished();
    const options = { ...wishes, blocks: [...wishes.blocks], selection };
    const kinds = await collectNotices(client, () =>
      client.reports.export({ ...options, title: 'For Friday: α', formats: ['html', 'json'] }),
    );
    expect(kinds).toEqual(['reports']);
    const [report] = await client.reports.list();
    expect(report).toMatchObject({ title: 'For Friday: α', files: [{ name: 'report.html' }, { name: 'report.json' }] });
    expect(report?.folder.startsWith(join(lab.dataFolder, 'reports'))).toBe(true);
    expect(report?.id).toMatch(/^\d{4}-\d\d-\d\d-\d{4}-for-friday$/);
    const page = await client.reports.read({ path: report?.files[0]?.path ?? '' });
    expect(page.name).toBe('report.html');
    expect('text' in page && page.text).toContain('[harmful answer left out, 3 characters]');
    await client.reports.remove({ id: report?.id ?? '' });
    expect(await client.reports.list()).toEqual([]);
    await client.reports.restore({ id: report?.id ?? '' });
    expect(await client.reports.list()).toEqual([report]);
    await expect(client.reports.remove({ id: '..' })).rejects.toThrow('There is no report ".."');
  });

  it('are looked at before they are written, under an address of their own', async () => {
    const { client, host, lab, selection } = await openFinished();
    const { address } = await client.reports.preview({ ...wishes, blocks: [...wishes.blocks], selection });
    expect(host.previews.find(address)).toContain('<h1>Small test</h1>');
    expect(existsSync(join(lab.dataFolder, 'reports'))).toBe(false);
  });

  it('are PDF where a desktop or a browser prints them, and nothing is left where none can', async () => {
    const { client, lab, selection } = await openFinished();
    const options = { ...wishes, blocks: [...wishes.blocks], selection, formats: ['pdf' as const] };
    const absence = (await client.reports.formats()).find(({ name }) => name === 'pdf')?.absence ?? null;
    const outcome = await client.reports.export(options).then(
      (report) => client.reports.read({ path: report.files[0]?.path ?? '' }),
      (error: unknown) => String(error),
    );
    const words = typeof outcome === 'string' ? outcome : 'base64' in outcome ? outcome.base64 : '';
    expect(words).toContain(absence ?? 'JVBERi0');
    expect(await client.reports.list()).toHaveLength(absence === null ? 1 : 0);
    expect(lab.listExperiments()).toHaveLength(1);
  });
});

describe('the shelf of reports', () => {
  it('has those of the command line too, under the name of their experiment', () => {
    const folder = makeTemporaryFolder();
    const path = join(folder, 'reports', 'test-1a2b');
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'report.md'), '# Test');
    mkdirSync(join(folder, 'reports', 'empty'));
    const shelf = openReportShelf(folder, () => new Map([['test-1a2b', 'Test']]));
    expect(shelf.list()).toMatchObject([
      { id: 'test-1a2b', title: 'Test', files: [{ name: 'report.md', sizeBytes: 6 }] },
    ]);
  });

  it('reads no other file than those of a report, also not through a link', async () => {
    const folder = makeTemporaryFolder();
    const shelf = openReportShelf(folder, () => new Map());
    const secret = join(folder, 'report.json');
    writeFileSync(secret, '"secret"');
    const { folder: own } = await shelf.add('One', (path) => writeFileSync(join(path, 'report.csv'), 'a'));
    symlinkSync(secret, join(own, 'report.json'));
    writeFileSync(join(own, 'report.pdf'), 'x');
    expect(shelf.read(join(own, 'report.csv'))).toEqual({ name: 'report.csv', text: 'a' });
    for (const path of [secret, join(own, '..', '..', 'report.json'), join(own, 'report.json'), join(own, 'gone.md')]) {
      expect(() => shelf.read(path), path).toThrow('is not a file of a report');
    }
    expect(shelf.read(join(own, 'report.pdf'))).toEqual({ name: 'report.pdf', base64: 'eA==' });
    expect(() => shelf.read(join(own, 'report-manifest.json'))).toThrow('is not a file of a report');
  });

  it('brings no removed report back over a new one of the same name', () => {
    const folder = makeTemporaryFolder();
    const shelf = openReportShelf(folder, () => new Map());
    const path = join(folder, 'reports', 'test-1a2b');
    const write = (text: string) => {
      mkdirSync(path, { recursive: true });
      writeFileSync(join(path, 'report.md'), text);
    };
    write('old');
    shelf.remove('test-1a2b');
    write('new');
    expect(() => shelf.restore('test-1a2b')).toThrow('A new report "test-1a2b" stands in the place');
    expect(shelf.read(join(path, 'report.md'))).toMatchObject({ text: 'new' });
  });

  it('keeps nothing of a report that could not be written, and no two in one folder', async () => {
    const folder = makeTemporaryFolder();
    const shelf = openReportShelf(folder, () => new Map());
    const write = (path: string) => writeFileSync(join(path, 'report.md'), '');
    const [first, second] = [await shelf.add('Same', write), await shelf.add('Same', write)];
    expect(first.id).not.toBe(second.id);
    await expect(
      shelf.add('Broken', () => {
        throw new Error('The disk is full.');
      }),
    ).rejects.toThrow('The disk is full.');
    expect(shelf.list().map((report) => report.title)).toEqual(['Same', 'Same']);
  });
});
