import type { Command } from 'commander';
import { openLabReader } from '../../lab/index.ts';
import type { LabQueries } from '../../lab/types.ts';
import { findExperiment } from '../experiment/find-experiment.ts';
import { renderExperiment, renderExperiments } from '../experiment/render-status.ts';
import { resolveDataFolder } from '../places.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import { dataOption, type DataOptions, finishCommand } from './options.ts';

export function addStatusCommand(program: Command): void {
  const command = program
    .command('status')
    .description('Lists the experiments of a data folder, or the runs of one with their stages.')
    .argument('[experiment]', 'id, unique beginning of an id, name, or "last"')
    .addOption(dataOption())
    .action((text: string | undefined, options: DataOptions) => {
      const terminal = openTerminal({ isJson: options.json });
      const reader = openLabReader(resolveDataFolder(options.data));
      try {
        if (text === undefined) showAll(reader, terminal);
        else showOne(reader, text, terminal);
      } finally {
        reader.close();
      }
    });
  finishCommand(command, ['status', 'last']);
}

function showAll(queries: LabQueries, terminal: Terminal): void {
  const experiments = queries.listExperiments();
  terminal.emit({
    kind: 'experiments',
    dataFolder: queries.dataFolder,
    experiments: experiments.map(({ id, name, createdAtMs, specPath, runCount, runCounts }) => {
      return { id, name, createdAtMs, specPath, runCount, runCounts };
    }),
  });
  terminal.say(renderExperiments(experiments, terminal.width));
}

function showOne(queries: LabQueries, text: string, terminal: Terminal): void {
  const experiment = findExperiment(queries, text);
  const runs = queries.listRuns(experiment.id);
  const stages = queries.listStages(experiment.id);
  terminal.emit({
    kind: 'experiment',
    ...experiment,
    runs: runs.map(({ runId, arm, varied, status, stages: keys, startedAtMs, finishedAtMs }) => {
      return { runId, arm, varied, status, stages: keys, startedAtMs, finishedAtMs };
    }),
    stages: stages.map(
      ({ key, kind, status, attempt, resumedFromStep, progress, error, folder, device, sizeBytes }) => {
        return { key, kind, status, attempt, resumedFromStep, progress, error, folder, device, sizeBytes };
      },
    ),
  });
  terminal.say(renderExperiment({ experiment, runs, stages }, terminal.width));
}
