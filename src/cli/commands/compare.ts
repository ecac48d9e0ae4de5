import type { Command } from 'commander';
import { buildReport } from '../../host/reports/build-report.ts';
import { openLabReader } from '../../lab/index.ts';
import { renderComparison } from '../experiment/render-comparison.ts';
import { findRecipe, findSelection } from '../experiment/find-selection.ts';
import { describePlaces, resolveDataFolder } from '../places.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { dataOption, type DataOptions, finishCommand, parseCount } from './options.ts';

interface CompareOptions extends DataOptions {
  readonly baseline?: string;
  readonly recipe?: string;
  readonly step?: number;
  readonly published: readonly string[];
}

export function addCompareCommand(program: Command): void {
  const command = program
    .command('compare')
    .description(
      'Compares experiments or runs: means with intervals, paired differences with corrected p-values, answers prompt by prompt, flips, how judges agree, and how near each arm is to a recipe.',
    )
    .argument('<selection...>', 'experiments (id, beginning of it, name, or "last") and runs (id or beginning)')
    .option('--baseline <arm>', 'arm that the others are compared with (default: the first that aligns with SFT)')
    .option('--recipe <name>', '"paper" or a run: what the arms are held against (default: paper)')
    .option('--step <n>', 'attack steps after which to compare (default: the last that was evaluated)', parseStep)
    .option(
      '--published <table>',
      'show a published table beside the numbers; "published" lists them; repeat it for several',
      (text: string, previous: readonly string[]) => [...previous, text],
      [] as readonly string[],
    )
    .addOption(dataOption())
    .action((words: readonly string[], options: CompareOptions) => {
      const terminal = openTerminal({ isJson: options.json });
      const reader = openLabReader(resolveDataFolder(options.data));
      try {
        const data = buildReport(reader, describePlaces(), findSelection(reader, words), {
          baseline: options.baseline,
          step: options.step,
          recipe: findRecipe(reader, options.recipe),
          external: options.published,
          isScoresOnly: true,
          hasJudging: true,
        });
        terminal.emit({ kind: 'compared', data });
        terminal.say(renderComparison(data, terminal.width));
      } finally {
        reader.close();
      }
    });
  finishCommand(command, ['compare', 'last', '--recipe', 'paper']);
}

function parseStep(text: string): number {
  return text === '0' ? 0 : parseCount(text);
}
