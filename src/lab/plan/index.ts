import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { canonicalJson } from '../../shared/canonical-json.ts';
import type { ExperimentSpec } from '../../shared/spec/experiment.ts';
import type { Execution } from '../../shared/spec/stage.ts';
import type { ExperimentPlan, PlannedRun, PlannedStage } from '../types.ts';
import { buildStages } from './build-stages.ts';
import { createInputDigests, type DigestMemory } from './digest.ts';
import { isSameOrAbove } from './dotted-path.ts';
import { type ExpandedRun, expandRuns, tryExpandRuns } from './expand.ts';
import { createLoraLayersReader, fitTargets } from './fit-targets.ts';
import { countRuns } from './grid.ts';
import { type FindBareImport, findMissingWeights } from './missing-weights.ts';
import { parseSpec, readExperimentSpec } from './read-spec.ts';
import { resolveJudges } from './resolve-judges.ts';
import { asSentence, SpecError, type SpecFault } from './spec-error.ts';

export { readExperimentSpec } from './read-spec.ts';

export interface PlanOptions {
  readonly memory: DigestMemory;
  readonly isComplete: (stageKey: string) => boolean;
  readonly execution: Partial<Execution>;
  /** Absent where nothing was ever imported. */
  readonly findBareImport?: FindBareImport;
}

/** What a spec that is still being written would run, and all that keeps it from running. */
export interface TriedPlan {
  /** Null while there are faults. */
  readonly plan: ExperimentPlan | null;
  /** How many runs the axes and arms make, faults or not. */
  readonly runCount: number;
  readonly faults: readonly SpecFault[];
}

/** A form plans at every keystroke: a range mistyped by a few zeros must not freeze it. */
const mostRuns = 5000;

/** Reads a spec file and works out its runs and distinct stages; writes nothing. @throws AppError spec/... */
export async function planExperiment(path: string, options: PlanOptions): Promise<ExperimentPlan> {
  const specPath = resolve(path);
  const spec = readExperimentSpec(specPath);
  const built = await buildRuns(spec, expandRuns(spec, specPath), specPath, options);
  if (built.faults.length > 0) throw new SpecError(specPath, built.faults);
  return finishPlan(spec, specPath, built.cells, options);
}

/** Plans a spec that is not a file yet. Relative paths in it start from the folder of `specPath`. Every fault is listed, each once. */
export async function tryPlan(input: unknown, specPath: string, options: PlanOptions): Promise<TriedPlan> {
  const { spec, faults } = parseSpec(input);
  if (!spec) return { plan: null, runCount: 0, faults };
  const runCount = countRuns(spec);
  if (runCount > mostRuns) return { plan: null, runCount, faults: [...faults, describeTooMany(runCount)] };
  const expanded = tryExpandRuns(spec);
  const built = await buildRuns(spec, expanded.runs, specPath, options);
  const all = keepDistinct([...faults, ...expanded.faults, ...built.faults]);
  const plan = all.length === 0 ? finishPlan(spec, specPath, built.cells, options) : null;
  return { plan, runCount, faults: all };
}

interface BuiltRun extends ExpandedRun {
  readonly stages: PlannedRun['stages'];
  readonly files: Awaited<ReturnType<typeof buildStages>>;
}

/** The stages of every run; of runs whose inputs cannot be used, the faults. */
async function buildRuns(
  spec: ExperimentSpec,
  runs: readonly ExpandedRun[],
  specPath: string,
  { memory, execution, isComplete, findBareImport }: PlanOptions,
): Promise<{ cells: BuiltRun[]; faults: SpecFault[] }> {
  const digests = createInputDigests(memory);
  const findLayers = createLoraLayersReader();
  const cells: BuiltRun[] = [];
  const faults: SpecFault[] = [];
  for (const run of runs) {
    try {
      const fitted = fitTargets(run.settings, { namesTargets: run.namesTargets, specPath, findLayers });
      const settings = await resolveJudges(fitted, { specPath, digests });
      const files = await buildStages(settings, { specPath, digests, execution });
      if (findBareImport) faults.push(...findMissingWeights(files, { isComplete, findBareImport }));
      const stages = { align: files.align.key, attack: files.attack.key, evaluate: files.evaluate.key };
      cells.push({ ...run, settings, stages, files });
    } catch (error) {
      if (!(error instanceof SpecError)) throw error;
      faults.push(...error.faults.map((fault) => ({ ...fault, arm: findOwner(spec, run.arm, fault.path) })));
    }
  }
  return { cells, faults: keepDistinct(faults) };
}

/** The label of a run's arm, if it sets the setting itself. */
function findOwner(spec: ExperimentSpec, label: string, path: string): string | null {
  const arm = spec.arms?.find((one) => one.label === label);
  return arm && Object.keys(arm.set).some((other) => isSameOrAbove(other, path)) ? label : null;
}

function finishPlan(
  spec: ExperimentSpec,
  specPath: string,
  built: readonly BuiltRun[],
  options: PlanOptions,
): ExperimentPlan {
  const stages = new Map<string, PlannedStage>();
  for (const { files } of built) {
    for (const file of [files.align, files.attack, files.evaluate]) {
      if (!stages.has(file.key))
        stages.set(file.key, { kind: file.stage.kind, file, isComplete: options.isComplete(file.key) });
    }
  }
  const cells = built.map(({ arm, varied, settings, stages: keys }) => ({ arm, varied, settings, stages: keys }));
  const id = makeExperimentId(spec.name, cells);
  const width = String(cells.length).length;
  return {
    id,
    specPath,
    spec,
    runs: cells.map((cell, index) => ({ runId: `${id}-${String(index + 1).padStart(width, '0')}`, ...cell })),
    stages: [...stages.values()],
    completeStageCount: [...stages.values()].filter((stage) => stage.isComplete).length,
  };
}

/** Cells of a grid share most of their settings, so most faults come once for each of them. */
function keepDistinct(faults: readonly SpecFault[]): SpecFault[] {
  return [...new Map(faults.map((fault) => [`${fault.path}\n${fault.arm}\n${fault.message}`, fault])).values()];
}

function describeTooMany(runCount: number): SpecFault {
  const line = `the axes and arms make ${runCount} runs, at most ${mostRuns} are planned at once; vary less`;
  return { code: 'spec/too-many-runs', path: '', arm: null, line, message: asSentence(line) };
}

/** The same name, cells and results give the same id, so that running a spec again goes on with the same experiment. */
function makeExperimentId(name: string, cells: readonly Omit<PlannedRun, 'runId'>[]): string {
  const content = cells.map((cell) => [cell.arm, cell.varied, cell.stages]);
  const digest = createHash('sha256')
    .update(canonicalJson([name, content]))
    .digest('hex');
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return `${slug || 'experiment'}-${digest.slice(0, 8)}`;
}
