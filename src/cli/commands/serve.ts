import { type Command, Option } from 'commander';
import { join } from 'node:path';
import { exitCodes } from '../../shared/errors.ts';
import { createHost } from '../../host/index.ts';
import { openLab } from '../../lab/index.ts';
import { describePlaces, repositoryFolder, resolveDataFolder } from '../places.ts';
import { buildWindow } from '../serve/build-window.ts';
import { startWebServer } from '../serve/web-server.ts';
import { listenForInterrupts } from '../terminal/interrupts.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { dataOption, type DataOptions, finishCommand, parseCount, slotsOption } from './options.ts';

interface ServeOptions extends DataOptions {
  readonly slots?: number;
  readonly port: number;
}

export function addServeCommand(program: Command): void {
  const command = program
    .command('serve')
    .description('Opens the lab and serves its window to browsers of this machine, until Ctrl-C.')
    .addOption(new Option('--port <n>', 'port on 127.0.0.1 (default: any free one)').argParser(parseCount).default(0))
    .addOption(slotsOption())
    .addOption(dataOption())
    .action(async (options: ServeOptions) => {
      process.exitCode = await serve(options);
    });
  finishCommand(command, ['serve', '--port', '7717']);
}

async function serve(options: ServeOptions): Promise<number> {
  const terminal = openTerminal({ isJson: options.json });
  buildWindow((sentence) => terminal.stderr.write(`${sentence}\n`));
  const dataFolder = resolveDataFolder(options.data);
  const lab = await openLab({ dataFolder, ...(options.slots === undefined ? {} : { slots: options.slots }) });
  try {
    terminal.warn(lab.warnings);
    const host = createHost({
      lab,
      places: describePlaces(),
      desktop: null,
      reportBug: (error) => terminal.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`),
    });
    const server = await startWebServer({
      host,
      windowFolder: join(repositoryFolder, 'out', 'renderer'),
      port: options.port,
    });
    const interrupts = listenForInterrupts({
      onFirst: () =>
        terminal.stderr.write('Stopping: what runs is saved and can be resumed. Ctrl-C again ends at once.\n'),
      exitCode: exitCodes.cancelled,
    });
    terminal.emit({ kind: 'serving', link: server.link, port: server.port, dataFolder });
    terminal.say(`Booster Lab is open at\n\n  ${server.link}\n\nData folder: ${dataFolder}. Ctrl-C stops it.`);
    await new Promise<void>((resolve) => interrupts.signal.addEventListener('abort', () => resolve(), { once: true }));
    host.close();
    await server.close();
    await lab.stop();
    interrupts.close();
    return exitCodes.ok;
  } finally {
    await lab.stop();
  }
}
