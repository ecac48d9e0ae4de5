import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { canonicalJson } from '../../shared/canonical-json.ts';
import type { Execution } from '../../shared/spec/stage.ts';
import type { ExperimentPlan, PlannedRun, PlannedStage } from '../types.ts';
import { buildStages } from './build-stages.ts';
import type { DigestMemory } from './digest.ts';
import { expandRuns } from './expand.ts';
import { readExperimentSpec } from './read-spec.ts';

export { readExperimentSpec } from './read-spec.ts';

export interface PlanOptions {
  readonly memory: DigestMemory;
  readonly isComplete: (stageKey: string) => boolean;
  readonly execution: Partial<Execution>;
}

/** Reads a spec file and works out its runs and distinct stages; writes nothing. @throws AppError spec/... */
export async function planExperiment(path: string, options: PlanOptions): Promise<ExperimentPlan> {
  const specPath = resolve(path);
  const spec = readExperimentSpec(specPath);
  const stages = new Map<string, PlannedStage>();
  const cells: Omit<PlannedRun, 'runId'>[] = [];
  for (const run of expandRuns(spec, specPath)) {
    const files = await buildStages(run.settings, { specPath, memory: options.memory, execution: options.execution });
    for (const file of [files.align, files.attack, files.evaluate]) {
      if (!stages.has(file.key))
        stages.set(file.key, { kind: file.stage.kind, file, isComplete: options.isComplete(file.key) });
    }
    cells.push({ ...run, stages: { align: files.align.key, attack: files.attack.key, evaluate: files.evaluate.key } });
  }
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
