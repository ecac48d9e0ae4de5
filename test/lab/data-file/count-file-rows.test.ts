import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { countFileRows } from '../../../src/lab/data-file/count-file-rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'booster-lab-count-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function count(name: string, content: string | Buffer): number | null {
  const path = join(folder, name);
  writeFileSync(path, content);
  return countFileRows(path);
}

describe('counting the rows of a data file', () => {
  it('counts lines, items and rows alike, packed or not', () => {
    const contents = { 'a.jsonl': '{}\n{}\n\n{}', 'a.json': '[{},{},{}]', 'a.csv': 'x,y\n1,"2\n3"\r\n4,5\n6,7\n' };
    for (const [name, content] of Object.entries(contents)) {
      expect(count(name, content), name).toBe(3);
      expect(count(`${name}.gz`, gzipSync(content)), `${name}.gz`).toBe(3);
    }
  });

  it('leaves open what a damaged file holds', () => {
    expect(count('cut.jsonl.gz', gzipSync('{}\n').subarray(0, 12))).toBeNull();
    expect(count('cut.json', '[{},')).toBeNull();
    expect(count('cut.parquet', 'PAR1')).toBeNull();
  });
});
