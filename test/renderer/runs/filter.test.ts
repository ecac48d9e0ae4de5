import { describe, expect, it } from 'vitest';
import { filterRows } from '../../../src/renderer/features/runs/filter/filter-rows.ts';
import { readTerms } from '../../../src/renderer/features/runs/filter/read-terms.ts';
import { buildTableModel } from '../../../src/renderer/features/runs/model/build-model.ts';
import { makeTable } from './make-table.ts';

const model = buildTableModel(
  makeTable([
    {
      arm: 'SFT',
      settings: { seed: 0, 'attack.p': 0, 'attack.training.learningRate': 1e-5, 'model.path': '/models/llama' },
      scores: { HS: 4.5 },
      tags: ['good', 'draft'],
      workedMs: 600_000,
    },
    {
      arm: 'Booster',
      settings: { seed: 0, 'attack.p': 0.1, 'alignment.method.lambda': 5, 'alignment.training.learningRate': 5e-4 },
      scores: { HS: 19.99 },
      isStarred: true,
      notes: 'the run of figure 3',
      sizeBytes: 2.5e9,
    },
    {
      arm: 'Booster strong',
      status: 'failed',
      settings: { seed: 1, 'attack.p': 0.3 },
      experimentName: 'Second try',
      origin: {
        fileName: 'of-a-friend.booster.html',
        digest: 'd'.repeat(64),
        bundledAtMs: Date.UTC(2026, 10, 3, 12),
        importedAtMs: Date.UTC(2026, 10, 5, 12),
      },
    },
  ]),
);

function find(filter: string): string {
  const { rows, problems } = filterRows(model, filter, [0, 1, 2]);
  return [...rows, ...problems.map((problem) => problem.message)].join(' ');
}

describe('the filter of runs', () => {
  it.each([
    ['', '0 1 2'],
    ['   ', '0 1 2'],
    ['arm:booster', '1 2'],
    ['arm=booster', '1'],
    ['arm!=booster', '0 2'],
    ['-arm:booster', '0'],
    ['arm:"Booster strong"', '2'],
    ['arm:sft,strong', '0 2'],
    ['p>=0.1', '1 2'],
    ['p>0.1', '2'],
    ['p=0.1', '1'],
    ['p:0.1,0.3', '1 2'],
    ['attack.p<0.1', '0'],
    ['λ=5', '1'],
    ['lambda:5', '1'],
    ['HS<20', '0 1'],
    ['hs<20%', '0 1'],
    ['HS!=4.5', '1'],
    ['status:failed', '2'],
    ['is:failed,starred', '1 2'],
    ['-is:starred', '0 2'],
    ['tag:good', '0'],
    ['is:imported', '2'],
    ['-is:imported', '0 1'],
    ['origin:friend', '2'],
    ['importedFrom:friend', '2'],
    ['imported>=2026-11-05', '2'],
    ['imported>=2026-11-06', ''],
    ['tag=goo', ''],
    ['size>1GB', '1'],
    ['duration>=10min', '0'],
    ['created>=2026-11-02 created<2026-11-03', '1'],
    ['attack.learningRate=1e-5', '0'],
    ['figure', '1'],
    ['"second try"', '2'],
    ['llama arm:SFT p=0', '0'],
    ['arm:', '0 1 2'],
    ['-', '0 1 2'],
  ])('finds by %j the rows %s', (filter, rows) => {
    expect(find(filter)).toBe(rows);
  });

  it.each([
    ['arn:SFT', 'There is no column “arn”; did you mean “arm”?'],
    ['http://x', 'There is no column “http”; put text that contains a colon in quotes.'],
    [
      'learningRate>1',
      '“learningRate” may mean attack.training.learningRate or alignment.training.learningRate; write it out.',
    ],
    ['p>high', '“high” is nothing that attack.p can be compared with; write a number.'],
    ['size>big', '“big” is nothing that size can be compared with; write a number, such as 500MB or 1.5GB.'],
    ['arm>3', 'arm has no order; use “:” for contains or “=” for equals.'],
    ['is:happy', 'not “happy”.'],
  ])('says kindly what is wrong with %j and lets the rest hold', (filter, sentence) => {
    const { rows, problems } = filterRows(model, `${filter} is:failed`, [0, 1, 2]);
    expect(rows).toEqual([2]);
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining(sentence)]);
    expect(problems[0]).toMatchObject({ start: 0, end: filter.length });
  });

  it('reads quotes, commas and places', () => {
    expect(readTerms('  -arm!="a, b",c  "two words"')).toEqual([
      { isNegated: true, field: 'arm', comparison: '!=', values: ['a, b', 'c'], start: 2, end: 16 },
      { isNegated: false, field: null, comparison: ':', values: ['two words'], start: 18, end: 29 },
    ]);
  });

  it('never throws, whatever is typed', () => {
    for (const filter of ['"', '::', '>=', '-"', 'a:"', '=', ',,,', 'p:,', 'is:', '((', 'p>=<1', '\\']) {
      expect(() => filterRows(model, filter, [0, 1, 2])).not.toThrow();
    }
  });
});
