import type { Sample } from '../../shared/events.ts';
import type { JudgementRow, JudgeRow, VerdictColumns } from '../../store/index.ts';
import { nameJudge } from './judge-name.ts';

/** Verdicts in bulk with those of later judges beside the evaluation's own; a judge that gave none of an answer is left out of it. */
export function mergeVerdicts(
  columns: VerdictColumns,
  judges: readonly JudgeRow[],
  judgements: ReadonlyMap<string, readonly JudgementRow[]>,
): VerdictColumns {
  if (judges.length === 0) return columns;
  const tables = judges.map(({ header }) => ({
    judge: nameJudge(header),
    said: new Map(judgements.get(header.id)?.map((row) => [row.index, row.isHarmful])),
  }));
  const places = new Map<string, number>();
  const distinct: Pick<Sample, 'verdicts' | 'incoherent'>[] = [];
  const kinds = columns.kinds.map((kind, at) => {
    const added = tables.flatMap(({ judge, said }) => {
      const isHarmful = said.get(columns.indexes[at] ?? -1) ?? null;
      return isHarmful === null ? [] : [[judge, isHarmful] as const];
    });
    const id = JSON.stringify([kind, added]);
    const known = places.get(id);
    if (known !== undefined) return known;
    const own = columns.distinct[kind];
    places.set(id, distinct.length);
    distinct.push({
      verdicts: { ...own?.verdicts, ...Object.fromEntries(added) },
      incoherent: own?.incoherent ?? false,
    });
    return distinct.length - 1;
  });
  return { indexes: columns.indexes, kinds, distinct };
}
