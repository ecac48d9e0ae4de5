// The window over a lab whose worker is steady-worker.ts: `node bench/window/live-server.ts DATA_FOLDER`; prints {"link"}.
import path from 'node:path';
import { startWebServer } from '../../src/cli/serve/web-server.ts';
import { describePlaces, repositoryFolder, samplePresetPath } from '../../src/cli/places.ts';
import { createHost } from '../../src/host/index.ts';
import { openLab } from '../../src/lab/index.ts';

const [, , dataFolder] = process.argv;
if (dataFolder === undefined) throw new Error('Usage: node bench/window/live-server.ts DATA_FOLDER');
const lab = await openLab({ dataFolder, slots: 1, workerPath: path.join(import.meta.dirname, 'steady-worker.ts') });
const { id } = await lab.submit(samplePresetPath);
const host = createHost({
  lab,
  places: describePlaces(),
  desktop: null,
  reportBug: (error) => process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`),
});
const windowFolder = path.join(repositoryFolder, 'out', 'renderer');
const server = await startWebServer({ host, windowFolder, port: 0 });
process.stdout.write(`${JSON.stringify({ kind: 'serving', link: server.link, experimentId: id })}\n`);
process.once('SIGINT', () => void close());

async function close(): Promise<void> {
  host.close();
  await server.close();
  await lab.stop();
}
