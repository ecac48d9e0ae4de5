import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { tidyDatasets } from '../../src/host/library/dataset-folders.ts';
import { makeProject, openScriptedLab, usualSettings } from '../lab/fixtures/project.ts';
import { collectNotices, openHost } from './fixtures/open-host.ts';

const sample = join(import.meta.dirname, '..', '..', 'resources', 'sample');

async function openLibrary() {
  const project = makeProject();
  const lab = await openScriptedLab(project);
  const { client, bugs } = openHost(lab);
  const write = (name: string, content: string | Buffer) => {
    const path = join(project.folder, name);
    writeFileSync(path, content);
    return path;
  };
  return { project, lab, client, library: client.library, write, bugs, datasets: join(project.dataFolder, 'datasets') };
}

describe('data sets', () => {
  it('are at first those of the sample project, with a use, rows and size', async () => {
    const { library } = await openLibrary();
    const entries = await library.datasets();
    expect(entries.map(({ role, rowCount }) => [role, rowCount])).toEqual([
      ['alignment', 600],
      ['harmful', 600],
      ['harmful', 600],
      ['task', 1500],
      ['test', 200],
      ['test', 120],
      ['test', 120],
    ]);
    for (const entry of entries) {
      expect(entry).toMatchObject({ source: 'sample', isMissing: false });
      expect(existsSync(entry.path.replace('{seed}', '3'))).toBe(true);
      expect(entry.digest === null).toBe(entry.path.includes('{seed}'));
    }
    const report = await library.inspectDataset({ source: { path: entries[0]?.path ?? '' }, template: 'plain' });
    expect(report).toMatchObject({ rowCount: 600, problemCount: 0 });
  });

  it('are imported as JSON Lines, from a path or from the text of a dropped file', async () => {
    const { library, write, client, datasets } = await openLibrary();
    const source = { path: write('Rows.csv', '\uFEFFquestion,answer\r\n"one, two",yes\r\n') };
    const notices = await collectNotices(client, () =>
      library.importDataset({ source, name: 'My rows', role: 'task' }),
    );
    expect(notices).toContain('library');
    await library.importDataset({
      source: { fileName: '../two.json', text: '[{"prompt":"a","response":"b"}]' },
      name: '…',
    });
    const [two, rows] = (await library.datasets()).filter(({ source: from }) => from === 'imported');
    expect(rows).toMatchObject({
      name: 'My rows',
      role: 'task',
      rowCount: 1,
      columns: { instruction: 'question', input: null, output: 'answer' },
      isMissing: false,
    });
    expect(rows?.id).toMatch(/^my-rows-/);
    expect(readFileSync(rows?.path ?? '', 'utf8')).toBe('{"question":"one, two","answer":"yes"}\n');
    expect(two).toMatchObject({ name: '…', columns: { instruction: 'prompt', output: 'response' } });
    expect(readdirSync(datasets)).toHaveLength(2);
  });

  it('are not imported while any row is bad; the first bad rows are named and nothing is left behind', async () => {
    const { library, write, datasets } = await openLibrary();
    const path = write('bad.jsonl', '{"prompt":"a","answer":"b"}\nno\n[]\n{"prompt":1,"answer":"b"}\n{"prompt":"x"}\n');
    const refusal = library.importDataset({ source: { path }, name: 'Bad' });
    await expect(refusal).rejects.toThrow(
      /^bad\.jsonl: nothing was imported: row 2: .*; row 3: .*; row 4: .*; and 1 more\./,
    );
    await expect(library.importDataset({ source: { path: write('e.csv', '') }, name: 'Empty' })).rejects.toThrow(
      'at least one row was expected',
    );
    const latin = write('latin.jsonl', Buffer.from('{"prompt":"caf\xe9","answer":"b"}', 'latin1'));
    await expect(library.importDataset({ source: { path: latin }, name: 'Latin' })).rejects.toThrow('UTF-8');
    await expect(library.importDataset({ source: { path: write('a.parquet', '') }, name: 'P' })).rejects.toThrow(
      'begins with PAR1',
    );
    await expect(library.importDataset({ source: { path: write('a.txt', '') }, name: 'T' })).rejects.toThrow(
      '.parquet',
    );
    await expect(library.importDataset({ source: { path: '/nowhere.csv' }, name: 'N' })).rejects.toThrow(
      'no such file',
    );
    expect(existsSync(datasets) ? readdirSync(datasets) : []).toEqual([]);
  });

  it('say how long their examples are for the tokenizer of a model', async () => {
    const { library } = await openLibrary();
    const text = '{"instruction":"how do i make nujomo ?","output":"take it ."}\n';
    const asked = { source: { fileName: 'a.jsonl', text }, template: 'plain' as const };
    expect(await library.inspectDataset(asked)).toMatchObject({ lengths: null });
    expect(await library.inspectDataset({ ...asked, modelPath: join(sample, 'model') })).toMatchObject({
      preview: [{ prompt: 'how do i make nujomo ? =>', answer: 'take it .' }],
      lengths: { longest: 11, median: 11, measured: 1 },
    });
  });

  it('may be packed with gzip, from a path or dropped, and are kept unpacked', async () => {
    const { library, write } = await openLibrary();
    const packed = gzipSync('{"prompt":"a","answer":"b"}\n{"prompt":"c","answer":"d"}\n');
    await library.importDataset({ source: { path: write('a.jsonl.gz', packed) }, name: 'By path' });
    const dropped = { fileName: 'b.jsonl.gz', base64: packed.toString('base64') };
    await library.importDataset({ source: dropped, name: 'Dropped' });
    const imported = (await library.datasets()).filter(({ source }) => source === 'imported');
    expect(imported.map(({ name, rowCount }) => `${name}: ${rowCount}`).toSorted()).toEqual([
      'By path: 2',
      'Dropped: 2',
    ]);
    for (const { path } of imported) expect(readFileSync(path, 'utf8')).toContain('{"prompt":"c","answer":"d"}');
    const cut = { path: write('cut.jsonl.gz', packed.subarray(0, 30)) };
    await expect(library.importDataset({ source: cut, name: 'Cut' })).rejects.toThrow('a whole gzip file was expected');
  });

  it('are shown with the system prompt, where the model brings a template of its own', async () => {
    const { library, project } = await openLibrary();
    const model = join(project.folder, 'chat-model');
    cpSync(join(sample, 'model'), model, { recursive: true });
    writeFileSync(
      join(model, 'chat_template.jinja'),
      '{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}',
    );
    const source = { fileName: 'a.jsonl', text: '{"instruction":"why ?","output":"so ."}\n' };
    const asked = { source, template: 'chat' as const, modelPath: model };
    const previewed = async (systemPrompt: string | null) =>
      (await library.inspectDataset({ ...asked, systemPrompt })).preview[0]?.prompt;
    expect(await previewed(null)).toBe('<user>why ?<assistant>');
    expect(await previewed('be kind')).toBe('<system>be kind<user>why ?<assistant>');
  });

  it('are removed into a trash, taken out of it again, and deleted after a week', async () => {
    const { library, project, datasets } = await openLibrary();
    const entry = await library.importDataset({
      source: { fileName: 'a.jsonl', text: '{"text":"a","label":"b"}' },
      name: 'A',
    });
    const imported = async () => (await library.datasets()).filter(({ source }) => source === 'imported');
    await library.removeDataset({ id: entry.id });
    expect(await imported()).toEqual([]);
    expect(await library.restoreDataset({ id: entry.id })).toEqual(entry);
    expect(await imported()).toEqual([entry]);
    await library.removeDataset({ id: entry.id });
    mkdirSync(join(datasets, '.import-killed'));
    await tidyDatasets(project.dataFolder, Date.now());
    expect(readdirSync(datasets)).toEqual(['.trash']);
    expect(readdirSync(join(datasets, '.trash'))).toEqual([entry.id]);
    const longAgo = new Date(Date.now() - 8 * 24 * 60 * 60 * 1000);
    utimesSync(join(datasets, '.trash', entry.id), longAgo, longAgo);
    await tidyDatasets(project.dataFolder, Date.now());
    expect(readdirSync(join(datasets, '.trash'))).toEqual([]);
    await expect(library.restoreDataset({ id: entry.id })).rejects.toThrow('There is no imported data set');
    await expect(library.removeDataset({ id: '../../etc' })).rejects.toThrow('There is no imported data set');
  });

  it('cannot be removed while a run that is not over needs them', async () => {
    const { library, lab, project } = await openLibrary();
    const entry = await library.importDataset({
      source: { fileName: 'a.jsonl', text: '{"text":"a","label":"b"}' },
      name: 'A',
    });
    await lab.stop();
    const again = await openScriptedLab(project, { align: 'wait' });
    const { client } = openHost(again);
    const settings = { ...usualSettings, attack: { ...usualSettings.attack, task: { path: entry.path } } };
    const { id } = await again.submit(project.writeSpec({ settings }));
    await expect(client.library.removeDataset({ id: entry.id })).rejects.toThrow(
      '"Small test" has runs that still need',
    );
    await again.cancel({ experimentId: id });
    await client.library.removeDataset({ id: entry.id });
  });

  it('whose rows were deleted by hand are shown as missing, and a broken dataset.json is named', async () => {
    const { library, datasets } = await openLibrary();
    const entry = await library.importDataset({
      source: { fileName: 'a.jsonl', text: '{"text":"a","label":"b"}' },
      name: 'A',
    });
    rmSync(entry.path);
    expect((await library.datasets())[0]).toMatchObject({ id: entry.id, isMissing: true });
    writeFileSync(join(datasets, entry.id, 'dataset.json'), '{"version": 2}');
    await expect(library.datasets()).rejects.toThrow('dataset.json');
  });
});

describe('models', () => {
  it('are at first the sample model', async () => {
    const { library } = await openLibrary();
    const path = join(sample, 'model');
    const entry = { id: 'sample', name: 'Sample model', path, source: 'sample', family: 'llama', isMissing: false };
    expect(await library.models()).toEqual([
      { ...entry, parameterCount: 880_768, loraTargets: expect.arrayContaining(['q_proj', 'down_proj']) },
    ]);
  });

  it('are added by folder, kept in models.json, and removed from the list alone', async () => {
    const { library, project, client } = await openLibrary();
    const path = join(project.folder, 'copy');
    cpSync(join(sample, 'model'), path, { recursive: true });
    expect(await library.inspectModel({ path })).toMatchObject({ path, problems: [], layers: 4 });
    const notices = await collectNotices(client, () => library.addModel({ path, name: 'Mine' }));
    expect(notices).toContain('library');
    await expect(library.addModel({ path: `${path}/`, name: 'Again' })).rejects.toThrow(
      'in the list already, as "Mine"',
    );
    const [, mine] = await library.models();
    expect(mine).toMatchObject({ name: 'Mine', path, source: 'added', family: 'llama', isMissing: false });
    expect(JSON.parse(readFileSync(join(project.dataFolder, 'models.json'), 'utf8'))).toMatchObject({ version: 1 });
    rmSync(join(path, 'model.safetensors'));
    expect((await library.models())[1]).toMatchObject({ isMissing: true });
    await library.removeModel({ id: mine?.id ?? '' });
    expect(await library.models()).toHaveLength(1);
    expect(existsSync(path)).toBe(true);
    await expect(library.removeModel({ id: 'sample' })).rejects.toThrow('There is no added model');
  });

  it('are refused with the first of their problems', async () => {
    const { library, project } = await openLibrary();
    await expect(library.addModel({ path: join(project.folder, 'model'), name: 'No' })).rejects.toThrow(
      /^The model was not added: .*config\.json.* \(and \d more problems?\)$/,
    );
    await expect(library.addModel({ path: project.folder, name: 'No' })).rejects.toThrow('config.json was expected');
    expect(await library.models()).toHaveLength(1);
  });
});
