import type { Sample } from '../../shared/events.ts';
import type { LabQueries } from '../types.ts';
import { nameJudge } from './judge-name.ts';

/** A sample with the verdicts of later judges beside those of the evaluation. */
export interface JudgedSample extends Sample {
  /** By judge with scores: the categories above its threshold. */
  readonly flags: Readonly<Record<string, readonly string[]>>;
  /** Judges that were asked and gave no verdict. */
  readonly silent: readonly string[];
}

/** Puts what judges said after the evaluation beside the verdicts of samples of one stage, of one step or (null) of any. */
export function mergeJudgements(
  reads: Pick<LabQueries, 'listJudges' | 'listJudgements'>,
  place: { readonly stageKey: string; readonly step: number | null },
  samples: readonly Sample[],
): JudgedSample[] {
  const judges = reads.listJudges(place.stageKey);
  if (judges.length === 0) return samples.map((sample) => ({ ...sample, flags: {}, silent: [] }));
  const said = reads.listJudgements(place.stageKey, place.step);
  const tables = judges.map(({ header, threshold }) => ({
    judge: nameJudge(header),
    header,
    threshold,
    rows: new Map(said.get(header.id)?.map((row) => [`${row.step} ${row.index}`, row])),
  }));
  return samples.map((sample) => {
    const verdicts = { ...sample.verdicts };
    const flags: Record<string, string[]> = {};
    const silent: string[] = [];
    for (const { judge, header, threshold, rows } of sample.set === 'safety' ? tables : []) {
      const row = rows.get(`${sample.step} ${sample.index}`);
      if (!row) continue;
      if (row.isHarmful === null) silent.push(judge);
      else verdicts[judge] = row.isHarmful;
      if (row.scores && threshold !== null)
        flags[judge] = header.categories?.filter((_, index) => (row.scores?.[index] ?? 0) > threshold) ?? [];
    }
    return { ...sample, verdicts, flags, silent };
  });
}
