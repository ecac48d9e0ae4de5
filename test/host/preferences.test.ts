import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProject, openScriptedLab } from '../lab/fixtures/project.ts';
import { openHost } from './fixtures/open-host.ts';

describe('preferences', () => {
  it('are null until they are set, and keep any JSON value by name', async () => {
    const { client } = openHost(await openScriptedLab(makeProject()));
    expect(await client.preferences.get({ name: 'runs.views' })).toBeNull();
    await client.preferences.set({ name: 'runs.views', value: [{ columns: ['attack.p'] }] });
    await client.preferences.set({ name: 'tour', value: true });
    expect(await client.preferences.get({ name: 'runs.views' })).toEqual([{ columns: ['attack.p'] }]);
    expect(await client.preferences.get({ name: 'tour' })).toBe(true);
  });

  it('refuse a name that could leave their folder', async () => {
    const { client } = openHost(await openScriptedLab(makeProject()));
    await expect(client.preferences.set({ name: '../lab', value: 1 })).rejects.toThrow('Input validation failed');
  });

  it('put a broken file aside and keep its bytes', async () => {
    const project = makeProject();
    const { client } = openHost(await openScriptedLab(project));
    await client.preferences.set({ name: 'tour', value: true });
    const folder = join(project.dataFolder, 'window', 'preferences');
    writeFileSync(join(folder, 'tour.json'), '{"version": 1, "val');
    expect(await client.preferences.get({ name: 'tour' })).toBeNull();
    await client.preferences.set({ name: 'tour', value: false });
    const aside = readdirSync(folder).find((name) => name.startsWith('tour.json.unreadable-'));
    expect(readFileSync(join(folder, aside ?? ''), 'utf8')).toBe('{"version": 1, "val');
    expect(await client.preferences.get({ name: 'tour' })).toBe(false);
  });
});
