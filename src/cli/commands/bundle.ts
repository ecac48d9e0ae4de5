import { type Command, Option } from 'commander';
import { makeReportPage } from '../../host/index.ts';
import { writeBundle } from '../../lab/bundle/write-bundle.ts';
import { openLabReader } from '../../lab/index.ts';
import type { LabQueries, Target } from '../../lab/types.ts';
import { type AdapterChoice, adapterChoices } from '../../shared/views/bundle.ts';
import { describeBundle } from '../bundles/describe-bundle.ts';
import { withProgress } from '../terminal/with-progress.ts';
import { findExperiment, findRun } from '../experiment/find-experiment.ts';
import { describePlaces, resolveDataFolder } from '../places.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { dataOption, type DataOptions, finishCommand, resolvePath } from './options.ts';

interface BundleOptions extends DataOptions {
  readonly out: string;
  readonly adapters: AdapterChoice;
  readonly texts: boolean;
  readonly withData: boolean;
}

export function addBundleCommand(program: Command): void {
  const command = program
    .command('bundle')
    .description(
      'Writes experiments or runs into one file that opens as a report, and that others can import, verify and reproduce.',
    )
    .argument('<experiment|run...>', 'ids of runs, or ids, names or "last" of experiments')
    .requiredOption('--out <file>', 'file to write, such as results.booster.html', resolvePath)
    .addOption(
      new Option('--adapters <which>', 'trained weights to put in: of each training the last, or all checkpoints')
        .choices([...adapterChoices])
        .default('none'),
    )
    .option('--without-texts', 'leave out prompts, answers and expected answers; verdicts and scores stay')
    .option('--with-data', 'put the data files in, where their licence allows it', false)
    .addOption(dataOption())
    .action(async (names: readonly string[], options: BundleOptions & { readonly withoutTexts?: boolean }) => {
      const terminal = openTerminal({ isJson: options.json });
      const places = describePlaces();
      const reader = openLabReader(resolveDataFolder(options.data));
      const texts = options.withoutTexts !== true;
      try {
        const written = await withProgress(terminal, (watch) =>
          writeBundle(
            reader,
            names.map((name) => findTarget(reader, name)),
            options.out,
            {
              contents: { adapters: options.adapters, texts, data: options.withData },
              codeVersion: places.version,
              gitCommit: places.gitCommit,
              makePage: (wishes) => makeReportPage(reader, places, { ...wishes, texts }),
              ...watch,
            },
          ),
        );
        terminal.warn(written.remarks);
        terminal.emit({ kind: 'bundled', ...written });
        terminal.say(`Bundle  ${written.path}\n${describeBundle(written)}`);
      } finally {
        reader.close();
      }
    });
  finishCommand(command, ['bundle', 'last', '--out', 'results.booster.html']);
}

function findTarget(queries: LabQueries, name: string): Target {
  const run = findRun(queries, name);
  return run?.runId === name ? { runId: name } : { experimentId: findExperiment(queries, name).id };
}
