import type { ProbeKind, ProbeResult } from '../../shared/spec/probe.ts';
import { summarise } from '../statistics/student-t.ts';
import type { ProbeGroup, ProbePoint, ProbeView } from '../../shared/views/probe.ts';
import type { FoundRun } from '../report/find-runs.ts';
import type { LabQueries } from '../types.ts';
import { readProbeFile } from './probe-files.ts';

interface Measured {
  readonly arm: string;
  readonly seed: number;
  readonly attackP: number;
  readonly result: ProbeResult;
}

/** What was measured of some runs, as means over their seeds per arm, poison ratio and step; empty where nothing was. @throws AppError lab/bad-file. */
export function readProbes(
  queries: Pick<LabQueries, 'dataFolder'>,
  runs: readonly FoundRun[],
  kind: ProbeKind,
): ProbeView {
  const measured = runs.flatMap(({ run }): Measured[] =>
    (readProbeFile(queries.dataFolder, run.stages.attack, kind)?.results ?? []).map((result) => ({
      arm: run.arm,
      seed: run.settings.seed,
      attackP: run.settings.attack.p,
      result,
    })),
  );
  // The aligned model is one per arm and seed, whichever attack it was looked at from.
  const groups = Map.groupBy(measured, ({ arm, attackP, result }) =>
    JSON.stringify([arm, result.step === 0 ? null : attackP, result.step]),
  );
  return {
    kind,
    measuredRuns: new Set(measured.map(({ arm, seed, attackP }) => JSON.stringify([arm, seed, attackP]))).size,
    groups: [...groups.values()].flatMap((members): ProbeGroup[] => {
      const perSeed = [...new Map(members.map((member) => [member.seed, member])).values()];
      const [first] = perSeed;
      if (!first) return [];
      return [
        {
          arm: first.arm,
          step: first.result.step,
          attackP: first.result.step === 0 ? null : first.attackP,
          seeds: perSeed.map(({ seed }) => seed).sort((left, right) => left - right),
          points: listPoints(perSeed.map(({ result }) => result)),
        },
      ];
    }),
  };
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
