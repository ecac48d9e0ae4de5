import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listPublishedTables } from '../../../src/lab/external/index.ts';
import { methods } from '../../../src/shared/methods/index.ts';
import { canonicalJson } from '../../../src/shared/canonical-json.ts';
import type { ExternalResult } from '../../../src/shared/external/external-result.ts';
import { settingInfoByPath } from '../../../src/shared/settings/describe.ts';

const tables = listPublishedTables(join(import.meta.dirname, '../../../resources'));
const all = tables.flatMap((table) => table.results);

/** The settings with several values: what an average is over. */
function listAveraged({ settings }: ExternalResult): [path: string, values: unknown[]][] {
  return Object.entries(settings).flatMap(([path, values]) => (Array.isArray(values) ? [[path, values]] : []));
}

/** The results that an average is over, where all of them are there. */
function findCells(average: ExternalResult, among: readonly ExternalResult[]): ExternalResult[] | null {
  const [axis] = listAveraged(average);
  if (!axis) return null;
  const [path, values] = axis;
  const cells = values.map((value) =>
    among.find(
      (result) =>
        result.metric === average.metric &&
        result.method.label === average.method.label &&
        (path === 'attack.task' ? result.task === value : result.task === average.task) &&
        (path === 'model.path' ? result.model === value : result.model === average.model) &&
        canonicalJson(without(result.settings, path)) === canonicalJson(without(average.settings, path)) &&
        (path === 'model.path' || path === 'attack.task' || result.settings[path] === value),
    ),
  );
  return cells.every((cell) => cell !== undefined) ? cells : null;
}

function without(settings: ExternalResult['settings'], path: string): ExternalResult['settings'] {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => key !== path));
}

describe('the published tables', () => {
  it('are the six of the Booster paper, each with one trust level', () => {
    expect(tables.map((table) => [table.section, table.source.trust])).toEqual([
      ['5.1', 'verified'],
      ['5.2', 'verified'],
      ['5.3', 'verified'],
      ['5.4', 'approximate'],
      ['5.5', 'secondary'],
      ['5.6', 'unverified'],
    ]);
  });

  it('have ids of their own, methods that are ours or none, and settings that exist', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    const names = new Set<string | null>([null, ...methods.map(({ name }) => name)]);
    expect(all.filter(({ method }) => !names.has(method.name))).toEqual([]);
    const paths = new Set([...settingInfoByPath.keys(), 'attack.method.name', 'attack.task']);
    expect(all.flatMap(({ settings }) => Object.keys(settings)).filter((path) => !paths.has(path))).toEqual([]);
  });

  it('give shares that their number of answers can give', () => {
    const shares = all.filter(({ n, metric }) => n !== null && (metric === 'HS' || metric === 'FA'));
    const verified = shares.filter(({ source }) => source.trust === 'verified');
    expect(verified.length).toBeGreaterThan(100);
    for (const { id, value, n } of verified) {
      const successes = Math.round((value * (n ?? 1)) / 100);
      expect(Math.abs((100 * successes) / (n ?? 1) - value), id).toBeLessThan(0.0051);
    }
  });

  it('have averages that are the means of their cells', () => {
    const averages = tables.flatMap(({ results }) =>
      results.flatMap((average) => {
        const cells = findCells(average, results);
        return cells ? [{ average, cells }] : [];
      }),
    );
    // 10 over the poison ratio, 10 over the models of each of two tasks.
    expect(averages).toHaveLength(30);
    for (const { average, cells } of averages) {
      const mean = cells.reduce((sum, cell) => sum + cell.value, 0) / cells.length;
      expect(Math.abs(mean - average.value), average.id).toBeLessThan(0.0051);
    }
  });

  it('have the averages over tasks and over n that secondary sources quote', () => {
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const read = (id: string): number => all.find((result) => result.id === id)?.value ?? Number.NaN;
    for (const method of ['booster', 'lisa', 'vaccine', 'sft']) {
      const tasks = ['agnews', 'gsm8k', 'alpacaeval'].map((task) => read(`tasks-${method}-${task}-hs`));
      const average = mean([read(`sst2-p-${method}-hs-0.1`), ...tasks]);
      expect(Math.abs(average - read(`tasks-${method}-hs-average`)), method).toBeLessThan(0.0051);
    }
    const overN = [
      'n-booster-hs-500',
      'sst2-p-booster-hs-0.1',
      'n-booster-hs-1500',
      'n-booster-hs-2000',
      'n-booster-hs-2500',
    ];
    expect(mean(overN.map(read))).toBeCloseTo(read('n-booster-hs-average'), 6);
  });

  it('agree where two sources give the same number, but for the one that contradicts itself', () => {
    const cells = all.filter((result) => listAveraged(result).length === 0 && result.task === 'SST2');
    const booster = cells.filter(
      ({ method, metric, settings }) =>
        method.name === 'booster' && metric === 'HS' && settings['attack.p'] === 0.1 && settings['attack.n'] === 1000,
    );
    const atDefaults = booster.filter(
      ({ settings, model }) =>
        model === 'Llama-2-7B' &&
        (settings['alignment.method.lambda'] ?? 5) === 5 &&
        (settings['alignment.method.alpha'] ?? 0.1) === 0.1 &&
        (settings['alignment.harmful.count'] ?? 5000) === 5000,
    );
    expect(atDefaults.map(({ value }) => value).toSorted((left, right) => left - right)).toEqual([
      4, 8.3, 8.3, 8.3, 8.3,
    ]);
  });
});
