import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describePlaces } from '../../src/cli/places.ts';
import { listInputFolders, makeReportPage } from '../../src/host/index.ts';
import { verifyBundle } from '../../src/lab/bundle/verify-bundle.ts';
import { writeBundle } from '../../src/lab/bundle/write-bundle.ts';
import { openLab, rebuildLab } from '../../src/lab/index.ts';
import { measure, printFigures } from '../bars.ts';
import { multiplyRuns } from './multiply-runs.ts';

/*
 * node bench/bundles/main.ts DATA [--json]: how long a bundle of 100 runs takes, made of the finished sample experiment in a data folder
 * (20 runs, five times over with other seeds).
 */
const from = resolve(process.argv.slice(2).find((word) => !word.startsWith('--')) ?? 'data');
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
  const [bundle, written] = await measure(() =>
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
  const [importing] = await measure(() => other.importBundle(path, { inputFolders }));
  const [importingAgain] = await measure(() => other.importBundle(path, { inputFolders }));
  await other.stop();
  const [checking] = await measure(() => verifyBundle(path));
  const { runCount: runs, stageCount: stages } = written;
  const megabytes = statSync(path).size / 1e6;
  printFigures({ runs, stages, megabytes, bundle, checking, importing, importingAgain }, [
    { what: `bundle of ${runs} runs`, value: bundle.seconds, most: 10, unit: 's' },
    { what: 'import', value: importing.seconds, most: 5, unit: 's' },
    { what: 'second import', value: importingAgain.seconds, most: 5, unit: 's' },
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
