import { describe, expect, it } from 'vitest';
import {
  holdsModel,
  isChoice,
  listChoices,
  openFolder,
  splitPath,
} from '../../src/renderer/components/file-chooser/typed-path.ts';
import type { FolderEntry } from '../../src/shared/contract/system.ts';

const entry = (name: string, parts: Partial<FolderEntry> = {}): FolderEntry => ({
  name,
  path: `/data/${name}`,
  kind: 'file',
  sizeBytes: 1,
  isModel: false,
  ...parts,
});

describe('a typed path', () => {
  it('is the open folder and the beginning of a name', () => {
    expect(splitPath('/home/me/mod', false)).toEqual({ folder: '/home/me/', beginning: 'mod' });
    expect(splitPath('/home/me/', false)).toEqual({ folder: '/home/me/', beginning: '' });
    expect(splitPath('mod', false)).toEqual({ folder: '', beginning: 'mod' });
  });

  it('has separators of both kinds on Windows, and a backslash in a name elsewhere', () => {
    expect(splitPath('C:\\data/sets\\al', true)).toEqual({ folder: 'C:\\data/sets\\', beginning: 'al' });
    expect(splitPath('/data/a\\b', false)).toEqual({ folder: '/data/', beginning: 'a\\b' });
  });

  it('ends with a separator when a folder was opened', () => {
    expect([openFolder('/data', false), openFolder('/', false), openFolder('C:\\data', true)]).toEqual([
      '/data/',
      '/',
      'C:\\data\\',
    ]);
  });
});

describe('what can be chosen', () => {
  const entries = [
    entry('Models', { kind: 'folder' }),
    entry('model', { kind: 'folder', isModel: true }),
    entry('more.CSV'),
    entry('more.txt'),
  ];

  it('is, where data is looked for, a data file; folders are opened', () => {
    const choices = listChoices(entries, 'data', 'mo');
    expect(choices.map(({ name }) => name)).toEqual(['Models', 'model', 'more.CSV']);
    expect(choices.map((each) => isChoice(each, 'data'))).toEqual([false, false, true]);
  });

  it('is, where results of other programs are looked for, any file; folders are opened', () => {
    const choices = listChoices(entries, 'results', 'mo');
    expect(choices.map((each) => [each.name, isChoice(each, 'results')])).toEqual([
      ['Models', false],
      ['model', false],
      ['more.CSV', true],
      ['more.txt', true],
    ]);
  });

  it('is, where a model is looked for, a folder that holds one', () => {
    const choices = listChoices(entries, 'model', '');
    expect(choices.map((each) => [each.name, isChoice(each, 'model')])).toEqual([
      ['Models', false],
      ['model', true],
    ]);
    expect(holdsModel([entry('config.json'), entry('model-00001.safetensors')])).toBe(true);
    expect(holdsModel([entry('config.json')])).toBe(false);
  });
});
