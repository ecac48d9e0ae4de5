import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cases } from '../../bench/cases.ts';
import { countStepFlops } from '../../bench/flops.ts';
import { parseOptions } from '../../bench/options.ts';
import { listPairs } from '../../bench/pairs.ts';
import { collectResults, describeResults } from '../../bench/results.ts';
import { padBatch, unpadBatch } from '../../bench/sides/data-file.ts';
import { median, sumGroups } from '../../bench/statistics.ts';
import { formatCases } from '../../bench/table.ts';
import { readModelConfig } from '../../src/engine/models/registry.ts';

const input = { modelFolder: 'model', dataFile: 'data.json' };
const pairs = listPairs({ sample: input, large: input }, true);

describe('the cases of the benchmark', () => {
  it('each take a pair that is measured, apart from the overhead, and their names differ', () => {
    const measured = new Set(pairs.map(({ name }) => name));
    for (const found of cases) expect(measured.has(found.pair) || found.what === 'overhead').toBe(true);
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });

  it('give a ratio above one where ours is faster or smaller, and say plainly which bar is missed', () => {
    const names = ['booster-step-512-lora', 'memory-booster-512', 'overhead-stage'];
    const wanted = cases.filter(({ name }) => names.includes(name));
    const pair = pairs.find(({ name }) => name === 'booster-512-lora');
    if (!pair) throw new Error('The pair is missing.');
    const round = { ours: { ms: [100, 110], peakBytes: 2e9 }, reference: { ms: [300, 330], peakBytes: 1e9 } };
    const measured = {
      pair,
      rounds: [round],
      ours: [100, 110],
      reference: [300, 330],
      roundRatios: [3],
      sameWork: '',
    };
    const overhead = { stageMs: 3000, loopMs: 2000, nativeMs: 1990, calls: 10 };
    const results = collectResults(wanted, [measured], new Map([['overhead-stage', [overhead]]]));
    expect(describeResults(results)).toEqual({
      cases: [
        { name: 'booster-step-512-lora', ours: 105, reference: 315, unit: 'ms/step', ratio: 3, bar: 1.5 },
        { name: 'memory-booster-512', ours: 2000, reference: 1000, unit: 'MB', ratio: 0.5, bar: 1 },
        { name: 'overhead-stage', ours: 0.5, reference: 2, unit: '%', ratio: 4, bar: 1 },
      ],
    });
    expect(
      formatCases(results)
        .split('\n')
        .map((line) => /\S+$/.exec(line)?.[0]),
    ).toEqual(['bar', 'ok', 'MISSED', 'ok']);
  });
});

describe('the numbers behind the cases', () => {
  it('take the middle value, or the mean of both middle ones', () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it('add up whole passes only', () => {
    expect(sumGroups([1, 2, 3, 4, 5], 2)).toEqual([3, 7]);
  });

  it('count the needed operations of a step by hand-checked sums', () => {
    const config = readModelConfig(join(import.meta.dirname, '../../resources/sample/model'));
    const row = { input_ids: [[5, 6, 7, 8]], labels: [[-100, -100, 7, 8]], attention_mask: [[1, 1, 1, 1]] };
    const data = { alignment: [row], harmful: [row], prompts: [[5]] };
    const linear = 2 * 4 * (4 * 128 * 128 + 3 * 128 * 352) * 4;
    const attention = 4 * 4 * 128 * (4 ** 2 / 2);
    const logits = 2 * 600 * 128 * 2;
    const full = { kind: 'full', freezeEmbeddings: true } as const;
    const once = 3 * linear + 3 * attention + 2 * logits;
    expect(countStepFlops(config, full, { name: 'sft' }, data)).toBe(once);
    const booster = { name: 'booster', lambda: 5, alpha: 0.1, harmfulBatchSize: 1 } as const;
    expect(countStepFlops(config, full, booster, data)).toBe(3 * once);
  });

  it('bring rows through the data file unchanged', () => {
    const examples = [
      { ids: Int32Array.of(5, 6, 7), promptLength: 1 },
      { ids: Int32Array.of(8, 9, 10, 11, 12), promptLength: 3 },
    ];
    const padded = padBatch(examples, 0);
    expect(padded.input_ids[0]).toEqual([5, 6, 7, 0, 0]);
    expect(padded.labels[0]).toEqual([-100, 6, 7, -100, -100]);
    expect(unpadBatch(padded)).toEqual(examples);
  });
});

describe('the command line of the benchmark', () => {
  it('reads its three options and refuses others', () => {
    expect(parseOptions(['--quick', '--json', '--case', 'sft'])).toEqual({
      isJson: true,
      isQuick: true,
      wanted: 'sft',
    });
    expect(parseOptions(['--help'])).toBe('help');
    expect(() => parseOptions(['--fast'])).toThrow("Unknown option '--fast'");
  });
});
