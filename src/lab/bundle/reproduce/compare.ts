import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import type {
  CurvePair,
  Reproduction,
  ReproductionOutcome,
  ReproductionTolerance,
  ScorePair,
  StageReproduction,
} from '../../../shared/views/reproduction.ts';
import { stageFolder } from '../../folder/paths.ts';
import type { BundleStage } from '../manifest.ts';
import { describeMachine } from '../stage-folder.ts';
import { compareWeights } from './compare-weights.ts';
import type { PreparedReproduction } from './prepare.ts';
import { readRecord, readSamples, type StageRecord } from './read-record.ts';

/** Curves that decide: the losses on the data that is trained on and on the harmful set. */
const judgedCurves = new Set(['f', 'h']);

/** Compares what was run again with what the bundle has, stage by stage; stages that the bundle has not complete are passed over. */
export async function compareReproduction(
  { manifest, stages, recordFolder, dataFolder, path, digest }: PreparedReproduction,
  tolerance: ReproductionTolerance,
): Promise<Reproduction> {
  const bundled = new Map(manifest.stages.map((stage) => [stage.key, stage]));
  const compared: StageReproduction[] = [];
  for (const { key } of stages) {
    const stage = bundled.get(key);
    if (stage?.status !== 'completed') continue;
    const places = { record: join(recordFolder, 'stages', key), folder: stageFolder(dataFolder, key) };
    compared.push(await compareStage(stage, places, { tolerance, texts: manifest.contents.texts }));
  }
  const count = (outcome: ReproductionOutcome) => compared.filter((stage) => stage.outcome === outcome).length;
  const counts = {
    identical: count('identical'),
    within: count('within'),
    different: count('different'),
    missing: count('missing'),
  };
  const isWithin = counts.different + counts.missing === 0 && compared.length > 0;
  return { bundle: path, digest, tolerance, counts, isWithin, stages: compared };
}

interface Measure {
  readonly tolerance: ReproductionTolerance;
  readonly texts: boolean;
}

async function compareStage(
  stage: BundleStage,
  places: { readonly record: string; readonly folder: string },
  { tolerance, texts }: Measure,
): Promise<StageReproduction> {
  const [before, after] = [await readRecord(places.record), await readRecord(places.folder)];
  const isExactExpected =
    isDeepStrictEqual(stage.machine, describeMachine()) &&
    before.device === after.device &&
    isDeepStrictEqual({ ...before.versions }, { ...after.versions });
  const scores = pairScores(before, after);
  const curves = pairCurves(before, after);
  const answers = stage.kind === 'evaluate' ? await compareAnswers(places, texts) : null;
  const weights = stage.weights && (await compareWeights(stage.weights, places));
  const common = { key: stage.key, kind: stage.kind, isExactExpected, scores, curves, answers, weights };
  if (!after.isComplete) return { ...common, outcome: 'missing', reasons: ['it was not completed here'] };
  const faults = [
    ...scores.filter((pair) => !isScoreWithin(pair, tolerance)).map(describeScore),
    ...curves.filter((curve) => curve.isJudged && !isCurveWithin(curve, tolerance)).map(describeCurve),
  ];
  if (faults.length > 0) return { ...common, outcome: 'different', reasons: faults };
  const changes = [
    ...scores.filter((pair) => pair.bundled !== pair.reproduced).map(describeScore),
    ...curves.filter((curve) => !curve.isIdentical).map(describeCurve),
    ...(answers && answers.equalCount < answers.count
      ? [`${answers.count - answers.equalCount} of ${answers.count} answers differ`]
      : []),
    ...(weights && !weights.isIdentical
      ? [
          `the weights after step ${weights.step} differ${weights.difference === null ? '' : ` by ${weights.difference.toExponential(1)} of their norm`}`,
        ]
      : []),
  ];
  return { ...common, outcome: changes.length === 0 ? 'identical' : 'within', reasons: changes };
}

function pairScores(before: StageRecord, after: StageRecord): ScorePair[] {
  return [...new Set([...before.scores.keys(), ...after.scores.keys()])].flatMap((id) => {
    const [left, right] = [before.scores.get(id), after.scores.get(id)];
    const either = left ?? right;
    if (!either) return [];
    const { step, metric, judge } = either;
    return [{ step, metric, judge, bundled: left?.value ?? null, reproduced: right?.value ?? null }];
  });
}

function pairCurves(before: StageRecord, after: StageRecord): CurvePair[] {
  return [...new Set([...before.curves.keys(), ...after.curves.keys()])].sort().map((name) => {
    const left = before.curves.get(name) ?? new Map<number, number | null>();
    const right = after.curves.get(name) ?? new Map<number, number | null>();
    const isIdentical = isDeepStrictEqual([...left].sort(byStep), [...right].sort(byStep));
    return {
      name,
      isIdentical,
      difference: isIdentical ? 0 : measureDifference(left, right),
      isJudged: judgedCurves.has(name),
    };
  });
}

function byStep([left]: [number, unknown], [right]: [number, unknown]): number {
  return left - right;
}

function measureDifference(
  left: ReadonlyMap<number, number | null>,
  right: ReadonlyMap<number, number | null>,
): number | null {
  if (left.size !== right.size) return null;
  let difference = 0;
  let size = 0;
  for (const [step, value] of left) {
    const other = right.get(step);
    if (other === undefined || (value === null) !== (other === null)) return null;
    if (value === null || other === null) continue;
    difference += (value - other) ** 2;
    size += value ** 2;
  }
  if (difference === 0) return 0;
  return size > 0 ? Math.sqrt(difference / size) : null;
}

async function compareAnswers(
  { record, folder }: { readonly record: string; readonly folder: string },
  texts: boolean,
): Promise<{ count: number; equalCount: number }> {
  const [before, after] = [await readSamples(record), await readSamples(folder)];
  const equal = [...before].filter(([id, sample]) => {
    const other = after.get(id);
    if (!other) return false;
    const isSaidAlike = !texts || (sample.prompt === other.prompt && sample.response === other.response);
    return isSaidAlike && isDeepStrictEqual(sample.verdicts, other.verdicts);
  });
  return { count: Math.max(before.size, after.size), equalCount: equal.length };
}

function isScoreWithin({ bundled, reproduced }: ScorePair, { scorePoints }: ReproductionTolerance): boolean {
  return bundled !== null && reproduced !== null && Math.abs(bundled - reproduced) <= scorePoints;
}

function isCurveWithin({ difference }: CurvePair, { curveFraction }: ReproductionTolerance): boolean {
  return difference !== null && difference <= curveFraction;
}

function describeScore({ step, metric, judge, bundled, reproduced }: ScorePair): string {
  const spell = (value: number | null) => (value === null ? 'none' : `${value.toFixed(1)} %`);
  return `${metric} (${judge}) at step ${step}: ${spell(bundled)} in the bundle, ${spell(reproduced)} here`;
}

function describeCurve({ name, difference }: CurvePair): string {
  return difference === null
    ? `the curve ${name} has other steps here`
    : `the curve ${name} differs by ${difference.toExponential(1)} of its size`;
}
