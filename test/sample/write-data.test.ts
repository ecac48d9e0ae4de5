import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';

import { listSampleFiles, writeSampleFiles } from '../../scripts/sample/write-data.ts';
import { sampleWorldSeed } from '../../scripts/sample/world.ts';

const committedFolder = fileURLToPath(new URL('../../resources/sample/', import.meta.url));

describe('writeSampleFiles', () => {
  it('writes the committed files again byte for byte', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sample-data-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeSampleFiles(folder);
    for (const path of listSampleFiles(sampleWorldSeed).keys()) {
      const [written, committed] = await Promise.all([
        readFile(join(folder, path)),
        readFile(join(committedFolder, path)),
      ]);
      expect(written.equals(committed), path).toBe(true);
    }
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
