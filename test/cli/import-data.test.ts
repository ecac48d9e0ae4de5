import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTemporaryFolder, runCli } from './support/run-cli.ts';

const rows = Array.from({ length: 12 }, (_, index) => ({
  prompt: `ask ${index}`,
  response: `answer ${index}`,
  is_safe: index % 2 === 0,
}));

function makeFolder() {
  const folder = makeTemporaryFolder();
  const dataFolder = join(folder, 'data');
  const write = (name: string, lines: readonly unknown[]) => {
    const path = join(folder, name);
    writeFileSync(path, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
    return path;
  };
  return { dataFolder, write };
}

describe('import-data', () => {
  it('recognises a layout, writes rows and recipe into the library, and says so without the texts', async () => {
    const { dataFolder, write } = makeFolder();
    const file = write('train.jsonl', rows);
    const range = ['--start', '1', '--count', '3', '--off-by-one'];
    const first = await runCli(['import-data', file, ...range, '--name', 'Mine', '--json'], { dataFolder });
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const [report, entry] = first.lines();
    expect(report).toMatchObject({ kind: 'report', rowCount: 12, takenCount: 2, leftOutCount: 6, isReady: true });
    expect(entry).toMatchObject({ kind: 'imported', name: 'Mine', role: 'harmful', rowCount: 2 });
    expect(first.stdout).not.toContain('answer 5');
    const [id = ''] = readdirSync(join(dataFolder, 'datasets'));
    expect(readFileSync(join(dataFolder, 'datasets', id, 'rows.jsonl'), 'utf8')).toBe(
      '{"instruction":"ask 5","output":"answer 5","is_safe":false}\n{"instruction":"ask 7","output":"answer 7","is_safe":false}\n',
    );

    const again = await runCli(['import-data', file, '--recipe', id], { dataFolder });
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('2 of 12 taken, range 2 to 3, 6 left out by the choice');
    expect(again.stdout).toContain(String(entry?.['digest']));
    expect(readdirSync(join(dataFolder, 'datasets'))).toHaveLength(2);
  });

  it('names every refused row with its reason, and writes nothing unless bad rows are left out', async () => {
    const { dataFolder, write } = makeFolder();
    const file = write('bad.jsonl', [...rows, '{"prompt":', { prompt: 'x', response: 1, is_safe: false }]);
    const refused = await runCli(['import-data', file], { dataFolder });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('row 13: one complete JSON object was expected');
    expect(refused.stderr).toContain('row 14: the column "response" must hold a text, but holds 1.');
    expect(refused.stderr).toContain('(library/bad-rows)');
    expect(existsSync(join(dataFolder, 'datasets')) ? readdirSync(join(dataFolder, 'datasets')) : []).toEqual([]);
    const checked = await runCli(['import-data', file, '--leave-out-bad', '--check'], { dataFolder });
    expect(checked.code).toBe(0);
    expect(checked.stdout).toContain('6 of 14 taken, 6 left out by the choice, 2 problems');
    expect(existsSync(dataFolder)).toBe(true);
    expect(readdirSync(join(dataFolder, 'datasets'))).toEqual([]);
  });

  it.each([
    [['--columns', 'instruction=prompt', '--as', 'gsm8k'], 2, 'Name either --as with a layout or --columns'],
    [['--rows', 'safety-test', '--off-by-one'], 2, '--off-by-one does not belong to safety-test'],
    [['--as', 'beavertails', '--choose', 'some'], 1, 'choose unsafe or safe or all'],
    [['--recipe', 'nothing-here'], 1, 'there is no "nothing-here"'],
    [['--as', 'other'], 2, "Option '--as <layout>' argument 'other' is invalid"],
    [['--rows', 'booster-harmful'], 1, 'rows 5000 to 9999 were asked for, but there are 6 to choose from'],
  ])('refuses %j in one sentence', async (options, code, sentence) => {
    const { dataFolder, write } = makeFolder();
    const result = await runCli(['import-data', write('train.jsonl', rows), ...options], { dataFolder });
    expect(result.code).toBe(code);
    expect(result.stderr).toContain(sentence);
    expect(result.stderr).not.toContain('    at ');
  });
});
