import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { applyLayout, makeLayout } from '../../../src/lab/report/apply-layout.ts';
import { buildReportData } from '../../../src/lab/report/build-report-data.ts';
import { listDataTables } from '../../../src/lab/report/data/list-data-tables.ts';
import { encodeCsv } from '../../../src/lab/report/formats/csv.ts';
import { encodeParquet } from '../../../src/lab/report/formats/parquet.ts';
import { reportFormats } from '../../../src/lab/report/formats/registry.ts';
import { plainMachine } from '../../../src/lab/report/write-report.ts';
import { makeFixtureSource } from './fixture-source.ts';

const whole = buildReportData(makeFixtureSource({ seeds: [0, 1] }), { writtenAtMs: 0, hasVerdicts: true });
const data = applyLayout(whole, makeLayout({ template: 'full', includesHarmful: false }));
const tables = new Map(listDataTables(data).map((table) => [table.name, table]));

function getTable(name: string) {
  const table = tables.get(name);
  if (!table) throw new Error(`There is no table ${name}.`);
  return table;
}

/** Rows as objects, read back from the Parquet file. */
async function readBack(name: string): Promise<Record<string, unknown>[]> {
  const bytes = encodeParquet(getTable(name));
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer; // made above, not shared
  return parquetReadObjects({ file });
}

describe('the data files of a report', () => {
  it('hold every score of every seed, the same as CSV and as Parquet', async () => {
    const rows = await readBack('scores');
    expect(rows).toHaveLength(data.scores.reduce((sum, group) => sum + group.perSeed.length, 0));
    const [head = '', ...lines] = encodeCsv(getTable('scores')).trimEnd().split('\r\n');
    expect(Object.keys(rows[0] ?? {})).toEqual(head.split(','));
    expect(lines.map((line) => Number(line.split(',')[12]))).toEqual(rows.map((row) => row['value_percent']));
  });

  it('hold the verdict of every judge on every answer, which add up to the scores', async () => {
    const rows = await readBack('verdicts');
    const [run] = data.runs.members;
    const own = rows.filter(
      (row) => row['run'] === run?.runId && row['attack_step'] === 100 && row['set'] === 'safety',
    );
    expect(own.map((row) => row['prompt'])).toEqual(Array.from({ length: own.length }, (_, index) => index));
    expect(own.length).toBeGreaterThan(0);
    const samples = makeFixtureSource({ seeds: [0, 1] }).listSamples(run?.stages.evaluate ?? '', 100);
    const safety = samples.filter((sample) => sample.set === 'safety');
    expect(own.map((row) => row['judge_refusal'])).toEqual(safety.map((sample) => sample.verdicts['refusal']));
    expect(own.map((row) => row['incoherent'])).toEqual(safety.map((sample) => sample.incoherent));
  });

  it('hold every point of every curve, and every setting', async () => {
    expect(await readBack('curves')).toHaveLength(data.curves.reduce((sum, curve) => sum + curve.steps.length, 0));
    const settings = await readBack('settings');
    expect(new Set(settings.map((row) => row['path']))).toContain('alignment.method.lambda');
    expect(settings.filter((row) => row['differs'] === true).length % data.arms.length).toBe(0);
  });

  it('say what each column holds', () => {
    for (const table of tables.values()) {
      for (const column of table.columns)
        expect(column.help, `${table.name}.${column.name}`).toMatch(/^[\p{Lu}\p{Ll}].*\.$/u);
    }
  });

  it('never meet under one name, whatever formats are chosen', async () => {
    const names: string[] = [];
    for (const format of reportFormats.filter(({ explainAbsence }) => !explainAbsence)) {
      names.push(...(await format.encode(data, plainMachine)).map((file) => file.name));
    }
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[\w./-]+$/);
  });

  it('lead every format with the file to open first', async () => {
    for (const format of reportFormats.filter(({ explainAbsence }) => !explainAbsence)) {
      const [first] = await format.encode(data, plainMachine);
      expect(first?.name.endsWith(`.${format.name}`), format.name).toBe(true);
    }
  });
});
