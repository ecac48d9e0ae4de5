import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ExperimentFile, readExperimentFile } from '../../src/lab/folder/experiment-files.ts';
import { experimentFolder, stageFolder } from '../../src/lab/folder/paths.ts';
import { readStageFile } from '../../src/lab/folder/stage-files.ts';
import { computeStageKey } from '../../src/lab/plan/stage-key.ts';
import type { StageSpec } from '../../src/shared/spec/stage.ts';

const files = ['state.json', 'events.jsonl', 'samples.jsonl'];

/** Writes a data folder with the runs of a finished experiment several times over, each time with other seeds and so with other keys. */
export function multiplyRuns(from: string, experimentId: string, { to, times }: { to: string; times: number }): void {
  const source = readExperimentFile(experimentFolder(from, experimentId), experimentId);
  const runs = Array.from({ length: times }, (_, copy) => source.runs.map((run) => copyRun(from, to, { run, copy })));
  const all = runs
    .flat()
    .map((run, index) => ({ ...run, runId: `${source.id}-${String(index + 1).padStart(4, '0')}` }));
  const folder = experimentFolder(to, source.id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'experiment.json'), JSON.stringify({ ...source, runs: all } satisfies ExperimentFile));
}

type Run = ExperimentFile['runs'][number];

function copyRun(from: string, to: string, { run, copy }: { run: Run; copy: number }): Run {
  const seed = run.settings.seed + 1000 * copy;
  const align = copyStage(run.stages.align, (stage) => ({ ...stage, seed }));
  const attack = copyStage(run.stages.attack, (stage) => ({ ...stage, seed, from: align }) as StageSpec); // an attack has `from`
  const evaluate = copyStage(
    run.stages.evaluate,
    (stage) => ({ ...stage, seed, from: attack, aligned: align }) as StageSpec, // an evaluation has both
  );
  return {
    ...run,
    varied: { ...run.varied, seed },
    settings: { ...run.settings, seed },
    stages: { align, attack, evaluate },
  };

  function copyStage(key: string, change: (stage: StageSpec) => StageSpec): string {
    const file = readStageFile(stageFolder(from, key), key);
    const stage = change(file.stage);
    const own = computeStageKey(stage);
    const folder = stageFolder(to, own);
    if (existsSync(folder)) return own;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'spec.json'), JSON.stringify({ ...file, key: own, stage }));
    for (const name of files) {
      const path = join(stageFolder(from, key), name);
      if (existsSync(path)) cpSync(path, join(folder, name));
    }
    return own;
  }
}
