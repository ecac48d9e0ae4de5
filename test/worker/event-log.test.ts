import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openEventLog } from '../../src/worker/event-log.ts';
import { makeTemporaryFolder } from '../store/fixtures/temporary-folder.ts';

const started = {
  kind: 'started',
  atMs: 1,
  pid: 1,
  host: 'h',
  device: 'cpu',
  versions: {},
  resumedFromStep: 0,
} as const;

describe('openEventLog', () => {
  it('counts attempts and cuts off a torn last line, even inside a character', () => {
    const path = join(makeTemporaryFolder(), 'events.jsonl');
    const first = openEventLog(path);
    expect(first.attempt).toBe(1);
    first.append({ ...started, attempt: 1 });
    first.append({ kind: 'logged', atMs: 2, level: 'info', message: 'λ' });
    first.close();
    const whole = readFileSync(path);
    appendFileSync(path, whole.subarray(0, whole.lastIndexOf(0xbb)));
    const torn = readFileSync(path);
    expect(torn.length).toBeGreaterThan(whole.length);
    const second = openEventLog(path);
    // The torn tail above repeats one whole `started` line.
    expect(second.attempt).toBe(3);
    second.append({ kind: 'finished', atMs: 3, outcome: 'completed' });
    second.close();
    const lines = readFileSync(path, 'utf8').split('\n');
    expect(lines.at(-1)).toBe('');
    expect(lines.slice(0, -1).map((line) => JSON.parse(line).kind)).toEqual([
      'started',
      'logged',
      'started',
      'finished',
    ]);
  });

  it('says which log cannot be written', () => {
    const folder = makeTemporaryFolder();
    expect(() => openEventLog(join(folder, 'none', 'events.jsonl'))).toThrow(
      /The event log .*none.*events\.jsonl cannot be written: ENOENT/,
    );
    expect(() => openEventLog(folder)).toThrow(/cannot be written: EISDIR/);
  });
});
