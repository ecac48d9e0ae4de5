import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ZipWriter } from '@zip.js/zip.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyBundle } from '../../../src/lab/bundle/verify-bundle.ts';
import { AppError } from '../../../src/shared/errors.ts';
import { makeTemporaryFolder } from '../../store/fixtures/temporary-folder.ts';
import { bundle, makeFinished, pack, page, readEntries } from './fixtures.ts';

/** What verifying a file says is wrong, as one text; empty where it is whole. */
async function verify(path: string): Promise<string> {
  try {
    const { problems } = await verifyBundle(path);
    return problems.map(({ entry, problem }) => `${entry}: ${problem}`).join('\n');
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.message;
  }
}

async function makeBundle() {
  const { path } = await bundle(await makeFinished());
  return { path, entries: await readEntries(path), forged: join(makeTemporaryFolder(), 'forged.booster.html') };
}

/** Writes an archive of entries with options of their own behind a page, as no writer of ours would. */
async function packRaw(
  path: string,
  entries: readonly { readonly name: string; readonly bytes: Uint8Array; readonly options?: object }[],
): Promise<void> {
  const pieces: Uint8Array[] = [Buffer.from(page)];
  const sink = new WritableStream<Uint8Array>({ write: (piece) => void pieces.push(Uint8Array.from(piece)) });
  const zip = new ZipWriter(sink, { offset: page.length, useCompressionStream: true });
  for (const { name, bytes, options } of entries)
    await zip.add(name, new Blob([Uint8Array.from(bytes)]).stream(), options);
  await zip.close();
  writeFileSync(path, Buffer.concat(pieces));
}

describe('verifying a bundle', () => {
  it('finds it whole, with every entry read', async () => {
    const { path, entries } = await makeBundle();
    const verified = await verifyBundle(path);
    expect(verified).toMatchObject({ problems: [], entryCount: entries.size - 1, runCount: 2, stageCount: 5 });
  });

  it('refuses a flipped byte wherever it is, in a sentence that names the file', async () => {
    const { path, forged } = await makeBundle();
    const bytes = readFileSync(path);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.integer({ min: 0, max: bytes.length - 1 }),
          // The list of entries, its end and the seal.
          fc.integer({ min: bytes.length - 4000, max: bytes.length - 1 }),
          fc.integer({ min: 0, max: page.length + 200 }),
        ),
        fc.integer({ min: 1, max: 255 }),
        async (place, change) => {
          const flipped = Buffer.from(bytes);
          flipped[place] = (flipped[place] ?? 0) ^ change;
          writeFileSync(forged, flipped);
          expect(await verify(forged), `byte ${place}`).toMatch(
            /forged\.booster\.html|^(stages|experiments|the page|the archive)/m,
          );
        },
      ),
      { numRuns: 150, seed: 20_261_124 },
    );
  });

  it('names the entry in whose bytes one is flipped', async () => {
    const { path, entries, forged } = await makeBundle();
    const bytes = readFileSync(path);
    const names = [...entries.keys()].filter((name) => name !== 'manifest.json');
    for (const name of names) {
      // Its bytes follow the local header, whose name is the first in the file.
      const start = bytes.indexOf(name) + name.length;
      const flipped = Buffer.from(bytes);
      flipped[start + 60] = (flipped[start + 60] ?? 0) ^ 0x10;
      writeFileSync(forged, flipped);
      expect(await verify(forged)).toContain(name);
    }
  });

  it('refuses a file that was cut, or has something behind its end', async () => {
    const { path, forged } = await makeBundle();
    const bytes = readFileSync(path);
    for (const length of [0, 10, page.length, bytes.length - 1000, bytes.length - 1]) {
      writeFileSync(forged, bytes.subarray(0, length));
      expect(await verify(forged)).not.toBe('');
    }
    writeFileSync(forged, Buffer.concat([bytes, Buffer.from('x')]));
    expect(await verify(forged)).not.toBe('');
  });

  it('finds an entry that was changed with all checksums of the archive made right again', async () => {
    const { entries, forged } = await makeBundle();
    const name = [...entries.keys()].find((one) => one.endsWith('events.jsonl')) ?? '';
    entries.set(name, Buffer.from((entries.get(name)?.toString('utf8') ?? '').replace('"value":100', '"value":200')));
    const other = [...entries.keys()].findLast((one) => one.endsWith('events.jsonl')) ?? '';
    entries.set(
      other,
      Buffer.from((entries.get(other)?.toString('utf8') ?? '').replace('"successes":1', '"successes":0')),
    );
    await pack(forged, entries);
    expect(await verify(forged)).toBe(`${other}: is not as it was written: its sha256 is not the one of the manifest`);
  });

  it('names what is missing, what is too much, and a page that was changed', async () => {
    const { entries, forged } = await makeBundle();
    const name = [...entries.keys()].find((one) => one.endsWith('samples.jsonl')) ?? '';
    await pack(forged, new Map([...entries].filter(([one]) => one !== name)));
    expect(await verify(forged)).toBe(`${name}: is missing`);
    const extra = `stages/${'0'.repeat(64)}/events.jsonl`;
    await pack(forged, new Map([...entries, [extra, Buffer.from('{}\n')]]));
    expect(await verify(forged)).toBe(`${extra}: is not in the manifest, so nobody vouches for it`);
    await pack(forged, entries, page.replace('A report', 'A better report'));
    expect(await verify(forged)).toMatch(/^the page: /);
  });

  it('finds a manifest that vouches for settings which are not those of the stage', async () => {
    const { entries, forged } = await makeBundle();
    const name = [...entries.keys()].find((one) => one.endsWith('spec.json')) ?? '';
    const changed = Buffer.from((entries.get(name)?.toString('utf8') ?? '').replace('"seed": 0', '"seed": 1'));
    const manifest = JSON.parse(entries.get('manifest.json')?.toString('utf8') ?? '{}');
    const { createHash } = await import('node:crypto');
    for (const entry of manifest.entries)
      if (entry.path === name) entry.sha256 = createHash('sha256').update(changed).digest('hex');
    entries.set(name, changed).set('manifest.json', Buffer.from(JSON.stringify(manifest)));
    await pack(forged, entries);
    expect(await verify(forged)).toMatch(new RegExp(`^${name}: its settings have the key [0-9a-f]{64}, not that`));
  });

  it('refuses a later version of the format, and what is no bundle', async () => {
    const { entries, forged } = await makeBundle();
    const manifest = JSON.parse(entries.get('manifest.json')?.toString('utf8') ?? '{}');
    entries.set('manifest.json', Buffer.from(JSON.stringify({ ...manifest, version: 2, news: true })));
    await pack(forged, entries);
    expect(await verify(forged)).toMatch(/has version 2, this program reads up to 1; use the newer Booster Lab/);
    await pack(forged, new Map([['notes.txt', Buffer.from('hello')]]));
    expect(await verify(forged)).toMatch(/is no bundle of Booster Lab: expected an entry manifest\.json/);
    writeFileSync(forged, '<html>just a page</html>');
    expect(await verify(forged)).toMatch(/is no bundle, or its end is missing/);
    expect(await verify(join(forged, '..', 'nothing.html'))).toMatch(/cannot be read: ENOENT/);
    expect(await verify(join(forged, '..'))).toMatch(/expected a file, found a folder/);
  });

  it.each([
    ['../outside.txt', /name that leads out/],
    ['/etc/outside.txt', /name that leads out/],
    ['stages/../../outside.txt', /name that leads out/],
    ['C:\\outside.txt', /name that leads out/],
  ])('refuses the name %s', async (name, sentence) => {
    const { entries, forged } = await makeBundle();
    const all = [...entries].map(([one, bytes]) => ({ name: one, bytes }));
    await packRaw(forged, [...all, { name, bytes: Buffer.from('x') }]);
    expect(await verify(forged)).toMatch(sentence);
  });

  it.each([
    ['CON.json', /has the name of a device of Windows \("CON\.json"\)/],
    ['events.jsonl.', /ends with a dot or a space \("events\.jsonl\."\)/],
    ['events.jsonl ', /ends with a dot or a space/],
    ['what?.json', /has a sign that Windows does not allow in names \("\?" in "what\?\.json"\)/],
    ['spec.json:hidden', /\(":" in "spec\.json:hidden"\)/],
  ])('refuses the file %s of a stage, which Windows cannot write', async (file, sentence) => {
    const { entries, forged } = await makeBundle();
    const all = [...entries].map(([name, bytes]) => ({ name, bytes }));
    await packRaw(forged, [...all, { name: `stages/${'0'.repeat(64)}/${file}`, bytes: Buffer.from('{}') }]);
    expect(await verify(forged)).toMatch(sentence);
  });

  it('refuses links, folders, encrypted entries, doubles and traps', async () => {
    const { entries, forged } = await makeBundle();
    const all = [...entries].map(([name, bytes]) => ({ name, bytes }));
    const name = `stages/${'0'.repeat(64)}/spec.json`;
    const attempt = async (extra: Parameters<typeof packRaw>[1][number]) => {
      await packRaw(forged, [...all, extra]);
      return verify(forged);
    };
    const bytes = Buffer.from('/etc/passwd');
    expect(await attempt({ name, bytes, options: { unixMode: 0o120777 } })).toMatch(/is a link, expected a file/);
    expect(await attempt({ name, bytes, options: { password: 'x' } })).toMatch(/is encrypted/);
    expect(await attempt({ name: `${name}/`, bytes: new Uint8Array(0), options: { directory: true } })).toMatch(
      /is a folder/,
    );
    expect(await attempt({ name: name.replace('spec', 'other'), bytes })).toMatch(
      /has a name that nothing in a bundle has/,
    );
    const known = all.find(({ name: one }) => one.endsWith('spec.json'))?.name ?? '';
    await packRaw(forged, [...all, { name: known.replace('spec', 'SPEC'), bytes }]);
    const twice = readFileSync(forged, 'latin1').replaceAll('SPEC.json', 'spec.json');
    writeFileSync(forged, twice, 'latin1');
    expect(await verify(forged)).toMatch(/occurs twice/);
    for (const [first, other] of [
      ['spec.json', 'Spec.json'],
      ['stages', 'STAGES'],
    ]) {
      const sentence = await attempt({ name: known.replace(first ?? '', other ?? ''), bytes });
      expect(sentence).toMatch(/differs only in capitals from ".*", which is the same place on Windows/);
    }
    expect(await attempt({ name, bytes: new Uint8Array(5_000_000) })).toMatch(
      /unpacks from \d+ to 5000000 bytes, which is a trap/,
    );
  });
});
