import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { bundle, makeFinished, openEmpty } from './fixtures.ts';

/** Watches which files are brought to the disk, by their paths at that moment; Linux tells the path of an open file. */
async function watchSyncs(): Promise<string[]> {
  const file = await open(import.meta.filename, 'r');
  const prototype: typeof file = Object.getPrototypeOf(file);
  await file.close();
  const synced: string[] = [];
  const sync: unknown = Reflect.get(prototype, 'sync');
  if (typeof sync !== 'function') throw new Error('Open files cannot be synced here.');
  const spy = vi.spyOn(prototype, 'sync').mockImplementation(async function (this: typeof file) {
    await Reflect.apply(sync, this, []);
    synced.push(readlinkSync(`/proc/self/fd/${this.fd}`));
  });
  onTestFinished(() => spy.mockRestore());
  return synced;
}

it.skipIf(!existsSync('/proc/self/fd'))('what an import moves in is on the disk before', async () => {
  const finished = await makeFinished();
  const { path } = await bundle(finished, { adapters: 'final', data: true });
  const other = await openEmpty(finished.project);
  const synced = await watchSyncs();
  await other.importBundle(path);
  const moved = ['stages', 'inputs'].flatMap((name) =>
    readdirSync(join(other.dataFolder, name), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const importing = join(other.dataFolder, 'importing');
  // Where it lies in the end is told by the part behind the folder that it was unpacked to.
  const places = synced.map((one) => one.replace(new RegExp(`^${importing}/[^/]+/`), ''));
  expect(synced.every((one) => one.startsWith(importing))).toBe(true);
  expect(places.map((place) => join(other.dataFolder, place.replace(/^data\//, 'inputs/'))).sort()).toEqual(
    moved.sort(),
  );
  expect(moved.filter((one) => one.endsWith('samples.jsonl'))).toHaveLength(2);
});
