import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';

import { listSampleFiles, writePretrainingRows, writeSampleFiles } from '../../scripts/sample/write-data.ts';
import { sampleWorldSeed } from '../../scripts/sample/world.ts';

const committedFolder = fileURLToPath(new URL('../../resources/sample/', import.meta.url));

describe('writeSampleFiles', () => {
  it('writes the committed files again byte for byte', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sample-data-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeSampleFiles(folder);
    const changedPaths: string[] = [];
    for (const path of listSampleFiles(sampleWorldSeed).keys()) {
      const [written, committed] = await Promise.all([
        readFile(join(folder, path)),
        readFile(join(committedFolder, path)),
      ]);
      if (!written.equals(committed)) changedPaths.push(path);
    }
    expect(changedPaths).toEqual([]);
  });

  it('stays under 3 MB', () => {
    let sizeBytes = 0;
    for (const content of listSampleFiles(sampleWorldSeed).values()) sizeBytes += Buffer.byteLength(content);
    expect(sizeBytes).toBeLessThan(3_000_000);
  });

  it('writes only lower-case words and marks separated by single spaces', () => {
    for (const [path, content] of listSampleFiles(sampleWorldSeed)) {
      if (!path.endsWith('.jsonl')) continue;
      expect(content.endsWith('}\n')).toBe(true);
      for (const line of content.trimEnd().split('\n')) {
        const row = JSON.parse(line);
        for (const text of [row.instruction, row.output]) expect(text).toMatch(/^([a-z]+|[.,?])( ([a-z]+|[.,?]))*$/);
      }
    }
  });
});

describe('writePretrainingRows', () => {
  it('writes the wanted number of rows, the same ones each time', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sample-pretraining-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const first = await readFile(await writePretrainingRows(folder, { count: 300, seed: 1 }), 'utf8');
    const second = await readFile(await writePretrainingRows(folder, { count: 300, seed: 1 }), 'utf8');
    expect(first.split('\n')).toHaveLength(301);
    expect(second).toBe(first);
  });
});
