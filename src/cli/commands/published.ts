import type { Command } from 'commander';
import { listExternalTables, removeImported } from '../../lab/external/index.ts';
import { AppError } from '../../shared/errors.ts';
import { trustInfo } from '../../shared/external/external-result.ts';
import { describeValues } from '../../shared/settings/describe.ts';
import type { ExternalTable } from '../../shared/views/external.ts';
import { describePlaces, resolveDataFolder } from '../places.ts';
import { renderTable } from '../terminal/table.ts';
import { openTerminal, paint } from '../terminal/terminal.ts';
import { wrapText } from '../terminal/text.ts';
import { dataOption, type DataOptions, finishCommand } from './options.ts';

export function addPublishedCommand(program: Command): void {
  const command = program
    .command('published')
    .description(
      'Lists published results, which come with the program, and imported ones, with their source and how far it can be trusted.',
    )
    .argument('[table]', 'id of a table, to see its numbers')
    .option('--remove', 'forget the named table, which was imported', false)
    .addOption(dataOption())
    .action((id: string | undefined, options: DataOptions & { readonly remove: boolean }) => {
      const terminal = openTerminal({ isJson: options.json });
      const dataFolder = resolveDataFolder(options.data);
      if (options.remove) {
        if (id === undefined) throw new AppError('usage/no-table', 'Name the imported table that is to be removed.');
        removeImported(dataFolder, id);
        terminal.emit({ kind: 'removed', id });
        terminal.say(`Removed  ${id}`);
        return;
      }
      const tables = listExternalTables({ resources: describePlaces().resources, dataFolder });
      if (id === undefined) {
        for (const table of tables) terminal.emit({ kind: 'table', ...table });
        terminal.say(renderList(tables, terminal.width));
        return;
      }
      const table = tables.find((candidate) => candidate.id === id);
      if (!table) {
        const known = tables.map((candidate) => candidate.id).join(', ');
        throw new AppError('external/unknown-table', `There is no table "${id}"; expected one of ${known}.`);
      }
      terminal.emit({ kind: 'table', ...table });
      terminal.say(renderOne(table, terminal.width));
    });
  finishCommand(command, ['published', 'booster-sst2-poison-ratio']);
}

function renderList(tables: readonly ExternalTable[], width: number): string {
  return renderTable({
    columns: [
      { head: 'Table' },
      { head: 'Trust' },
      { head: 'Numbers', align: 'right' },
      { head: 'Curves', align: 'right' },
      { head: 'What' },
    ],
    rows: tables.map(({ id, source, results, curveCount, title }) => [
      id,
      trustInfo[source.trust].label,
      String(results.length),
      String(curveCount),
      title,
    ]),
    width,
  });
}

function renderOne({ title, source, remarks, results }: ExternalTable, width: number): string {
  const rows = results.map((it) => [
    it.method.label,
    it.metric,
    String(it.value),
    it.n === null ? '–' : String(it.n),
    [it.model, it.task].filter((part) => part !== null).join(', '),
    [...(it.step === null ? [] : [`step ${it.step}`]), describeValues(it.settings)].filter(Boolean).join('; '),
  ]);
  const { label, help } = trustInfo[source.trust];
  return [
    paint('bold', title),
    wrapText(`${source.title}. Trust: ${label}. ${help}`, width),
    '',
    renderTable({
      columns: [
        { head: 'Method' },
        { head: 'Metric' },
        { head: 'Value', align: 'right' },
        { head: 'n', align: 'right' },
        { head: 'Model, task' },
        { head: 'Setting' },
      ],
      rows,
      width,
    }),
    ...(remarks.length > 0 ? ['', ...remarks.map((remark) => wrapText(remark, width))] : []),
  ].join('\n');
}
