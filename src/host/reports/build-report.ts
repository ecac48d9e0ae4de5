import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Selection } from '../../shared/contract/compare.ts';
import type { ReportData } from '../../shared/views/report.ts';
import { collectReportData } from '../../lab/report/collect-report-data.ts';
import { findExternalResults, listExternalTables } from '../../lab/external/index.ts';
import { type FoundRun, findRuns } from '../../lab/report/find-runs.ts';
import type { ChosenRecipe } from '../../lab/recipes/measure-fidelity.ts';
import { createPaperRecipe, paperRecipeName } from '../../lab/recipes/paper-recipe.ts';
import type { Recipe } from '../../lab/recipes/recipe.ts';
import { chooseRunRecipe } from '../../lab/recipes/run-recipe.ts';
import type { LabQueries } from '../../lab/types.ts';
import type { Places } from '../context.ts';

export interface BuildReportOptions {
  /** Label of the arm that the others are compared with. */
  readonly baseline?: string | undefined;
  /** Attack step of the headline. */
  readonly step?: number | undefined;
  /** What the arms are held against: "paper" (unless told otherwise) or a run's id. */
  readonly recipe?: string | undefined;
  /** Ids of the tables of external results that are shown beside these numbers; none unless told otherwise. */
  readonly external?: readonly string[] | undefined;
  /** Leaves curves and sample answers out. */
  readonly isScoresOnly?: boolean;
  /** Says how judges agree, also where answers are left out. */
  readonly hasJudging?: boolean;
  /** Keeps what was said of every single answer, for files. */
  readonly hasVerdicts?: boolean;
}

/**
 * The data of the report of an experiment or of chosen runs as it is recorded now; the command line, the compare page and
 * exports all have their numbers from here. @throws AppError lab/no-experiment, lab/no-run, report/unknown-arm, report/unknown-step,
 * external/unknown-table.
 */
export function buildReport(
  queries: LabQueries,
  places: Places,
  selection: Selection,
  options: BuildReportOptions = {},
): ReportData {
  return collectReportData(queries, selection, {
    codeVersion: places.version,
    gitCommit: places.gitCommit,
    writtenAtMs: Date.now(),
    limits: findLimits(queries, places, selection),
    ...(options.baseline === undefined ? {} : { baseline: options.baseline }),
    ...(options.step === undefined ? {} : { headlineStep: options.step }),
    recipe: chooseRecipe(queries, places, selection, options.recipe ?? paperRecipeName),
    hasVerdicts: options.hasVerdicts ?? false,
    externalResults: findExternalResults(
      listExternalTables({ resources: places.resources, dataFolder: queries.dataFolder }),
      options.external ?? [],
    ),
    ...(options.hasJudging === undefined ? {} : { hasJudging: options.hasJudging }),
    ...(options.isScoresOnly ? { hasCurves: false, samplesPerSet: 0 } : {}),
  });
}

function chooseRecipe(queries: LabQueries, places: Places, selection: Selection, name: string): ChosenRecipe {
  if (name === paperRecipeName) return { recipe: readPaperRecipe(places) };
  return chooseRunRecipe(queries, name, listSelected(queries, selection));
}

/** The preset of the paper's protocol, read once. */
function readPaperRecipe({ resources }: Places): Recipe {
  const path = join(resources, 'presets', 'paper.json');
  const known = paperRecipes.get(path) ?? createPaperRecipe(JSON.parse(readFileSync(path, 'utf8')));
  paperRecipes.set(path, known);
  return known;
}

const paperRecipes = new Map<string, Recipe>();

function listSelected(queries: LabQueries, selection: Selection): FoundRun[] {
  if ('runIds' in selection) return findRuns(queries, selection.runIds);
  const experiment = queries.getExperiment(selection.experimentId);
  return queries.listRuns(experiment.id).map((run) => ({ run, experiment }));
}

/** What numbers from the sample project's world can show, in the words of its README; null for every other model. */
function findLimits(queries: LabQueries, places: Places, selection: Selection): string | null {
  const sampleFolder = join(places.resources, 'sample');
  const isSample = listModels(queries, selection).some((path) => !relative(sampleFolder, path).startsWith('..'));
  if (!isSample) return null;
  const readme = readFileSync(join(sampleFolder, 'README.md'), 'utf8');
  const section = /^## What a small world can and cannot show\n([\s\S]*?)^## /m.exec(readme)?.[1];
  return section?.replace(/\s+/g, ' ').trim() ?? null;
}

/** Absolute paths of the base models. */
function listModels(queries: LabQueries, selection: Selection): string[] {
  return listSelected(queries, selection).map(({ run, experiment }) =>
    resolve(dirname(experiment.specPath), run.settings.model.path),
  );
}
