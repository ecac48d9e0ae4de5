import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describePlaces } from '../../src/cli/places.ts';
import { listInputFolders, makeReportPage } from '../../src/host/index.ts';
import { verifyBundle } from '../../src/lab/bundle/verify-bundle.ts';
import { writeBundle } from '../../src/lab/bundle/write-bundle.ts';
import { openLab, rebuildLab } from '../../src/lab/index.ts';
import { multiplyRuns } from './multiply-runs.ts';

/*
 * node bench/bundles/main.ts DATA: how long a bundle of 100 runs takes, made of the finished sample experiment in a data folder
 * (20 runs, five times over with other seeds).
 */
const from = resolve(process.argv[2] ?? 'data');
const [experimentId] = readdirSync(join(from, 'experiments'));
if (experimentId === undefined) throw new Error(`There is no experiment in ${from}; "npm run demo" makes one.`);
const folder = mkdtempSync(join(tmpdir(), 'booster-lab-bundles-'));
try {
  const dataFolder = join(folder, 'data');
  multiplyRuns(from, experimentId, { to: dataFolder, times: 5 });
  await rebuildLab(dataFolder);
  const places = describePlaces();
  const path = join(folder, 'runs.booster.html');
  const lab = await openLab({ dataFolder, slots: 1 });
  const [bundleMs, written] = await time(() =>
    writeBundle(lab, [{ experimentId }], path, {
      contents: { adapters: 'none', texts: true, data: false },
      codeVersion: places.version,
      gitCommit: null,
      makePage: (wishes) => makeReportPage(lab, places, { ...wishes, texts: true }),
    }),
  );
  await lab.stop();
  const other = await openLab({ dataFolder: join(folder, 'other'), slots: 1 });
  const inputFolders = listInputFolders(other.dataFolder, places, []);
  const [importMs] = await time(() => other.importBundle(path, { inputFolders }));
  const [againMs] = await time(() => other.importBundle(path, { inputFolders }));
  await other.stop();
  const [verifyMs] = await time(() => verifyBundle(path));
  const figures = {
    runs: written.runCount,
    stages: written.stageCount,
    megabytes: statSync(path).size / 1e6,
    bundleSeconds: bundleMs / 1000,
    verifySeconds: verifyMs / 1000,
    importSeconds: importMs / 1000,
    importAgainSeconds: againMs / 1000,
  };
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function time<Result>(work: () => Promise<Result>): Promise<[elapsedMs: number, result: Result]> {
  const startedAtMs = performance.now();
  const result = await work();
  return [performance.now() - startedAtMs, result];
}
