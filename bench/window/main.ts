// How fast the window is with a thousand runs in the store and while a run is followed: `npm run bench:window -- --help`.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildWindow } from '../../src/cli/serve/build-window.ts';
import { makeLargeStore } from '../store/make-store.ts';
import { median } from '../statistics.ts';
import { formatFigures, listFigures, type Measured } from './figures.ts';
import { measureBundle } from './measure-bundle.ts';
import { type LiveFigures, measureLive } from './measure-live.ts';
import { measurePages, type PageFigures } from './measure-pages.ts';
import { openPage } from './open-page.ts';
import { serveArguments, startServer } from '../../scripts/browser/start-server.ts';

const repository = path.resolve(import.meta.dirname, '../..');
const spinMs = 500;
const usage = `Usage: npm run bench:window -- [--runs 1000] [--points 10000] [--store FOLDER] [--json]
  --runs, --points  size of the made-up store: runs, and points of each of the ten curves of a run
  --store FOLDER    keep the store there and use it again the next time; the full one takes 1.2 GB
  --json            the last line is {"figures":[{"name","value","bar","unit"}]}`;

try {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '1000' },
      points: { type: 'string', default: '10000' },
      store: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) process.stdout.write(`${usage}\n`);
  else await bench({ ...values, runs: Number(values.runs), points: Number(values.points) });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

interface Options {
  readonly runs: number;
  readonly points: number;
  readonly store?: string | undefined;
  readonly json: boolean;
}

async function bench({ runs, points, store, json }: Options): Promise<void> {
  const workFolder = mkdtempSync(path.join(tmpdir(), 'booster-lab-bench-window-'));
  try {
    buildWindow(say);
    const large = store ?? path.join(workFolder, 'large');
    if (!existsSync(path.join(large, 'lab.sqlite'))) {
      say(`making a store of ${runs} runs`);
      makeLargeStore(large, { runs, points });
    }
    say(describeMachine());
    const measured: Measured = {
      ...(await measureLargeStore(large)),
      live: await measureLiveRun(path.join(workFolder, 'live')),
      bundle: measureBundle(path.join(repository, 'out', 'renderer')),
    };
    const figures = listFigures(measured);
    process.stdout.write(`${formatFigures(figures)}\n${describeMachine()}\n`);
    if (json) process.stdout.write(`${JSON.stringify({ figures })}\n`);
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}

async function measureLargeStore(folder: string): Promise<{ serveReadyMs: number; pages: PageFigures }> {
  const args = serveArguments(folder);
  say('starting serve');
  // The first start after the store was made reads everything from a cold disk.
  await (await startServer(args, repository)).stop();
  const earlier: number[] = [];
  for (let start = 0; start < 2; start += 1) {
    const once = await startServer(args, repository);
    earlier.push(once.readyMs);
    await once.stop();
  }
  const server = await startServer(args, repository);
  try {
    say('opening the pages');
    const open = await openPage(server.link);
    try {
      return { serveReadyMs: median([...earlier, server.readyMs]), pages: await measurePages(open, server.link) };
    } finally {
      await open.close();
    }
  } finally {
    await server.stop();
  }
}

async function measureLiveRun(folder: string): Promise<LiveFigures> {
  say('following a run');
  const server = await startServer(['bench/window/live-server.ts', folder], repository);
  try {
    const open = await openPage(server.link);
    try {
      return await measureLive(open, server.link);
    } finally {
      await open.close();
    }
  } finally {
    await server.stop();
  }
}

/** How much of a core one busy program gets now: where that is far from all of it, other programs slow every figure. */
function describeMachine(): string {
  const before = process.cpuUsage();
  const startedAt = performance.now();
  while (performance.now() - startedAt < spinMs);
  const { user, system } = process.cpuUsage(before);
  const share = (user + system) / 1000 / (performance.now() - startedAt);
  return `load ${loadavg()[0].toFixed(1)}; a busy program gets ${Math.round(share * 100)} % of a core`;
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}
