import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { listInputFolders } from '../../host/index.ts';
import { compareReproduction } from '../../lab/bundle/reproduce/compare.ts';
import { prepareReproduction } from '../../lab/bundle/reproduce/prepare.ts';
import { runAgain } from '../../lab/bundle/reproduce/run-again.ts';
import { writeJsonFile } from '../../lab/index.ts';
import { CancelledError, exitCodes } from '../../shared/errors.ts';
import { describeReproduction } from '../../shared/report/describe-reproduction.ts';
import { usualTolerance } from '../../shared/views/reproduction.ts';
import { withProgress } from '../terminal/with-progress.ts';
import { followExperiment } from '../experiment/follow-experiment.ts';
import { describePlaces, resolveDataFolder } from '../places.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { collectPaths, dataOption, type DataOptions, finishCommand, resolvePath, slotsOption } from './options.ts';

interface ReproduceOptions extends DataOptions {
  readonly run: readonly string[];
  readonly inputs: readonly string[];
  readonly keep?: string;
  readonly report?: string;
  readonly slots?: number;
  readonly exact: boolean;
  readonly scoreTolerance: number;
  readonly curveTolerance: number;
}

export function addReproduceCommand(program: Command): void {
  const command = program
    .command('reproduce')
    .description('Runs the runs of a bundle again in a fresh data folder and says what is the same and what is not.')
    .argument('<file>', 'bundle', resolvePath)
    .option(
      '--run <id>',
      'only this run; repeat it for several',
      (text: string, all: readonly string[]) => [...all, text],
      [],
    )
    .option('--inputs <folder>', 'where models and data may lie; repeat it for several', collectPaths, [])
    .option('--keep <folder>', 'keep what is run there, and go on there when it was stopped', resolvePath)
    .option('--report <file>', 'write all differences as JSON', resolvePath)
    .option('--exact', 'succeed only if everything is the same bit for bit', false)
    .option(
      '--score-tolerance <points>',
      'percentage points that a score may differ',
      parseAmount,
      usualTolerance.scorePoints,
    )
    .option(
      '--curve-tolerance <fraction>',
      'part of its size that a loss curve may differ',
      parseAmount,
      usualTolerance.curveFraction,
    )
    .addOption(slotsOption())
    .addOption(dataOption())
    .action(reproduce);
  finishCommand(command, ['reproduce', 'results.booster.html', '--inputs', 'my-data']);
}

async function reproduce(file: string, options: ReproduceOptions): Promise<void> {
  const terminal = openTerminal({ isJson: options.json });
  const folder = options.keep ?? mkdtempSync(join(tmpdir(), 'booster-lab-reproduce-'));
  try {
    const inputFolders = listInputFolders(resolveDataFolder(options.data), describePlaces(), options.inputs);
    const prepared = await withProgress(terminal, (watch) =>
      prepareReproduction(file, { folder, runIds: options.run, inputFolders, ...watch }),
    );
    await runAgain(prepared, {
      ...(options.slots === undefined ? {} : { slots: options.slots }),
      onOpened: (lab) => terminal.warn(lab.warnings),
      follow: async (lab, experiment) => void (await followExperiment(lab, experiment, terminal)),
    });
    const reproduction = await compareReproduction(prepared, {
      scorePoints: options.scoreTolerance,
      curveFraction: options.curveTolerance,
    });
    if (options.report !== undefined) writeJsonFile(options.report, reproduction);
    terminal.emit({ kind: 'reproduced', ...reproduction });
    terminal.say(describeReproduction(reproduction));
    const isEnough = options.exact ? reproduction.counts.identical === reproduction.stages.length : true;
    if (!reproduction.isWithin || !isEnough) process.exitCode = exitCodes.failed;
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    throw new CancelledError(
      options.keep === undefined
        ? 'Stopped; what was run is removed. With --keep FOLDER it is kept, and goes on there.'
        : `Stopped; the same command goes on in ${options.keep}.`,
    );
  } finally {
    if (options.keep === undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function parseAmount(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError(`Expected a number of at least 0, found ${text}.`);
  return value;
}
