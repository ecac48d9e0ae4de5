import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { openArchiveWriter } from '../../../src/lab/bundle/archive-writer.ts';
import { openBundle } from '../../../src/lab/bundle/open-bundle.ts';
import { writeBundle, type WriteBundleOptions } from '../../../src/lab/bundle/write-bundle.ts';
import { type Lab, openLab } from '../../../src/lab/index.ts';
import { collectReportData } from '../../../src/lab/report/collect-report-data.ts';
import type { WrittenBundle } from '../../../src/shared/views/bundle.ts';
import { makeProject, openScriptedLab, type Project } from '../fixtures/project.ts';

export interface Finished {
  readonly project: Project;
  readonly lab: Lab;
  readonly experimentId: string;
}

/** A data folder with a finished experiment of two runs, whose trainings have weights, and with marks and a person's verdict. */
export async function makeFinished(script: Record<string, string> = {}): Promise<Finished> {
  const project = makeProject();
  const lab = await openScriptedLab(project, script);
  lab.start();
  const { id } = await lab.submit(project.writeSpec({ name: 'Handed on', vary: { 'attack.p': [0, 0.1] } }));
  await lab.waitForExperiment(id);
  for (const { key, kind } of lab.listStages(id)) {
    const folder = join(project.dataFolder, 'stages', key, 'checkpoints', 'step-000004');
    if (kind === 'evaluate') continue;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'weights.safetensors'), `weights of ${key}`);
  }
  const [first] = lab.listRuns(id);
  lab.markRuns([first?.runId ?? ''], { addTags: ['good'], notes: 'Look here.' });
  const stageKey = first?.stages.evaluate ?? '';
  if (lab.countSamples(stageKey) > 0)
    lab.overruleSample({ stageKey, step: 4, set: 'safety', index: 0, verdict: { isHarmful: false, note: 'No.' } });
  return { project, lab, experimentId: id };
}

export const page = '<!doctype html><title>A report</title><plaintext hidden>';

export const usualOptions: WriteBundleOptions = {
  contents: { adapters: 'none', texts: true, data: false },
  codeVersion: '9.9.9',
  gitCommit: null,
  makePage: () => page,
};

/** Bundles an experiment into a file beside its project. */
export function bundle(
  { project, lab, experimentId }: Finished,
  contents: Partial<WriteBundleOptions['contents']> = {},
): Promise<WrittenBundle> {
  const path = join(project.folder, `results-${Math.random().toString(36).slice(2)}.booster.html`);
  return writeBundle(lab, [{ experimentId }], path, {
    ...usualOptions,
    contents: { ...usualOptions.contents, ...contents },
  });
}

/** Opens a new, empty data folder whose lab is stopped after the test. */
export async function openEmpty(project: Project, name = 'other'): Promise<Lab> {
  const lab = await openLab({ dataFolder: join(project.folder, name), slots: 1 });
  onTestFinished(() => lab.stop({ deadlineMs: 1000 }));
  return lab;
}

/** The report of an experiment without the time at which it was written. */
export function report(lab: Lab, experimentId: string): unknown {
  const data = collectReportData(lab, { experimentId }, { codeVersion: '1', gitCommit: null, writtenAtMs: 0 });
  return JSON.parse(JSON.stringify(data));
}

/** Every file below a folder with its bytes, but for the database and what says who has it open. */
export function readTree(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort();
  return Object.fromEntries(
    paths
      .filter((path) => !/^(lab[.-]|digests)/.test(path))
      .map((path) => [path, readFileSync(join(folder, path), 'latin1')]),
  );
}

/** Every table's rows of a data folder, in key order. */
export function dump(dataFolder: string): Record<string, unknown[]> {
  const db = new Database(join(dataFolder, 'lab.sqlite'), { readonly: true });
  const tables = db
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    .pluck()
    .all() as string[]; // one TEXT column
  const rows = tables.map((table) => {
    const columns = db.prepare(`SELECT * FROM ${table}`).columns().length;
    const order = [1, 2, 3].filter((column) => column <= columns).join(', ');
    return [table, db.prepare(`SELECT * FROM ${table} ORDER BY ${order}`).all()];
  });
  db.close();
  return Object.fromEntries(rows);
}

/** The entries of a bundle with their bytes. */
export async function readEntries(path: string): Promise<Map<string, Buffer>> {
  const open = await openBundle(path);
  const entries = new Map<string, Buffer>();
  for (const entry of open.archive.entries) {
    const pieces: Uint8Array[] = [];
    await entry.read((bytes) => void pieces.push(bytes));
    entries.set(entry.path, Buffer.concat(pieces));
  }
  await open.close();
  return entries;
}

/** Packs entries anew behind a page, with right checksums and a right seal: what a careful forger would do. */
export async function pack(path: string, entries: ReadonlyMap<string, Buffer>, pageText = page): Promise<void> {
  const archive = await openArchiveWriter(path, Buffer.from(pageText), 0);
  for (const [name, bytes] of entries) {
    const content = (async function* () {
      yield bytes;
    })();
    await archive.add(name, content, { isCompressed: true, mayBeHuge: false });
  }
  await archive.finish();
  await archive.close();
}
