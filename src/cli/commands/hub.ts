import type { Command } from 'commander';
import { mkdirSync } from 'node:fs';
import { beginDownload, describeRepo, parseRepoName, runDownload, searchHub } from '../../lab/hub/index.ts';
import { formatBytes } from '../../shared/format-bytes.ts';
import { type HubOptions, hubOptions, withHub } from '../hub/reach-hub.ts';
import { resolveDataFolder } from '../places.ts';
import { openTerminalProgress } from '../terminal/progress.ts';
import { renderPairs, renderTable } from '../terminal/table.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { dataOption, finishCommand, parseCount } from './options.ts';

interface SearchOptions extends HubOptions {
  readonly limit: number;
}

interface RepoOptions extends HubOptions {
  readonly data?: string;
  readonly revision: string;
  readonly file?: readonly string[];
}

const quietStop = { onStop: () => undefined, stopped: 'Stopped.' };

/** `hub search`, `hub show` and `hub download`: the only commands that use the network. */
export function addHubCommand(program: Command): void {
  const hub = program.command('hub').description('Finds and downloads models and data sets of a model hub.');
  addSearch(hub);
  addShow(hub);
  addDownload(hub);
}

function addSearch(hub: Command): void {
  const command = withOptions(hub.command('search'))
    .description('Lists models, or data sets, whose name contains some words, the most downloaded first.')
    .argument('<words>', 'a part of the name')
    .option('--limit <n>', 'at most so many', parseCount, 20)
    .action(async (words: string, options: SearchOptions) => {
      const terminal = openTerminal({ isJson: options.json });
      const kind = kindOf(options);
      const found = await withHub(options, quietStop, (access) =>
        searchHub(access, { kind, query: words, limit: options.limit }),
      );
      for (const entry of found) terminal.emit(entry);
      const rows = found.map(({ id, downloads, likes, isGated, updatedAtMs }) => [
        id,
        downloads.toLocaleString('en-US'),
        String(likes),
        isGated ? 'terms to accept' : '',
        new Date(updatedAtMs).toISOString().slice(0, 10),
      ]);
      const columns = [
        { head: kind },
        { head: 'downloads', align: 'right' as const },
        { head: 'likes', align: 'right' as const },
        { head: 'access' },
        { head: 'updated' },
      ];
      terminal.say(rows.length > 0 ? renderTable({ columns, rows, width: terminal.width }) : `No ${kind} is named so.`);
    });
  finishCommand(command, ['hub', 'search', 'llama']);
}

function addShow(hub: Command): void {
  const command = withOptions(hub.command('show'))
    .description('Says what a repository holds, what would be downloaded, and whether it can be used here.')
    .argument('<name>', '"owner/name", or the address of its page')
    .option('--revision <name>', 'branch, tag or commit', 'main')
    .addOption(dataOption())
    .action(async (text: string, options: RepoOptions) => {
      const terminal = openTerminal({ isJson: options.json });
      const { view } = await withHub(options, quietStop, (access) =>
        describeRepo(access, parseRepoName(kindOf(options), text), { revision: options.revision, ...places(options) }),
      );
      terminal.emit(view);
      const needed = view.files.filter((file) => file.isNeeded);
      const bytes = needed.reduce((sum, file) => sum + file.sizeBytes, 0);
      terminal.say(
        renderPairs([
          ['Name', view.id],
          ['Commit', view.commit],
          ['Licence', view.license ?? 'not named'],
          ['Access', view.isGated ? 'terms to accept on its page' : 'open'],
          ['Download', `${needed.length} files, ${formatBytes(bytes)}; ${formatBytes(view.freeBytes)} free`],
          ['Folder', view.isPresent ? `${view.folder} (downloaded)` : view.folder],
          ['Usable', view.problem ?? 'nothing speaks against it'],
        ]),
      );
      const rows = view.files.map((file) => [
        file.path,
        formatBytes(file.sizeBytes),
        file.isNeeded ? 'downloaded' : 'left',
      ]);
      const columns = [{ head: 'file' }, { head: 'size', align: 'right' as const }, { head: '' }];
      terminal.say(`\n${renderTable({ columns, rows, width: terminal.width })}`);
    });
  finishCommand(command, ['hub', 'show', 'owner/name']);
}

function addDownload(hub: Command): void {
  const command = withOptions(hub.command('download'))
    .description('Downloads a repository into the data folder and checks every file; goes on where it was stopped.')
    .argument('<name>', '"owner/name", or the address of its page')
    .option('--revision <name>', 'branch, tag or commit', 'main')
    .option('--file <paths...>', 'these files instead of the needed ones')
    .addOption(dataOption())
    .action(async (text: string, options: RepoOptions) => {
      const terminal = openTerminal({ isJson: options.json });
      const progress = openTerminalProgress(terminal);
      try {
        const folder = await withHub(
          options,
          {
            onStop: () => progress.log('Stopping. What is there stays; the same command goes on with it.'),
            stopped: 'Stopped. The same command goes on with what is there.',
          },
          async (access) => {
            const name = parseRepoName(kindOf(options), text);
            const repo = await describeRepo(access, name, { revision: options.revision, ...places(options) });
            if (repo.view.problem !== null && !options.file) terminal.warn([repo.view.problem]);
            beginDownload(repo, access.url, options.file);
            await runDownload(repo.view.folder, access, {
              onProgress: ({ path, doneBytes, totalBytes, remainingMs }) =>
                progress.update({
                  fraction: totalBytes === 0 ? null : doneBytes / totalBytes,
                  remainingMs,
                  text: `${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}  ${path}`,
                }),
            });
            return repo.view.folder;
          },
        );
        terminal.emit({ kind: 'downloaded', folder });
        terminal.say(`Downloaded  ${folder}`);
      } finally {
        progress.close();
      }
    });
  finishCommand(command, ['hub', 'download', 'owner/name']);
}

function withOptions(command: Command): Command {
  for (const option of hubOptions()) command.addOption(option);
  return command;
}

function kindOf({ dataset }: HubOptions): 'model' | 'dataset' {
  return dataset ? 'dataset' : 'model';
}

/** The folder is made, because the free space of its disk is shown. */
function places(options: RepoOptions): { dataFolder: string } {
  const dataFolder = resolveDataFolder(options.data);
  mkdirSync(dataFolder, { recursive: true });
  return { dataFolder };
}
