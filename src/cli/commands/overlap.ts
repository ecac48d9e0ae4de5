import { type Command, InvalidArgumentError, Option } from 'commander';
import { dirname } from 'node:path';
import { checkOverlap } from '../../host/experiments/check-overlap.ts';
import { readExperimentSpec } from '../../lab/plan/index.ts';
import { draftSpecSchema } from '../../shared/contract/experiments.ts';
import { CancelledError, exitCodes } from '../../shared/errors.ts';
import type { OverlapReport } from '../../shared/spec/inspection.ts';
import { renderOverlap } from '../data/render-overlap.ts';
import { listenForInterrupts } from '../terminal/interrupts.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { type CommonOptions, finishCommand, resolvePath } from './options.ts';

interface OverlapOptions extends CommonOptions {
  readonly threshold: number;
  readonly showText: boolean;
}

const [lowest, highest, usual] = [0.5, 1, 0.8];

export function addOverlapCommand(program: Command): void {
  const command = program
    .command('overlap')
    .description('Says which prompts the data sets of an experiment share and repeat, word for word or nearly.')
    .argument('<spec>', 'experiment file', resolvePath)
    .addOption(
      new Option('--threshold <fraction>', `similarity from which prompts count as near (${lowest} to ${highest})`)
        .default(usual)
        .argParser(parseThreshold),
    )
    .option('--show-text', 'show the prompts of the examples, which may be harmful', false)
    .action(async (spec: string, options: OverlapOptions) => {
      const terminal = openTerminal({ isJson: options.json });
      const report = await check(spec, options.threshold);
      const shown = options.showText ? report : withoutTexts(report);
      terminal.emit({ kind: 'overlap', ...shown });
      terminal.say(renderOverlap(shown, terminal.width));
      terminal.warn(report.problems.map(({ path, message }) => `${path}: ${message}`));
      if (report.problems.length > 0) process.exitCode = exitCodes.failed;
    });
  finishCommand(command, ['overlap', 'my-experiment.json']);
}

async function check(spec: string, threshold: number): Promise<OverlapReport> {
  const interrupts = listenForInterrupts({ onFirst: () => undefined, exitCode: exitCodes.cancelled });
  try {
    const draft = draftSpecSchema.parse({ spec: readExperimentSpec(spec), baseFolder: dirname(spec) });
    return await checkOverlap(draft, { threshold, signal: interrupts.signal });
  } catch (error) {
    throw error instanceof CancelledError ? new CancelledError('Stopped; nothing was written.') : error;
  } finally {
    interrupts.close();
  }
}

function withoutTexts(report: OverlapReport): OverlapReport {
  const hide = <Part extends { readonly examples: OverlapReport['between'][number]['examples'] }>(
    part: Part,
  ): Part => ({
    ...part,
    examples: part.examples.map((example) => ({ ...example, leftText: '', rightText: '' })),
  });
  return {
    ...report,
    sets: report.sets.map((set) => ({ ...set, within: hide(set.within) })),
    between: report.between.map(hide),
  };
}

function parseThreshold(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= lowest && value <= highest) return value;
  throw new InvalidArgumentError(`Expected a number from ${lowest} to ${highest}, found ${text}.`);
}
