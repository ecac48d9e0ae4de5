import type { Command } from 'commander';
import { openLab, openLabReader, requestCancel } from '../../lab/index.ts';
import type { Target } from '../../lab/types.ts';
import { findExperiment, findRun } from '../experiment/find-experiment.ts';
import { resolveDataFolder, spellFollowUp } from '../places.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { dataOption, type DataOptions, finishCommand } from './options.ts';

export function addCancelCommand(program: Command): void {
  const command = program
    .command('cancel')
    .description('Cancels an experiment or one run, also one that another process is running; resume goes on with it.')
    .argument('<experiment|run>', 'id of a run, or id, unique beginning of an id, name, or "last" of an experiment')
    .addOption(dataOption())
    .action(async (text: string, options: DataOptions) => {
      const terminal = openTerminal({ isJson: options.json });
      const dataFolder = resolveDataFolder(options.data);
      const { target, name, experimentId } = resolveTarget(dataFolder, text);
      const isPassedOn = requestCancel(dataFolder, target);
      if (!isPassedOn) await cancelHere(dataFolder, target);
      terminal.emit({ kind: 'cancelled', ...target, isPassedOn });
      terminal.say(
        `${name} ${isPassedOn ? 'is being cancelled by the process that runs it' : 'is cancelled'}. ` +
          `To go on with it: ${spellFollowUp('resume', experimentId, dataFolder)}`,
      );
    });
  finishCommand(command, ['cancel', 'last']);
}

function resolveTarget(dataFolder: string, text: string): { target: Target; name: string; experimentId: string } {
  const reader = openLabReader(dataFolder);
  try {
    const isExperiment = reader.listExperiments().some(({ id, name }) => id === text || name === text);
    const run = isExperiment ? undefined : findRun(reader, text);
    if (run) return { target: { runId: run.runId }, name: `Run ${run.runId}`, experimentId: run.experimentId };
    const { id, name } = findExperiment(reader, text);
    return { target: { experimentId: id }, name: `${name} (${id})`, experimentId: id };
  } finally {
    reader.close();
  }
}

async function cancelHere(dataFolder: string, target: Target): Promise<void> {
  const lab = await openLab({ dataFolder });
  try {
    await lab.cancel(target);
  } finally {
    await lab.stop();
  }
}
