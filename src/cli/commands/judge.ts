import type { Command } from 'commander';
import type { Selection } from '../../shared/contract/compare.ts';
import { AppError } from '../../shared/errors.ts';
import { type Lab, type LabQueries, openLab, openLabReader, listEvaluations, viewJudges } from '../../lab/index.ts';
import { findExperiment, findRun } from '../experiment/find-experiment.ts';
import { askJudge, readToken } from '../judging/ask-judge.ts';
import { addJudgeOptions, type JudgeOptions, readJudge } from '../judging/judge-options.ts';
import { describeJudgingPlan, renderAgreementTable, renderJudgeTable } from '../judging/render-judges.ts';
import { resolveDataFolder } from '../places.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import { dataOption, finishCommand } from './options.ts';

export function addJudgeCommand(program: Command): void {
  const command = addJudgeOptions(
    program
      .command('judge')
      .description(
        'Has a judge look at the stored answers of an experiment or of runs, without generating again; without --judge, shows the judges there are and how they agree.',
      )
      .argument('<experiment|run...>', 'one experiment (id, unique beginning, name, or "last"), or ids of runs')
      .addOption(dataOption()),
  ).action(async (texts: readonly string[], options: JudgeOptions) => {
    const terminal = openTerminal({ isJson: options.json });
    const dataFolder = resolveDataFolder(options.data);
    if (options.judge === undefined && options.threshold === undefined) {
      const reader = openLabReader(dataFolder);
      try {
        show(reader, findSelection(reader, texts), options, terminal);
      } finally {
        reader.close();
      }
      return;
    }
    requireDataFolder(dataFolder);
    const lab = await openLab({ dataFolder });
    try {
      terminal.warn(lab.warnings);
      const selection = findSelection(lab, texts);
      if (options.judge === undefined) changeThreshold(lab, selection, options);
      else if (!(await judge(lab, selection, options, terminal))) return;
      show(lab, selection, options, terminal);
    } finally {
      await lab.stop();
    }
  });
  finishCommand(command, ['judge', 'last', '--judge', 'moderation', '--model', 'models/beaver-dam-7b']);
}

/** Asking about a data folder must not make one. @throws AppError lab/no-data-folder. */
function requireDataFolder(dataFolder: string): void {
  try {
    openLabReader(dataFolder).close();
  } catch (error) {
    // Whatever else is wrong with it is mended, or told, when it is opened.
    if (error instanceof AppError && error.code === 'lab/no-data-folder') throw error;
  }
}

/** Runs of one or several experiments, or a whole experiment. @throws AppError lab/no-experiment, usage/... */
function findSelection(queries: LabQueries, texts: readonly string[]): Selection {
  const [first = ''] = texts;
  const isExperiment = queries.listExperiments().some(({ id, name }) => id === first || name === first);
  const runs = isExperiment ? [] : texts.map((text) => findRun(queries, text));
  if (runs.length > 0 && runs.every((run) => run !== undefined)) return { runIds: runs.map((run) => run.runId) };
  if (texts.length > 1)
    throw new AppError('usage/one-experiment', `Expected one experiment or ids of runs, found ${texts.join(', ')}.`);
  return { experimentId: findExperiment(queries, first).id };
}

/** False where nothing was asked. */
async function judge(lab: Lab, selection: Selection, options: JudgeOptions, terminal: Terminal): Promise<boolean> {
  const described = readJudge(options);
  const token = readToken(described);
  const request = { selection, judge: described, token };
  const plan = await lab.planJudging(request);
  terminal.emit({ kind: 'judging.planned', ...plan });
  terminal.say(describeJudgingPlan(plan).join('\n'));
  if (options.plan) return false;
  if (described.name === 'endpoint' && !options.yes) {
    terminal.say('Nothing was sent. Add --yes to send these prompts and answers there.');
    return false;
  }
  await askJudge(lab, request, terminal);
  return true;
}

function changeThreshold(lab: Lab, selection: Selection, options: JudgeOptions): void {
  const keys = listEvaluations(lab, selection);
  const withScores = new Set(
    keys.flatMap((key) => lab.listJudges(key).flatMap(({ header }) => (header.categories ? [header.id] : []))),
  );
  const [only] = withScores;
  const id = options.judgeId?.replace(/^.*#/, '') ?? (withScores.size === 1 ? only : undefined);
  if (id === undefined) {
    const found =
      withScores.size === 0
        ? 'none has judged these answers'
        : `there are ${withScores.size}: ${[...withScores].join(', ')}`;
    throw new AppError('judge/unknown', `The threshold of which judge with scores? Expected --judge-id; ${found}.`);
  }
  lab.setJudgeThreshold(selection, id, options.threshold ?? 0);
}

function show(queries: LabQueries, selection: Selection, options: JudgeOptions, terminal: Terminal): void {
  const view = viewJudges(queries, listEvaluations(queries, selection), options.step ?? null);
  terminal.emit({ kind: 'judges', ...view });
  if (view.judges.length === 0) return terminal.say('No answers have been judged yet.');
  const table = options.agreement ? [] : [renderJudgeTable(view, terminal.width)];
  const agreement = view.pairs.length > 0 ? [renderAgreementTable(view, terminal.width)] : [];
  terminal.say([`Answers to safety prompts after ${view.step} attack steps:`, ...table, ...agreement].join('\n\n'));
}
