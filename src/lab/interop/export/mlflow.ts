import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import type { ExportRun } from './collect-runs.ts';
import { nameScore } from './collect-runs.ts';
import { type ExportFile, type Exporter, writeSetting } from './exporter.ts';

/** What MLflow calls a finished, a failed and any other ended run (RunStatus of its protocol). */
const runStatus: Readonly<Record<string, number>> = { completed: 3, failed: 4 };
const killed = 5;
/** The longest value of a parameter that MLflow's file store takes. */
const longestParameter = 6000;

/** A tracking folder ("mlruns") with one MLflow experiment per experiment: parameters, metrics over steps and tags. */
export const mlflow: Exporter = {
  name: 'mlflow',
  label: 'MLflow',
  help: 'A tracking folder with parameters, metrics over steps and tags. MLflow 3.6 and later ask for MLFLOW_ALLOW_FILE_STORE=true, or "mlflow migrate-filestore" brings it into a database.',
  opening: { command: 'mlflow ui --backend-store-uri FOLDER' },
  *encode(runs) {
    const experiments = new Map<string, Experiment>();
    for (const run of runs) {
      const { experimentId: id, experimentName: name, startedAtMs, finishedAtMs } = run;
      const known = experiments.get(id);
      experiments.set(id, {
        name,
        startedAtMs: known?.startedAtMs ?? startedAtMs,
        finishedAtMs: Math.max(known?.finishedAtMs ?? 0, finishedAtMs),
      });
      yield* encodeRun(run, makeExperimentId(id));
    }
    for (const [id, experiment] of experiments) yield encodeExperiment(id, experiment);
  },
};

interface Experiment {
  readonly name: string;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
}

function encodeExperiment(id: string, { name, startedAtMs, finishedAtMs }: Experiment): ExportFile {
  const experimentId = makeExperimentId(id);
  const meta = {
    artifact_location: `./${experimentId}`,
    creation_time: startedAtMs,
    experiment_id: experimentId,
    last_update_time: finishedAtMs,
    lifecycle_stage: 'active',
    // MLflow asks for one name per experiment.
    name: `${name} (${id})`,
  };
  return { path: `${experimentId}/meta.yaml`, bytes: writeYaml(meta) };
}

function encodeRun(run: ExportRun, experimentId: string): ExportFile[] {
  const runId = createHash('sha256').update(run.runId).digest('hex').slice(0, 32);
  const root = `${experimentId}/${runId}`;
  const meta = {
    artifact_uri: `./${experimentId}/${runId}/artifacts`,
    end_time: run.finishedAtMs,
    entry_point_name: '',
    experiment_id: experimentId,
    lifecycle_stage: 'active',
    run_id: runId,
    run_name: run.runId,
    run_uuid: runId,
    source_name: '',
    source_type: 4,
    source_version: '',
    start_time: run.startedAtMs,
    status: runStatus[run.status] ?? killed,
    tags: [],
    user_id: 'booster-lab',
  };
  const tags = {
    'mlflow.runName': run.runId,
    'mlflow.source.name': 'Booster Lab',
    'mlflow.source.type': 'LOCAL',
    'booster-lab.arm': run.arm,
    ...Object.fromEntries(Object.entries(run.stages).map(([kind, key]) => [`booster-lab.stage.${kind}`, key])),
  };
  return [
    { path: `${root}/meta.yaml`, bytes: writeYaml(meta) },
    // MLflow takes no folder without artifacts for a run.
    { path: `${root}/artifacts/settings.json`, bytes: `${JSON.stringify(run.settings, null, 2)}\n` },
    ...Object.entries(run.settings).map(([path, value]) => ({
      path: `${root}/params/${path}`,
      bytes: writeSetting(value).replaceAll('\n', ' ').slice(0, longestParameter),
    })),
    ...Object.entries(tags).map(([name, value]) => ({ path: `${root}/tags/${name}`, bytes: value })),
    ...run.curves.map(({ name, steps, values, atMs }) => ({
      path: `${root}/metrics/${makeMetricName(name)}`,
      bytes: steps.map((step, index) => `${atMs[index]} ${values[index]} ${step}\n`).join(''),
    })),
    ...run.scores.map((score) => ({
      path: `${root}/metrics/${makeMetricName(`final/${nameScore(score)}`)}`,
      bytes: `${run.finishedAtMs} ${score.value} ${score.step}\n`,
    })),
  ];
}

/** MLflow allows letters, digits, "_", "-", ".", " ", ":" and "/" in names. */
function makeMetricName(name: string): string {
  return name
    .replaceAll('HS+', 'HS-plus')
    .replaceAll(/[()]/g, '')
    .replaceAll(/[^\w\-. :/]/g, '-');
}

/** MLflow's own ids of experiments are numbers of 18 digits. */
function makeExperimentId(id: string): string {
  const digest = createHash('sha256').update(id).digest().readBigUInt64BE();
  return String(100_000_000_000_000_000n + (digest % 900_000_000_000_000_000n));
}

function writeYaml(value: object): string {
  // Ids of digits alone have to stay texts.
  return stringify(value, { defaultStringType: 'QUOTE_SINGLE', defaultKeyType: 'PLAIN', lineWidth: 0 });
}
