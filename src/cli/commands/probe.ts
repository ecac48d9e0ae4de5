import { type Command, InvalidArgumentError, Option } from 'commander';
import { openLabReader } from '../../lab/index.ts';
import { readProbes, runProbes } from '../../lab/probe/index.ts';
import { describeValues } from '../../shared/settings/describe.ts';
import { CancelledError, exitCodes } from '../../shared/errors.ts';
import { type ProbeKind, probeKinds } from '../../shared/spec/probe.ts';
import type { ProbeView } from '../../shared/views/probe.ts';
import { findExperiment } from '../experiment/find-experiment.ts';
import { resolveDataFolder } from '../places.ts';
import { listenForInterrupts } from '../terminal/interrupts.ts';
import { openTerminalProgress } from '../terminal/progress.ts';
import { renderTable } from '../terminal/table.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { dataOption, type DataOptions, finishCommand, parseCount } from './options.ts';

interface ProbeCommandOptions extends DataOptions {
  readonly what: ProbeKind;
  readonly rows?: number;
  readonly distances?: readonly number[];
}

export function addProbeCommand(program: Command): void {
  const command = program
    .command('probe')
    .description(
      'Measures the kept models of an experiment: the loss along the harmful direction, or the drift of hidden states.',
    )
    .argument('<experiment>', 'id, unique beginning of an id, name, or "last"')
    .addOption(new Option('--what <kind>', 'what is measured').choices([...probeKinds]).default('harmful-direction'))
    .option('--rows <n>', 'at most so many rows of the set (default: 200)', parseCount)
    .option('--distances <list>', 'lengths of the simulated step, comma-separated', parseDistances)
    .addOption(dataOption())
    .action(async (text: string, options: ProbeCommandOptions) => {
      const terminal = openTerminal({ isJson: options.json });
      const progress = openTerminalProgress(terminal);
      const interrupts = listenForInterrupts({
        onFirst: () => progress.log('Stopping.'),
        exitCode: exitCodes.cancelled,
      });
      const reader = openLabReader(resolveDataFolder(options.data));
      try {
        const experiment = findExperiment(reader, text);
        const completed = reader.listRuns(experiment.id).filter((run) => run.status === 'completed');
        const runs = completed.map((run) => ({ run, experiment }));
        const count = await runProbes(reader, runs, {
          kind: options.what,
          signal: interrupts.signal,
          onProgress: ({ fraction, remainingMs }) => progress.update({ fraction, remainingMs, text: 'measuring' }),
          ...(options.rows === undefined ? {} : { rows: options.rows }),
          ...(options.distances === undefined ? {} : { distances: options.distances }),
        });
        progress.close();
        const view = readProbes(reader, runs, options.what);
        terminal.emit({ ...view, measuredNow: count });
        terminal.say(renderProbes(view, terminal.width));
      } catch (error) {
        throw error instanceof CancelledError
          ? new CancelledError('Stopped; what was measured is kept, and the same command goes on.')
          : error;
      } finally {
        progress.close();
        interrupts.close();
        reader.close();
      }
    });
  finishCommand(command, ['probe', 'last', '--what', 'drift']);
}

function renderProbes(view: ProbeView, width: number): string {
  const places = [...new Map(view.groups.flatMap(({ points }) => points).map((it) => [`${it.name} ${it.at}`, it]))];
  const shown = view.kind === 'drift' ? places : places.filter(([, { name }]) => name === 'loss');
  const columns = [
    { head: 'model' },
    { head: 'seeds', align: 'right' as const },
    { head: 'rows', align: 'right' as const },
    ...shown.map(([, { name, at }]) => ({ head: name === 'loss' ? `t=${at}` : name, align: 'right' as const })),
  ];
  const rows = view.groups.map(({ arm, attackP, varied, rows: rowCount, step, seeds, points }) => [
    [
      arm,
      ...(attackP === null ? ['aligned'] : [`p = ${attackP}`]),
      ...(Object.keys(varied).length > 0 ? [describeValues(varied)] : []),
      ...(attackP === null ? [] : [`step ${step}`]),
    ].join(', '),
    String(seeds.length),
    String(rowCount),
    ...shown.map(([key]) => {
      const point = points.find(({ name, at }) => `${name} ${at}` === key);
      return point ? point.summary.mean.toFixed(3) : '–';
    }),
  ]);
  const head =
    view.kind === 'drift'
      ? 'Distance of the last hidden states on the alignment set from those of the aligned model; means over seeds.'
      : 'Harmful loss after one step of length t along the normalised harmful gradient, h(w − t·ĝ); means over seeds.';
  const notes = [
    ...(view.warning === null ? [] : [view.warning]),
    ...(view.withoutModels === 0 ? [] : [describeWithoutModels(view.withoutModels)]),
  ];
  return [head, renderTable({ columns, rows, width }), ...notes].join('\n\n');
}

function describeWithoutModels(count: number): string {
  return `${count === 1 ? '1 run has' : `${count} runs have`} no models in this data folder and cannot be measured; import a bundle with weights, or run them again.`;
}

function parseDistances(text: string): number[] {
  const values = text.split(',').map(Number);
  if (values.length < 2 || !values.every(Number.isFinite))
    throw new InvalidArgumentError(`Expected at least two numbers, comma-separated, found ${text}.`);
  return values;
}
