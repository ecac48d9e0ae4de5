import { describe, expect, it } from 'vitest';
import {
  encodeTableCsv,
  encodeTableLatex,
  encodeTableMarkdown,
  listTableBlocks,
} from '../../../src/renderer/features/compare/copy-table.ts';
import { findMetric, findScore } from '../../../src/shared/report/find-scores.ts';
import { listScoreRows } from '../../../src/shared/report/score-table.ts';
import { makeData } from './fixture.ts';

const data = makeData();
const metrics = [findMetric(data, 'HS') ?? -1, findMetric(data, 'FA') ?? -1];
const view = { step: 100, metrics, hiddenArms: new Set<number>() };

describe('the copied table', () => {
  it('has the rows of the report as they are', () => {
    const blocks = listTableBlocks(data, view);
    expect(blocks.map((block) => block.label)).toEqual(['p = 0', 'p = 0.1']);
    expect(blocks[1]?.rows).toEqual(listScoreRows(data, { condition: 1, step: 100, metrics }));
  });

  it('leaves hidden arms out without letting that change the others', () => {
    const whole = listTableBlocks(data, view)[1]?.rows ?? [];
    const rows = listTableBlocks(data, { ...view, hiddenArms: new Set([0]) })[1]?.rows ?? [];
    expect(rows).toEqual(whole.filter((row) => row.arm === 1));
  });

  it('is Markdown with numbers set right', () => {
    const lines = encodeTableMarkdown(data, view).split('\n');
    expect(lines[0]).toBe('| Condition | Arm | n | HS (%) | FA (%) |');
    expect(lines[1]).toBe('| --- | --- | ---: | ---: | ---: |');
    expect(lines).toHaveLength(2 + 6 + 1);
    const hs = listTableBlocks(data, view)[1]?.rows[1]?.cells[0]?.text;
    expect(lines[6]).toContain(`| p = 0.1 | Booster | 5 | ${hs} |`);
  });

  it('is CSV with the numbers unrounded', () => {
    const rows = encodeTableCsv(data, view)
      .trim()
      .split('\r\n')
      .map((line) => line.split(','));
    expect(rows[0]).toEqual([
      'condition',
      'attack_step',
      'arm',
      'kind',
      'n',
      'HS mean',
      'HS low',
      'HS high',
      'FA mean',
      'FA low',
      'FA high',
    ]);
    const summary = findScore(data, 1, { condition: 1, step: 100, metric: metrics[0] ?? -1 })?.summary;
    expect(rows[5]?.slice(0, 8)).toEqual([
      'p = 0.1',
      '100',
      'Booster',
      'score',
      '5',
      String(summary?.mean),
      String(summary?.interval?.low),
      String(summary?.interval?.high),
    ]);
    expect(rows[6]?.[3]).toBe('difference');
  });

  it('is LaTeX with rules of booktabs, signs as commands and clear winners bold', () => {
    const text = encodeTableLatex(data, view);
    expect(text).toContain('{Arm} & {$n$} & \\multicolumn{3}{c}{HS (\\%)} & \\multicolumn{3}{c}{FA (\\%)} \\\\');
    expect(text).toContain('\\multicolumn{8}{l}{p = 0.1} \\\\');
    expect(text.replace(/^%.*$/gm, '')).not.toMatch(/[±−]/);
    const winner = listTableBlocks(data, view)[1]?.rows.find((row) => row.cells[0]?.isClearWinner);
    expect(winner?.label).toBe('Booster');
    expect(text).toMatch(/Booster & 5 & \\bfseries [\d.]+ & \$\\pm\$ & [\d.]+/);
  });
});
