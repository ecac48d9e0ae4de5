import { describe, expect, it } from 'vitest';
import { formatDuration, formatEstimate } from '../../../src/cli/terminal/duration.ts';
import { openProgress, renderBar } from '../../../src/cli/terminal/progress.ts';

/** A stream that keeps what is written to it. */
function openMemoryStream(options: { readonly isTTY?: boolean; readonly columns?: number } = {}) {
  const written: string[] = [];
  return { ...options, written, write: (text: string) => written.push(text) };
}

const half = { fraction: 0.5, remainingMs: 180_000, text: '3 of 6 stages' };

describe('the progress display', () => {
  it('redraws one line on a terminal and removes it in the end', () => {
    const stream = openMemoryStream({ isTTY: true, columns: 80 });
    let nowMs = 0;
    const progress = openProgress({ stream, isQuiet: false, getNowMs: () => nowMs });
    progress.update(half);
    nowMs += 50;
    progress.update({ ...half, fraction: 0.51 });
    nowMs += 300;
    progress.update({ ...half, fraction: 0.52 });
    progress.close();
    expect(stream.written.every((text) => text.startsWith('\r') && !text.includes('\n'))).toBe(true);
    expect(stream.written).toHaveLength(3);
    expect(stream.written[0]).toContain('50 %  about 3 min left  3 of 6 stages');
    expect(stream.written[2]).toBe('\r\u001B[K');
  });

  it('keeps a logged line above the bar', () => {
    const stream = openMemoryStream({ isTTY: true, columns: 80 });
    const progress = openProgress({ stream, isQuiet: false, getNowMs: () => 0 });
    progress.update(half);
    progress.log('Failed: align 12345678');
    expect(stream.written[1]).toContain('Failed: align 12345678\n━━━━');
  });

  it('writes plain lines, ten seconds apart, where there is no terminal', () => {
    const stream = openMemoryStream();
    let nowMs = 0;
    const progress = openProgress({ stream, isQuiet: false, getNowMs: () => nowMs });
    for (; nowMs <= 20_000; nowMs += 1000) progress.update({ ...half, fraction: nowMs / 100_000 });
    progress.close();
    expect(stream.written).toEqual(
      [0, 10, 20].map((percent) => `${String(percent).padStart(3)} %  about 3 min left  3 of 6 stages\n`),
    );
  });

  it('says nothing where a program reads the output', () => {
    const stream = openMemoryStream();
    openProgress({ stream, isQuiet: true }).update(half);
    expect(stream.written).toEqual([]);
  });

  it('never takes more columns than the terminal has, and lets no control character through', () => {
    for (const width of [40, 57, 80, 140]) {
      const bar = renderBar({ ...half, text: `aligning \u001B[2J${'x'.repeat(200)}` }, width);
      expect(Array.from(bar).length).toBeLessThan(width);
      expect(bar).not.toContain('\u001B');
    }
  });

  it('shows a bar without numbers while nothing is known', () => {
    expect(renderBar({ fraction: null, remainingMs: null, text: '0 of 6 stages' }, 80)).toMatch(
      /^─+ {2}0 of 6 stages$/,
    );
  });
});

describe('durations', () => {
  it('have two units at most', () => {
    expect([900, 42_000, 185_000, 240_000, 7_800_000, 180_000_000].map(formatDuration)).toEqual([
      '1 s',
      '42 s',
      '3 min 5 s',
      '4 min',
      '2 h 10 min',
      '2 d 2 h',
    ]);
  });

  it('are guessed no finer than they can be known', () => {
    expect([4_000, 33_000, 58_000, 250_000, 3_600_000, 9_100_000].map(formatEstimate)).toEqual([
      'under 10 s',
      'about 35 s',
      'about 1 min',
      'about 4 min',
      'about 60 min',
      'about 2 h 30 min',
    ]);
  });
});
