import { basename } from 'node:path';
import type { ProbeKind, ProbeResult } from '../../shared/spec/probe.ts';
import { canonicalJson } from '../../shared/canonical-json.ts';
import { trialPath } from '../../shared/spec/attack-search.ts';
import { dropSeed } from '../statistics/group-runs.ts';
import { summarise } from '../statistics/student-t.ts';
import type { ProbeData, ProbeGroup, ProbePoint, ProbeView } from '../../shared/views/probe.ts';
import type { FoundRun } from '../report/find-runs.ts';
import type { LabQueries } from '../types.ts';
import { findProbeData } from './probe-data.ts';
import { type ProbeFile, readProbeFile } from './probe-files.ts';
import { describeUnlikeData } from './unlike-data.ts';

interface Measured {
  readonly arm: string;
  readonly seed: number;
  readonly attackP: number;
  readonly experimentId: string;
  readonly varied: Readonly<Record<string, unknown>>;
  readonly result: ProbeResult;
  readonly data: ProbeData;
}

/** What was measured of some runs, as means over their seeds per arm, condition and step; empty where nothing was. @throws AppError lab/bad-file. */
export function readProbes(
  queries: Pick<LabQueries, 'dataFolder' | 'listCheckpoints'>,
  runs: readonly FoundRun[],
  kind: ProbeKind,
): ProbeView {
  const perRun = runs.map((found): Measured[] => {
    const { run, experiment } = found;
    const file = readProbeFile(queries.dataFolder, run.stages.attack, kind);
    if (!file) return [];
    const data = describeData(file, found, kind);
    return file.results.map((result) => ({
      arm: run.arm,
      seed: run.settings.seed,
      attackP: run.settings.attack.p,
      experimentId: experiment.id,
      varied: listOtherAxes(run.varied, result.step),
      result,
      data,
    }));
  });
  const measured = perRun.flat();
  // The aligned model is one per arm and seed, whichever attack it was looked at from.
  const groups = Map.groupBy(measured, ({ experimentId, arm, attackP, varied, result }) =>
    canonicalJson([experimentId, arm, result.step === 0 ? null : attackP, varied, result.step, result.rows]),
  );
  return {
    kind,
    measuredRuns: perRun.filter((results) => results.length > 0).length,
    runs: runs.length,
    withoutModels: runs.filter(
      ({ run }, index) => perRun[index]?.length === 0 && queries.listCheckpoints(run.stages.attack).length === 0,
    ).length,
    warning: describeUnlikeData(kind, measured),
    groups: [...groups.values()].flatMap((members): ProbeGroup[] => {
      const perSeed = [...new Map(members.map((member) => [member.seed, member])).values()];
      const [first] = perSeed;
      if (!first) return [];
      return [
        {
          arm: first.arm,
          step: first.result.step,
          attackP: first.result.step === 0 ? null : first.attackP,
          varied: first.varied,
          rows: first.result.rows,
          data: [...new Map(perSeed.map(({ data }) => [canonicalJson({ ...data, name: '' }), data])).values()],
          seeds: perSeed.map(({ seed }) => seed).sort((left, right) => left - right),
          points: listPoints(perSeed.map(({ result }) => result)),
        },
      ];
    }),
  };
}

/**
 * The axes' values beside seed and poison ratio. The aligned model has none of the attack's, but for its LoRA: the direction at step 0
 * is that of the weights which the attack will train.
 */
function listOtherAxes(varied: Readonly<Record<string, unknown>>, step: number): Record<string, unknown> {
  const isOfAttack = (path: string) =>
    (path.startsWith('attack.') && !path.startsWith('attack.lora')) || path === trialPath;
  return Object.fromEntries(
    Object.entries(dropSeed(varied)).filter(([path]) => path !== 'attack.p' && (step > 0 || !isOfAttack(path))),
  );
}

/** What a measurement is of; one that does not say it was of what the run says now. */
function describeData({ digest, data }: ProbeFile, found: FoundRun, kind: ProbeKind): ProbeData {
  if (data) return { name: data.name, digest, start: data.start, count: data.count };
  const { path, start, count } = findProbeData(found, kind);
  return { name: basename(path), digest, start, count };
}

/** Values at equal places, over the seeds. */
function listPoints(results: readonly ProbeResult[]): ProbePoint[] {
  const values = results.flatMap((result) =>
    result.kind === 'drift'
      ? [
          { name: 'distance', at: 0, value: result.distance },
          { name: 'relativeDistance', at: 0, value: result.relativeDistance },
          { name: 'cosine', at: 0, value: result.cosine },
        ]
      : [
          ...result.points.map(({ distance, loss }) => ({ name: 'loss', at: distance, value: loss })),
          { name: 'gradientNorm', at: 0, value: result.gradientNorm },
        ],
  );
  return [...Map.groupBy(values, ({ name, at }) => `${name} ${at}`).values()].flatMap((members) => {
    const [first] = members;
    return first ? [{ name: first.name, at: first.at, summary: summarise(members.map(({ value }) => value)) }] : [];
  });
}
