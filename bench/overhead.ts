import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { type StageEvent, stageEventSchema } from '../src/shared/events.ts';
import { type ExperimentSpec, experimentSpecSchema } from '../src/shared/spec/experiment.ts';
import { stageFileSchema } from '../src/shared/spec/stage.ts';
import { type Overhead, overheadSchema } from './sides/job.ts';
import { runOurs } from './sides/run-side.ts';

export interface OverheadOptions {
  readonly repository: string;
  /** Empty or new; results go below it. */
  readonly workFolder: string;
  /** Optimizer steps of the alignment. */
  readonly steps: number;
}

/** A Booster alignment of the sample by the stage runner alone, in one process. */
export function measureStageOverhead({ repository, steps }: OverheadOptions): Promise<Overhead> {
  const sample = path.join(repository, 'resources', 'sample');
  return runOurs(
    {
      kind: 'overhead',
      modelFolder: path.join(sample, 'model'),
      dataFolder: path.join(sample, 'data', 'split-0'),
      trainable: { kind: 'full', freezeEmbeddings: true },
      steps,
    },
    overheadSchema,
  );
}

const clockSchema = z.object({
  stageFolder: z.string(),
  calls: z.int(),
  firstEndedAtMs: z.number(),
  nativeMs: z.number(),
});

/** The same alignment through `lab run`: a worker process, and a lab that follows it into SQLite meanwhile. */
export function measureLabOverhead({ repository, workFolder, steps }: OverheadOptions): Overhead {
  const clocks = path.join(workFolder, 'clocks');
  mkdirSync(clocks, { recursive: true });
  const spec = path.join(workFolder, 'overhead.json');
  writeFileSync(spec, JSON.stringify(smallExperiment(repository, steps)));
  const ran = spawnSync(
    process.execPath,
    [path.join(repository, 'src/cli/index.ts'), 'run', spec, '--data', path.join(workFolder, 'lab'), '--slots', '1'],
    {
      encoding: 'utf8',
      env: {
        ...process.env,
        BOOSTER_LAB_BENCH_CLOCKS: clocks,
        NODE_OPTIONS: `--import=${pathToFileURL(path.join(repository, 'bench/ours/clock-preload.ts')).href}`,
      },
    },
  );
  if (ran.status !== 0) throw new Error(`The lab did not finish the overhead experiment:\n${ran.stderr.trim()}`);
  const alignment = readdirSync(clocks)
    .map((name) => clockSchema.parse(JSON.parse(readFileSync(path.join(clocks, name), 'utf8'))))
    .find(({ stageFolder }) => readKind(stageFolder) === 'align');
  if (!alignment) throw new Error('The lab ran no alignment.');
  const { calls, firstEndedAtMs, nativeMs } = alignment;
  const events = readEvents(path.join(alignment.stageFolder, 'events.jsonl'));
  const progressed = events.filter(({ kind }) => kind === 'progressed');
  return {
    stageMs: events[events.length - 1].atMs - events[0].atMs,
    loopMs: progressed[progressed.length - 1].atMs - firstEndedAtMs,
    nativeMs,
    calls,
  };
}

/** The sample's preset with one Booster run, and as little as possible after the alignment. */
function smallExperiment(repository: string, steps: number): ExperimentSpec {
  const preset = path.join(repository, 'resources', 'presets', 'sample.json');
  const spec = experimentSpecSchema.parse(JSON.parse(readFileSync(preset, 'utf8')));
  const settings = JSON.stringify(spec.settings).replaceAll('"../', `"${path.dirname(path.dirname(preset))}/`);
  return {
    ...spec,
    settings: z.record(z.string(), z.json()).parse(JSON.parse(settings)),
    arms: [
      {
        label: 'Booster',
        set: {
          'alignment.method': { name: 'booster' },
          'alignment.training.maxSteps': steps,
          'attack.p': 0,
          'attack.checkpointSteps': [],
          'attack.training.maxSteps': 1,
          'evaluation.utility': null,
          'evaluation.benign': null,
          'evaluation.includeAligned': false,
        },
      },
    ],
    vary: {},
  };
}

function readKind(stageFolder: string): string {
  return stageFileSchema.parse(JSON.parse(readFileSync(path.join(stageFolder, 'spec.json'), 'utf8'))).stage.kind;
}

function readEvents(file: string): StageEvent[] {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => stageEventSchema.parse(JSON.parse(line)));
}
